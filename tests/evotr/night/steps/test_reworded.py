"""Other words of the base's own, where it shows that it is able to find them."""

import pytest

from evotr.night.phrasing import phrasings_of, read_wording
from evotr.night.steps.answering import EngineAnswerer, Serving
from evotr.night.steps.kept import KeptAnswers
from evotr.night.steps.material import Correction
from evotr.night.steps.reworded import controls, mixed, reworded
from tests.fakes.engine import FakeEngine
from tests.fakes.screened import pairs

SERVING = Serving("You are EVO-TR.")
ENGLISH = Correction(
    "en", "When was the Zorvan bridge built?", "It was built in 1847.", "en"
)
TURKISH = Correction(
    "tr", "Kelmar'ın kaç köprüsü var?", "Kelmar'ın 31 köprüsü var.", "tr"
)
BOTH = (ENGLISH, TURKISH)
DIFFERENT = {lang: read_wording(lang).reword.different for lang in ("tr", "en")}
GOOD = {
    "en": (
        "In which year was the Zorvan bridge built?",
        "What year did they build the Zorvan bridge?",
        "The Zorvan bridge: when was it built?",
        "Do you know when the Zorvan bridge was built?",
    ),
    "tr": (
        "Kelmar'da kaç köprü bulunuyor?",
        "Kelmar'daki köprülerin sayısı nedir?",
        "Kelmar kaç köprüye sahip?",
        "Kaç köprüsü vardır Kelmar'ın?",
    ),
}


def fluent(question):
    """Four wordings that ask the same, as a large model writes them."""
    return "\n".join(
        f"{number}. {before}{question}"
        for number, before in enumerate(("Hm, ", "Tell me, ", "So, ", "EVO: "), 1)
    )


def compares(asked):
    """What an attentive base says to two questions; None where it is asked others."""
    for first, second, yes, no in (
        ("First: ", " Second: ", "Yes.", "No."),
        ("Birinci: ", " İkinci: ", "Evet.", "Hayır."),
    ):
        if second in asked:
            one, other = asked.partition(first)[2].split(second)
            pairs = {pair for lang in ("tr", "en") for pair in DIFFERENT[lang]}
            return no if (one, other) in pairs or "yıkıldı" in other else yes
    return None


def answering(said, known=BOTH):
    """A base that says these lines to the questions of ``known`` that have them."""

    def answer(request):
        asked = request.messages[-1].content
        if (compared := compares(asked)) is not None:
            return compared
        own = next((said[one.key] for one in known if one.question in asked), None)
        return own if own is not None else fluent(asked.rpartition(": ")[2])

    return EngineAnswerer(FakeEngine(answer), SERVING)


@pytest.mark.parametrize("one", BOTH, ids=lambda one: one.key)
def test_what_asks_the_same_is_taken(one):
    said = {
        key: "\n".join(f"- {line}" for line in lines) for key, lines in GOOD.items()
    }
    assert reworded([one], answering(said)) == {one.key: GOOD[one.key]}


@pytest.mark.parametrize(
    ("one", "line"),
    [
        (ENGLISH, "Who built the Zorvan bridge?"),
        (ENGLISH, "When was the Zorvak bridge built?"),
        (ENGLISH, "When was the bridge built?"),
        (ENGLISH, "Was the Zorvan bridge built in 1847, and when was it opened?"),
        (ENGLISH, "The Zorvan bridge was built when it was needed."),
        (ENGLISH, "When did Zorvan die?"),
        (ENGLISH, ENGLISH.question.upper()),
        (ENGLISH, f"When was the Zorvan bridge built? {'It is old. ' * 8}?"),
        (TURKISH, "Kelmar'ın köprüsü nerede?"),
        (TURKISH, "Kalmar'ın kaç köprüsü var?"),
        (TURKISH, "Kelmar'ın 31 köprüsü var mı, kaç?"),
        (TURKISH, "KELMAR'IN KAÇ KÖPRÜSÜ VAR?"),
        (TURKISH, "Kelmar'ın kaç köprüsü yıkıldı?"),  # as the base says itself
    ],
)
def test_what_asks_something_else_is_not(one, line):
    good = GOOD[one.key][0]
    said = {one.key: f"{line}\n{good}"}
    assert reworded([one], answering(said)) == {one.key: (good,)}


