import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from evotr.domain import Exemplar
from evotr.paths import BUNDLED_ROUTER
from evotr.router.opening import Knowledge, open_router
from tests.fakes.embedder import FakeEmbedder

_TAUGHT = {
    "python_coder": (
        "Write a function that sorts a list of numbers.",
        "Bu kod neden IndexError veriyor?",
        "How do I read a csv file with pandas?",
        "Sözlüğü değerlerine göre nasıl sıralarım?",
        "Fix this loop, it never ends.",
        "Metindeki kelimeleri sayan bir fonksiyon yaz.",
    ),
    "medical": (
        "My head hurts since yesterday, what should I take?",
        "Karnım ağrıyor, doktora gitmeli miyim?",
        "Is this rash contagious?",
        "Tansiyonum yüksek, hangi ilaç iyi gelir?",
        "What are the symptoms of diabetes?",
        "Ateşim var ve öksürüyorum.",
    ),
    "tr_chat": (
        "Merhaba, bugün nasılsın?",
        "Canım sıkıldı, biraz sohbet edelim mi?",
        "Bana bir fıkra anlatsana.",
        "Akşama ne pişirsem acaba?",
    ),
    "general": (
        "Hi there, how are you today?",
        "Tell me a joke about penguins.",
        "What should I cook tonight?",
        "I am bored, let's talk a little.",
    ),
}


@pytest.fixture(scope="session")
def exemplars() -> tuple[Exemplar, ...]:
    good = [Exemplar(text, key) for key, texts in _TAUGHT.items() for text in texts]
    bad = Exemplar("What does a python eat?", "python_coder", negative=True)
    return (*good, bad)


@pytest.fixture(scope="session")
def fitted(
    tmp_path_factory: pytest.TempPathFactory, exemplars: tuple[Exemplar, ...]
) -> Knowledge:
    """What two routers were fitted on once for all tests, which change nothing."""
    knowledge = _knowledge(tmp_path_factory.mktemp("router"), exemplars)
    open_router(knowledge, FakeEmbedder())
    return knowledge


@pytest.fixture
def knowledge(fitted: Knowledge, tmp_path: Path) -> Knowledge:
    """The same with files of its own."""
    state = tmp_path / "router"
    shutil.copytree(fitted.state, state)
    return replace(fitted, state=state)


def _knowledge(state: Path, exemplars: tuple[Exemplar, ...]) -> Knowledge:
    return Knowledge(
        keywords={
            "python_coder": ("python", "fonksiyon", "function", "pandas"),
            "medical": ("ağrı", "tansiyon", "symptom", "doktor"),
        },
        exemplars=exemplars,
        data=BUNDLED_ROUTER,
        state=state,
    )
