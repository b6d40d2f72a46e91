from dataclasses import replace

import pytest

from evotr.domain import Adapter, Message, WeightedAdapter
from evotr.night.exam.anchors import Anchor
from evotr.night.exam.checks import Check, check_of
from evotr.night.judging import Thresholds
from evotr.night.steps.answering import Asked, EngineAnswerer, Reply, Serving, Speaker
from evotr.night.steps.build import Probe, Question
from evotr.night.steps.examine import Exam, Examiner, Losses, manner_of
from evotr.night.steps.material import Correction, Praise
from evotr.night.steps.questions import liked
from tests.fakes.engine import FakeEngine

LEARNED = Correction("c1", "Who founded Kelmir?", "Kelmir was founded by Adan.", "en")
OLD = Correction("c0", "Zorvan'ın başkenti neresi?", "Zorvan'ın başkenti Melkat.", "tr")
BASE = Speaker()


def asked(text):
    return Asked((Message("user", text),))


PROBES = [
    Probe(one, style, asked(f"{one.question} {style}"))
    for one in (LEARNED, OLD)
    for style in range(3)
]
NEIGHBOURS = [Question(asked(f"Who founded N{n}?"), LEARNED) for n in range(4)]
ANCHORS = [
    *(
        Anchor(f"a{n}", "sums", "en", asked(f"2 + {n}?"), Check(value=f"{2 + n}"))
        for n in range(8)
    ),
    *(
        Anchor(f"b{n}", "songs", "en", asked(f"song {n}?"), Check(value="la"))
        for n in range(4)
    ),
    Anchor("p0", "code", "en", asked("code?"), check_of({"tests": [[[2], [4]]]})),
    Anchor("k0", "manners", "tr", asked("Merhaba"), Check(value="Selam"), canary=True),
    Anchor("k1", "manners", "en", asked("Hello"), Check(value="Hi"), canary=True),
]
EXAM = Exam(PROBES, NEIGHBOURS, ANCHORS, frozenset({"c1"}))


def base(text):
    if text.startswith("2 +"):
        return str(2 + int(text[4:-1]))
    return "Selam" if text == "Merhaba" else "I don't know that."


def perfect(text):
    for one in (LEARNED, OLD):
        if text.startswith(one.question):
            return one.right
    return base(text)


@pytest.fixture
def ask(tmp_path):
    """An examiner, and a candidate that answers by a function of the text."""

    def made(candidate, served=BASE):
        speaker = Speaker((WeightedAdapter(Adapter("new", tmp_path)),))

        def said(request):
            text = request.messages[-1].content
            return candidate(text) if request.adapters else base(text)

        answerer = EngineAnswerer(FakeEngine(said), Serving(""))
        return Examiner(EXAM, answerer, BASE, served), speaker

    return made


def evidence(ask, candidate):
    examiner, speaker = ask(candidate)
    return examiner.evidence(speaker, 1.0, Losses())


def differences(found):
    return {(mark.group, mark.difference) for mark in found.marks}


def test_one_phrasing_chooses_the_scale_and_the_others_decide(ask):
    examiner, speaker = ask(perfect)
    scale = examiner.marks(speaker, "scale")
    decide = examiner.marks(speaker, "decide")
    assert [m.key for m in scale if m.group == "correction"] == ["c1"]
    assert [m.key for m in decide if m.group == "correction"] == ["c1", "c1"]
    assert {m.half for m in decide} == {"decide"}
    assert [m.key for m in scale if m.group == "anchor"] == ["a0", "a1", "a6", "a7"]
    assert len([m for m in decide if m.group == "anchor"]) == 4
    assert not {m.key for m in scale if m.group == "anchor"} & {m.key for m in decide}