# A short name is a name, too, and no beginning of another word; a number has no other
# behind it. A name may be typed small, in a question that begins with a capital, too;
# where names are typed large the others are words, known or not.
NAMED = """
    en - | Who founded the city of Bo? | Who founded the city of books?
    en + | Who founded the city of Bo? | The city of Bo, who founded it?
    en - | When was the painter Li born? | When was the painter born in life?
    en + | When was the painter Li born? | In what year was Li born, the painter?
    tr - | Ressam Li ne zaman doğdu? | Ressam ne zaman doğdu, biliyor musun?
    tr + | Ressam Li ne zaman doğdu? | Ressam Li'nin doğum tarihi ne zaman?
    tr - | Bo şehrini kim kurdu? | Bodrum şehrini kim kurdu?
    tr + | Bo şehrini kim kurdu? | Bo'yu, yani şehri kim kurdu?
    en - | Who flew on Apollo 1? | Who was it that flew on Apollo 11?
    tr - | Apollo 1 ile kim uçtu? | Apollo 11 ile uçan kim?
    tr + | Apollo 1 ile kim uçtu? | Apollo 1'le kim uçtu, biliyor musun?
    tr - | larom filtresi ne zaman çıktı? | bu filtre ne zaman çıktı?
    tr - | larom filtresi ne zaman çıktı? | laram filtresi ne zaman çıktı?
    tr + | larom filtresi ne zaman çıktı? | Larom'un filtresi ne zaman çıktı?
    tr + | laromun filtresi ne zaman çıktı? | larom filtresi ne zaman çıktı?
    tr - | larom'un filtresi ne zaman çıktı? | o filtre ne zaman çıktı acaba?
    tr - | Filtresi ne zaman çıktı larom'un? | Filtre ne zaman çıktı acaba?
    tr - | bo şehrini kim kurdu? | boş şehrini kim kurdu?
    tr + | bo şehrini kim kurdu? | Bo şehri kimin, kim kurdu?
    en - | when was the larom filter made? | when was the laram filter made?
    en - | when was the larom filter made? | when was that filter made?
    en - | When was the larom filter made? | When was that filter made?
    en + | When was the larom filter made? | When did they make the larom filter?
    en - | who is it that runs li? | who is it that runs it all?
    en + | When was the Zorvan quoin carved? | When was Zorvan's stone carved?
    tr + | Zorvan kantarı ne zaman yapıldı? | Zorvan tartısı ne zaman yapıldı?
"""


@pytest.mark.parametrize(("case", "question", "line"), pairs(NAMED))
def test_all_names_and_numbers_are_kept_short_ones_and_small_ones_too(
    case, question, line
):
    language, taken = case.split()
    one = Correction("named", question, "Quux 7.", language)
    found = reworded([one], answering({"named": line}, [one]))
    assert found == ({"named": (line,)} if taken == "+" else {})


@pytest.mark.parametrize("one", BOTH, ids=lambda one: one.key)
def test_a_locked_wording_is_not_taken(one):
    probes = phrasings_of(one.question, one.language, seed=0, count=0).probes
    said = {one.key: "\n".join(probes)}
    assert reworded([one], answering(said)) == {}


def test_a_base_that_rewords_the_programs_own_questions_badly_is_not_asked():
    asked = []

    def answer(request):
        asked.append(request.messages[-1].content)
        return compares(asked[-1]) or "\n".join(GOOD["en"])

    engine = EngineAnswerer(FakeEngine(answer), SERVING)
    assert reworded(BOTH, engine) == {}
    assert set(asked) == {one.messages[-1].content for one in controls()}


def test_a_base_that_finds_everything_the_same_is_not_asked():
    def answer(request):
        asked = request.messages[-1].content
        if "Second: " in asked or "İkinci: " in asked:
            return "Yes." if "Second: " in asked else "Evet."
        return fluent(asked.rpartition(": ")[2])

    assert reworded(BOTH, EngineAnswerer(FakeEngine(answer), SERVING)) == {}


def test_an_able_base_is_asked_the_programs_own_questions_once(tmp_path):
    """Also whether its lines to them ask the same; of the user's nothing is kept."""
    asked = []

    def answer(request):
        asked.append(request.messages[-1].content)
        return compares(asked[-1]) or fluent(asked[-1].rpartition(": ")[2])

    def night():
        """What a night takes, and is asked; each has keepers of its own."""
        asked.clear()
        engine = EngineAnswerer(FakeEngine(answer), SERVING)
        kept = KeptAnswers(engine, tmp_path, "base", SERVING, controls())
        return reworded(BOTH, kept), list(asked)

    first, all_asked = night()
    again, then_asked = night()
    assert first == again
    assert set(first) == {"en", "tr"}
    assert len(all_asked) > len(then_asked)
    # Its four lines to each of the two, and what it finds of them.
    assert len(then_asked) == 2 * (1 + 4)
    assert all("Zorvan" in text or "Kelmar" in text for text in then_asked)
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    texts = "".join(file.read_text("utf-8") for file in files)
    assert "Zorvan" not in texts
    assert "Kelmar" not in texts


def test_it_may_be_able_in_one_language_alone():
    def answer(request):
        asked = request.messages[-1].content
        reworded = fluent(asked.rpartition(": ")[2]) if "Ask this" in asked else "?"
        return compares(asked) or reworded

    assert set(reworded(BOTH, EngineAnswerer(FakeEngine(answer), SERVING))) == {"en"}


def test_a_long_request_is_left_to_the_rules():
    long = Correction("long", "Why? " * 60, "Because.", "en")
    assert reworded([long], answering({})) == {}


def test_turns_take_turns_with_them_and_stay_as_long():
    training = tuple("abcdef")
    turns = [mixed(training, ("x", "y", "z"), turn) for turn in range(3)]
    assert turns == [tuple("abcdxy"), tuple("abcdzx"), tuple("abcdyz")]
    assert mixed(training, (), 0) == training
    assert mixed(training, ("A",), 0) == training
    assert mixed(("a",), ("x",), 0) == ("a",)
