"""Asking what serves and a candidate the same questions, and marking both.

Greedy, with the memory off. Questions are in two parts: on one the candidate's scale
is chosen, on the other the night is decided. No question of either was trained on.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from evotr.domain import fold
from evotr.night.exam.anchors import Anchor
from evotr.night.exam.checks import carries, leaks, met
from evotr.night.exam.repeating import repeats
from evotr.night.exam.signs import signs
from evotr.night.judging import Evidence, Group, Half, Manner, Mark, Thresholds
from evotr.night.judging.evidence import mean
from evotr.night.steps.answering import Answerer, Asked, Reply, Speaker, room_for
from evotr.night.steps.build import Probe, Question

__all__ = ["Exam", "Examiner", "Losses", "keeps", "manner_of"]

_HALVES: tuple[Half, Half] = ("scale", "decide")
_PART = 3  # of the anchors one chooses: it is asked again at each scale
_AT_ONCE = 2  # programs that are run
_PACED = 8  # anchors
_BARE = 200  # anchors that an adapter is asked without its limit
_ROUNDS = 3
_MOST_ROUNDS = 12
_LOOKS_SLOW = 0.75  # then it is timed again; what is slow the verdict says
Replies = Mapping[Asked, Reply]


@dataclass(frozen=True, slots=True)
class Exam:
    """What is asked.

    Attributes:
        new: The keys of corrections that no night has learned.
        nights: By the key of a correction the number of the night that taught it first.
        skill: Share of a kind of anchors that the base must answer for it to count.
    """

    probes: Sequence[Probe]
    neighbours: Sequence[Question]
    anchors: Sequence[Anchor]
    new: frozenset[str]
    nights: Mapping[str, int] = field(default_factory=dict)
    skill: float = Thresholds().skill


@dataclass(frozen=True, slots=True)
class Losses:
    """Nats per token of the base's own answers, as the training's child measured."""

    served: float | None = None
    candidate: float | None = None
    finite: bool = True


@dataclass(frozen=True, slots=True)
class _Item:
    """A question of the exam, and who marks its reply."""

    key: str
    half: Half
    asked: Asked
    what: Probe | Question | Anchor


class Examiner:
    """Examines candidates against what serves; both are asked each question once.

    Args:
        exam: The questions.
        answerer: Who lets models answer.
        base: The expert without an adapter.
        served: The expert as it answers now.
        pace: Who lets models answer while they are timed: at once, and not from what
            was said before; ``answerer`` where that is so.
    """

    def __init__(
        self,
        exam: Exam,
        answerer: Answerer,
        base: Speaker,
        served: Speaker,
        pace: Answerer | None = None,
    ) -> None:
        self._exam = exam
        self._answerer = answerer
        self._pace = pace or answerer
        self._base = base
        self._served = served
        items = list(_items(exam))
        self._base_said: Replies = {}
        self._base_said = self._said(base, items)
        known = self._known(items)
        self._items = [one for one in items if _counts(one, known)]
        self._before = self._said(served, self._items)
        self._decided: Replies = {}

    def marks(self, candidate: Speaker, half: Half) -> tuple[Mark, ...]:
        """The marks of one half."""
        items = [item for item in self._items if item.half == half]
        return self._marked(items, self._said(candidate, items))

    def evidence(self, candidate: Speaker, scale: float, losses: Losses) -> Evidence:
        """What decides about the candidate at the scale that was chosen."""
        items = [item for item in self._items if item.half == "decide"]
        said = self._decided = self._said(candidate, items)
        before, after = self._manners(candidate, items, said)
        return Evidence(
            scale,
            self._marked(items, said),
            before,
            after,
            losses.served,
            losses.candidate,
            losses.finite,
        )

    def _manners(
        self, candidate: Speaker, items: Sequence[_Item], said: Replies
    ) -> list[Manner]:
        """How what serves and the candidate speak where it acts.

        Its limit hides neither that it is slow nor that it says one thing to everybody:
        what else it has learned beside its lessons would come out where it acts, too.
        """
        looked = [item.asked for item in items if _shows(item, candidate)]
        anchors = [item for item in items if isinstance(item.what, Anchor)]
        # By no order that languages or kinds have.
        mixed = sorted(anchors, key=lambda item: zlib.crc32(item.key.encode()))
        spread = mixed[:_BARE]
        pair = ((self._served, self._before), (candidate, said))
        bare = [replace(speaker, acts=None) for speaker, _ in pair]
        speeds = self._paces(bare, [anchor.asked for anchor in anchors[:_PACED]])
        told = [
            replies if speaker == free else self._said(free, spread)
            for (speaker, replies), free in zip(pair, bare, strict=True)
        ]
        shares = _alike(*([one[item.asked].text for item in spread] for one in told))
        return [
            replace(
                manner_of(replies[asked] for asked in looked),
                alike=share,
                tokens_per_s=speed,
            )
            for (_, replies), share, speed in zip(pair, shares, speeds, strict=True)
        ]

    def _paces(self, bare: Sequence[Speaker], asked: Sequence[Asked]) -> list[float]:
        """Tokens a second of speakers whose adapters act on all of it.

        Asked in turns, the best of each: whatever else the computer does slows both.
        Where it may have slowed the second alone, they are asked more often.
        """
        best = [0.0, 0.0]
        for turn in range(_MOST_ROUNDS):
            if turn >= _ROUNDS and best[1] >= _LOOKS_SLOW * best[0]:
                break
            for place, speaker in enumerate(bare):
                manner = manner_of(self._pace.answer(asked, speaker))
                best[place] = max(best[place], manner.tokens_per_s)
        return best

    def examples(self) -> list[tuple[Probe, str, str]]:
        """What served and the candidate said last to one wording of each correction.

        None before there is `evidence`.
        """
        probes = {
            item.key: item.what
            for item in reversed(self._items)
            if isinstance(item.what, Probe) and item.asked in self._decided
        }
        return [
            (probe, self._before[probe.asked].text, self._decided[probe.asked].text)
            for probe in reversed(probes.values())
        ]

    def _said(self, speaker: Speaker, items: Sequence[_Item]) -> dict[Asked, Reply]:
        """What somebody says; where that is the base's, it was asked already."""
        replies = {
            item.asked: self._base_said[item.asked]
            for item in items
            if speaker.acting(item.asked) == self._base.acting(item.asked)
            and item.asked in self._base_said
        }
        asked = [item.asked for item in items if item.asked not in replies]
        answered = self._answerer.answer(asked, speaker)
        return replies | dict(zip(asked, answered, strict=True))

    def _known(self, items: Sequence[_Item]) -> frozenset[str]:
        """Kinds of anchors that the base can, and canaries that it answers."""
        anchors = [one.what for one in items if isinstance(one.what, Anchor)]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            passed = list(pool.map(self._base_meets, anchors))
        kinds: dict[str, list[bool]] = {}
        for anchor, good in zip(anchors, passed, strict=True):
            kinds.setdefault(_kind(anchor), []).append(good)
        able = {
            kind for kind, marks in kinds.items() if mean(marks) >= self._exam.skill
        }
        met_by_base = zip(anchors, passed, strict=True)
        return frozenset(able | {anchor.id for anchor, good in met_by_base if good})

    def _base_meets(self, anchor: Anchor) -> bool:
        return met(anchor.check, self._base_said[anchor.asked].text, anchor.language)

    def _marked(self, items: Sequence[_Item], said: Replies) -> tuple[Mark, ...]:
        def mark(item: _Item) -> Mark:
            before, after = (
                float(self._right(item, replies[item.asked].text))
                for replies in (self._before, said)
            )
            group = self._group(item)
            night = self._exam.nights.get(item.key, 0) if group == "earlier" else 0
            return Mark(item.key, group, item.half, before, after, night)

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return tuple(pool.map(mark, items))

    def _group(self, item: _Item) -> Group:
        match item.what:
            case Probe(correction=one):
                return "correction" if one.key in self._exam.new else "earlier"
            case Question():
                return "neighbour"
            case Anchor(canary=canary):
                return "canary" if canary else "anchor"

    def _right(self, item: _Item, reply: str) -> bool:
        match item.what:
            case Probe(correction=one):
                return carries(reply, one.right, one.question, one.wrong)
            case Anchor(check=check, language=language):
                return met(check, reply, language)
            case Question() as question:
                return keeps(question, reply, self._base_said[item.asked].text)