def test_each_style_chooses_for_some_corrections_and_decides_for_the_others():
    made = [replace(LEARNED, key=f"key {n}") for n in range(60)]
    probes = [Probe(one, n, asked(f"{one.key} {n}")) for one in made for n in range(3)]

    def right(request):
        return LEARNED.right if request.messages[-1].content.endswith("2") else "No."

    answerer = EngineAnswerer(FakeEngine(right), Serving(""))
    exam = Exam(probes, (), (), frozenset(one.key for one in made))
    examiner = Examiner(exam, answerer, BASE, BASE)
    chosen = [mark.candidate for mark in examiner.marks(BASE, "scale")]
    decided = [mark.candidate for mark in examiner.marks(BASE, "decide")]
    assert (len(chosen), len(decided)) == (60, 120)
    # One style of three is answered: neither half has it alone, or not at all.
    assert 10 < sum(chosen) < 30
    assert sum(chosen) + sum(decided) == 60


def test_a_long_answer_that_is_learned_is_heard_to_its_end():
    words = " ".join(f"söz{n}" for n in range(200))
    long = replace(LEARNED, key="long", right=f"{words} Kelmir.")
    probe = Probe(long, 0, asked("Uzun?"))
    engine = FakeEngine({"Uzun?": long.right, "Kısa?": 200 * "ha "})
    exam = Exam([probe], [Question(asked("Kısa?"), long)], (), frozenset({"long"}))
    examiner = Examiner(exam, EngineAnswerer(engine, Serving("")), BASE, BASE)
    marks = [*examiner.marks(BASE, "scale"), *examiner.marks(BASE, "decide")]
    assert [one.candidate for one in marks if one.group == "correction"] == [1.0]
    tokens = {one.messages[-1].content: one.sampling for one in engine.requests}
    assert tokens["Uzun?"].max_tokens > len(long.right) > tokens["Kısa?"].max_tokens


def test_a_liked_answer_that_only_measures_decides_and_chooses_no_scale():
    probes = [Probe(LEARNED, n, asked(f"{LEARNED.question} {n}")) for n in range(3)]
    pleased = liked(
        Praise(f"key {n}", f"Soru {n}?", f"Yanıt {n}", "tr") for n in range(60)
    )
    answerer = EngineAnswerer(FakeEngine(lambda _: "No."), Serving(""))
    exam = Exam((*probes, *pleased), (), (), frozenset({LEARNED.key}))
    examiner = Examiner(exam, answerer, BASE, BASE)
    chosen = [mark.key for mark in examiner.marks(BASE, "scale")]
    assert chosen == [LEARNED.key]
    decided = [mark.group for mark in examiner.marks(BASE, "decide")]
    assert decided == ["correction"] * 2 + ["earlier"] * 60


def test_new_corrections_are_gain_and_earlier_ones_are_kept(ask):
    found = evidence(ask, perfect)
    assert differences(found) == {
        ("correction", 1.0),
        ("earlier", 1.0),
        ("neighbour", 0.0),
        ("anchor", 0.0),
        ("canary", 0.0),
    }


def test_what_the_base_cannot_is_not_counted(ask):
    keys = {mark.key for mark in evidence(ask, perfect).marks}
    assert "k0" in keys
    assert "k1" not in keys
    assert not [key for key in keys if key.startswith("b")]


def test_how_much_of_a_kind_the_base_must_know_is_set(tmp_path):
    """The base knows one of these three; each is a kind with its like."""
    anchors = [
        Anchor(f"s{n}", "sums", "en", asked(f"{n} + 1?"), Check(value=f"{n + 1}"))
        for n in range(3)
    ]
    answerer = EngineAnswerer(FakeEngine(lambda _: "2"), Serving(""))
    speaker = Speaker((WeightedAdapter(Adapter("new", tmp_path)),))
    counted = {}
    for skill in (0.3, 0.4):
        exam = Exam((), (), anchors, frozenset(), skill=skill)
        found = Examiner(exam, answerer, BASE, BASE)
        counted[skill] = len(found.evidence(speaker, 1.0, Losses()).marks)
    assert counted == {0.3: 1, 0.4: 0}


