import numpy as np
import pytest

from evotr.paths import BUNDLED_ROUTER
from evotr.router.context import read_context
from evotr.router.features import read_extractor
from evotr.router.keywords import Patterns, build_keywords
from evotr.router.reading import read

EXPERTS = ("general", "legal", "medical")
CONTEXT = read_context(BUNDLED_ROUTER / "context.toml")
EXTRACTOR = read_extractor(
    BUNDLED_ROUTER, EXPERTS, build_keywords({"legal": ("dava",)}, Patterns())
)


def leading(text, shares, previous, small_talk=0.0):
    raised = CONTEXT.raised(
        EXTRACTOR.look(text),
        EXPERTS,
        np.array(shares, np.float32),
        previous,
        small_talk,
    )
    assert raised.sum() == pytest.approx(1)
    return EXPERTS[int(raised.argmax())]


@pytest.mark.parametrize("text", ["peki ya üçü?", "and in async?", "neden?"])
def test_a_short_follow_up_keeps_its_expert(text):
    assert leading(text, (0.9, 0.05, 0.05), "medical") == "medical"


def test_another_expert_that_is_named_takes_over():
    assert leading("dava nasıl açılır", (0.01, 0.98, 0.01), "medical") == "legal"


def test_a_long_question_stands_for_itself():
    text = "Bahçedeki ağaçların gölgesi komşunun evine düşüyor ama o buna itiraz ediyor"

    assert leading(text, (0.4, 0.5, 0.1), "medical") == "legal"


@pytest.mark.parametrize(
    "text", ["neyse, başka konu", "by the way, rent?", "şimdi aklıma geldi, kira?"]
)
def test_a_change_of_subject_that_is_said_is_one(text):
    assert leading(text, (0.2, 0.6, 0.2), "medical") == "legal"


def test_an_expert_that_is_not_there_keeps_nothing():
    assert leading("peki ya üçü?", (0.9, 0.05, 0.05), "history") == "general"


@pytest.mark.parametrize("text", ["yoruldum ya", "what to eat now"])
def test_small_talk_as_it_is_known_is_a_change_of_subject(text):
    shares = (0.9, 0.05, 0.05)

    assert leading(text, shares, "medical", small_talk=0.4) == "general"
    assert leading(text, shares, "medical", small_talk=0.1) == "medical"


@pytest.mark.parametrize(
    "text",
    [
        "neden?",
        "Anlamadım, daha basit anlat",
        "bir örnek verir misin lütfen",
        "why tho",
        "Can you give me an example?",
    ],
)
def test_what_only_asks_on_is_no_small_talk(text):
    assert leading(text, (0.9, 0.05, 0.05), "medical", small_talk=0.4) == "medical"


@pytest.mark.parametrize("text", ["nasıl geçti tatil", "why am I so tired of it"])
def test_more_than_asking_on_may_be_small_talk(text):
    assert leading(text, (0.9, 0.05, 0.05), "medical", small_talk=0.4) == "general"


def test_what_leans_keeps_its_expert_however_everyday_it_looks():
    shares = (0.9, 0.05, 0.05)

    assert leading("7 ve 8 peki", shares, "medical", small_talk=0.4) == "medical"


@pytest.mark.parametrize("text", ["Teşekkürler!", "çok sağ ol hocam", "Great, thanks"])
def test_thanks(text):
    assert CONTEXT.thanks(read(text))


@pytest.mark.parametrize(
    "text", ["thanks, and in async?", "tamam", "sağ kolum ağrıyor"]
)
def test_more_than_thanks(text):
    assert not CONTEXT.thanks(read(text))


def test_no_words_lean_on_nothing():
    assert CONTEXT.odds(read("👍")) == 0