def _shows(item: _Item, candidate: Speaker) -> bool:
    """Whether a reply shows how the candidate speaks.

    Anchors do; where it does not act on all, so does all that it does act on.
    """
    limited = candidate.acts is not None
    within = limited and candidate.acting(item.asked) == candidate.adapters
    return within or isinstance(item.what, Anchor)


def _alike(before: Sequence[str], after: Sequence[str]) -> list[float]:
    """The shares of the reply that has become more frequent than any other."""
    counts = [Counter(map(fold, texts)) for texts in (before, after)]
    old, new = counts
    risen = max(new, key=lambda text: new[text] - old[text], default="")
    return [count[risen] / max(len(before), 1) for count in counts]


def keeps(question: Question, reply: str, base: str) -> bool:
    """Whether a look-alike is answered without what was taught, or an invention."""
    one = question.correction
    asked = f"{question.asked.messages[-1].content} {one.question}"
    refuses = signs(one.language).refuses
    # Where the base says that it does not know, nothing may be invented.
    if refuses(base) and not refuses(reply):
        return False
    return not leaks(reply, one.right, asked)


def _items(exam: Exam) -> Iterator[_Item]:
    styles = 1 + max((probe.style or 0 for probe in exam.probes), default=0)
    for probe in exam.probes:
        # One style of each correction chooses: each half gets all of them, by chance.
        # What has no style is never drawn: it decides.
        drawn = zlib.crc32(probe.correction.key.encode()) % styles
        half = _HALVES[probe.style != drawn]
        # A long answer that is learned is said to its end.
        asked = replace(probe.asked, room=room_for(probe.correction.right))
        yield _Item(probe.correction.key, half, asked, probe)
    for number, question in enumerate(exam.neighbours):
        # Two of each correction, of two sorts: each half gets both sorts.
        half = _HALVES[(number + number // 2) % 2]
        yield _Item(question.asked.messages[-1].content, half, question.asked, question)
    for number, anchor in enumerate(exam.anchors):
        # Languages alternate, so pairs go together. Deciding needs the larger part:
        # what chooses is asked again at each scale.
        chooses = number // 2 % _PART == 0 and not anchor.canary
        half = "scale" if chooses else "decide"
        yield _Item(anchor.id, half, anchor.asked, anchor)


def _kind(anchor: Anchor) -> str:
    return f"{anchor.kind} {anchor.language}"


def _counts(item: _Item, known: frozenset[str]) -> bool:
    """Anchors of a kind that the base cannot do are luck, and so are its failures.

    Of a kind that it can do all count: an adapter may answer what the base does not.
    """
    if not isinstance(item.what, Anchor):
        return True
    return (item.what.id if item.what.canary else _kind(item.what)) in known


def manner_of(replies: Iterable[Reply]) -> Manner:
    """How replies look."""
    listed = list(replies)
    size = max(len(listed), 1)
    seconds = sum(reply.seconds for reply in listed)
    return Manner(
        unended=sum(not reply.ended for reply in listed) / size,
        repeating=sum(repeats(reply.text) for reply in listed) / size,
        tokens_per_s=sum(reply.tokens for reply in listed) / seconds
        if seconds
        else 0.0,
    )