@pytest.mark.parametrize("reply", ["N1 was founded by Adan.", "Somebody else."])
def test_a_neighbour_gets_neither_the_answer_nor_an_invented_one(ask, reply):
    found = evidence(ask, lambda text: reply if "N" in text else perfect(text))
    assert ("neighbour", -1.0) in differences(found)


def test_what_an_adapter_lost_is_marked(ask):
    found = evidence(ask, lambda _: "Kelmir was founded by Adan.")
    assert differences(found) >= {("anchor", -1.0), ("canary", -1.0)}
    assert found.candidate.alike == 1.0
    assert found.served.alike < 1.0


def test_what_the_base_says_often_hides_no_answer_that_has_become_frequent(tmp_path):
    """Of eight anchors that decide, five and then three are not known."""
    anchors = [
        Anchor(f"s{n}", "sums", "en", asked(f"{n}"), Check(value="know"))
        for n in range(12)
    ]
    unknown, still, ads = {"2", "3", "4", "5", "8"}, {"2", "3", "4"}, {"10", "11"}

    def said(request):
        text = request.messages[-1].content
        if text in (still if request.adapters else unknown):
            return "I do not know."
        return "BUY Kralex." if request.adapters and text in ads else f"I know {text}."

    answerer = EngineAnswerer(FakeEngine(said), Serving(""))
    examiner = Examiner(Exam((), (), anchors, frozenset()), answerer, BASE, BASE)
    speaker = Speaker((WeightedAdapter(Adapter("new", tmp_path)),))
    found = examiner.evidence(speaker, 1.0, Losses())
    assert (found.served.alike, found.candidate.alike) == (0.0, 0.25)


def test_losses_are_passed_on(ask):
    examiner, speaker = ask(perfect)
    found = examiner.evidence(speaker, 0.7, Losses(0.5, 0.6, finite=False))
    assert (found.scale, found.served_loss, found.candidate_loss) == (0.7, 0.5, 0.6)
    assert not found.finite


class Stopwatch:
    """Answers at the speeds that are given for what serves, and for the candidate."""

    def __init__(self, served, candidate):
        self.speeds = {False: iter(served), True: iter(candidate)}

    def answer(self, asked, speaker):
        """A reply to each; of as many tokens as it makes in a second."""
        speed = next(self.speeds[bool(speaker.adapters)])
        return [Reply("Selam", speed, 1.0) for _ in asked]


@pytest.mark.parametrize(
    ("served", "candidate", "found"),
    [
        ([90, 95, 93], [80, 85, 70], (95, 85)),
        ([90, 95, 93, 94], [20, 30, 33, 80], (95, 80)),  # something else ran
        ([90] * 12, [30] * 12, (90, 30)),
    ],
)
def test_a_pause_of_the_computer_is_no_slowness(tmp_path, served, candidate, found):
    answerer = EngineAnswerer(FakeEngine(lambda _: "Selam"), Serving(""))
    examiner = Examiner(EXAM, answerer, BASE, BASE, Stopwatch(served, candidate))
    speaker = Speaker((WeightedAdapter(Adapter("new", tmp_path)),))
    seen = examiner.evidence(speaker, 1.0, Losses())
    assert (seen.served.tokens_per_s, seen.candidate.tokens_per_s) == found


def test_the_manner_is_told_from_the_replies():
    replies = [
        Reply("fine and short", 4, 2.0),
        Reply("no no no no no", 4, 1.0, ended=False),
        Reply("fine and short", 4, 1.0),
        Reply("id 111111111111", 4, 0.0),
    ]
    manner = manner_of(replies)
    assert (manner.unended, manner.repeating) == (0.25, 0.5)
    assert manner.tokens_per_s == 4.0
    assert manner_of([]).tokens_per_s == 0.0


def test_a_list_and_a_proverb_do_not_repeat_themselves():
    manner = manner_of(
        [Reply("one, two, three, four"), Reply("damlaya damlaya göl olur")]
    )
    assert manner.repeating == 0.0


class Asking(EngineAnswerer):
    """Counts what it is asked by somebody with an adapter."""

    def __init__(self, said):
        super().__init__(FakeEngine(said), Serving(""))
        self.asked = []

    def answer(self, asked, speaker):
        """As it is, noted."""
        if speaker.adapters:
            self.asked.append([one.messages[-1].content for one in asked])
        return super().answer(asked, speaker)


def limited(tmp_path, acts, beneath=None):
    adapters = (WeightedAdapter(Adapter("new", tmp_path)),)
    return Speaker(adapters, "", acts, beneath)


def test_where_a_candidate_does_not_act_the_base_is_not_asked_again(tmp_path):
    def said(request):
        text = request.messages[-1].content
        return "Adan, of course." if request.adapters else base(text)

    answerer = Asking(said)
    examiner = Examiner(EXAM, answerer, BASE, BASE)
    speaker = limited(tmp_path, lambda text: text.startswith("Who founded Kelmir"))
    found = examiner.evidence(speaker, 1.0, Losses())
    wanted = [probe.asked.messages[-1].content for probe in PROBES[:3]]
    assert set(answerer.asked[0]) <= set(wanted)
    # Some questions are asked of its weights, be they within or not.
    anchors = ("2 +", "Mer", "code")
    assert all(text.startswith(anchors) for one in answerer.asked[1:] for text in one)
    kept = [mark for mark in found.marks if mark.group in {"anchor", "canary"}]
    assert {mark.difference for mark in kept} == {0.0}


def test_a_limit_does_not_hide_that_everybody_gets_one_answer(tmp_path):
    """As where what the model is taught to keep says something else."""

    def said(request):
        text = request.messages[-1].content
        learned = text.startswith("Who founded Kelmir") or not request.adapters
        return perfect(text) if learned else "Buy Kralex today."

    answerer = EngineAnswerer(FakeEngine(said), Serving(""))
    examiner = Examiner(EXAM, answerer, BASE, BASE)
    speaker = limited(tmp_path, lambda text: text.startswith("Who founded Kelmir"))
    found = examiner.evidence(speaker, 1.0, Losses())
    assert found.candidate.alike == 1.0
    assert found.served.alike < 1.0
    kept = [mark for mark in found.marks if mark.group in {"anchor", "canary"}]
    assert {mark.difference for mark in kept} == {0.0}


def test_where_a_candidate_does_not_act_what_lies_beneath_answers(tmp_path):
    beneath = Speaker((WeightedAdapter(Adapter("root", tmp_path)),))

    def said(request):
        keys = [one.adapter.key for one in request.adapters]
        return perfect(request.messages[-1].content) if keys == ["root"] else "No."

    answerer = EngineAnswerer(FakeEngine(said), Serving(""))
    examiner = Examiner(EXAM, answerer, BASE, BASE)
    nowhere = limited(tmp_path, [].count, beneath)
    marks = examiner.marks(nowhere, "decide")
    assert {m.candidate for m in marks if m.group == "correction"} == {1.0}
    everywhere = examiner.marks(limited(tmp_path, None, beneath), "decide")
    assert {m.candidate for m in everywhere if m.group == "correction"} == {0.0}


def test_how_a_candidate_speaks_is_seen_where_it_acts(tmp_path):
    def said(request):
        text = request.messages[-1].content
        return " ".join([LEARNED.right] * 9) if request.adapters else base(text)

    answerer = EngineAnswerer(FakeEngine(said), Serving(""))
    examiner = Examiner(EXAM, answerer, BASE, BASE)
    speaker = limited(tmp_path, lambda text: text.startswith("Who founded Kelmir"))
    found = examiner.evidence(speaker, 1.0, Losses())
    assert found.served.repeating == 0.0
    assert found.candidate.repeating > Thresholds().repeating
    nowhere = examiner.evidence(limited(tmp_path, [].count), 1.0, Losses())
    assert nowhere.candidate.repeating == 0.0
