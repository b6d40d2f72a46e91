"""From the ledger's active rows to what is trained on, and what is judged by.

Everything follows from the corrections and praises that are given, and one seed: the
same ledger gives the same rows, so that a night without a forgotten row is the night
that never had it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from evotr.domain import (
    LessonReason,
    Message,
    SamplingParams,
    TokenCount,
    fold,
    whole_text,
)
from evotr.night.phrasing import crossed, mentions, neighbour
from evotr.night.rows import Row
from evotr.night.steps.answering import Answerer, Asked, Reply, Serving, Speaker
from evotr.night.steps.drawn import by_age
from evotr.night.steps.material import Correction, Praise
from evotr.night.steps.reworded import mixed, reworded
from evotr.night.steps.worded import Worded

__all__ = ["BuildPlan", "Built", "Dropped", "Probe", "Question", "Sources", "build"]

Count = Callable[[Sequence[str]], TokenCount]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildPlan:
    """How rows are made; the figures behind the defaults: docs/night_experiments.md.

    Attributes:
        turns: How often each correction is taught; each turn words it anew, and is
            replayed beside other questions. Fewer where there would be more rows than
            ``rows``.
        paraphrases: Of each correction in each turn, beside the asked phrasing.
        replay: Share of all rows that the base answers itself, where there is room.
        least_replay: That share before corrections are taught in fewer turns.
        near: Share of these that is about the corrected things, or looks like it.
        unheard: Of each correction in each turn, so many such questions are about
            things that nobody has heard of, beside one about another's thing.
        other: Whether a wording may be in the other language, where that is sure.
        kept_weight: What a token of theirs counts; one that is taught counts 1.
        held_out: Of the base's own answers, so many are never trained on.
        most: Corrections that are trained on; of more, the older are drawn by age.
        max_tokens: Longer rows are dropped.
        seed: Of every choice. Not a night's own: see above.
    """

    turns: int = 40
    rows: int = 20_000
    paraphrases: int = 5
    replay: float = 0.5
    least_replay: float = 0.4
    near: float = 0.67
    unheard: int = 3
    other: bool = True
    kept_weight: float = 2.0
    held_out: int = 64
    most: int = 300
    max_tokens: int = 768
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Probe:
    """A phrasing that is never trained on.

    ``style`` counts those of a correction from 0; one of None chooses no scale.
    """

    correction: Correction
    style: int | None
    asked: Asked


@dataclass(frozen=True, slots=True)
class Question:
    """A question that looks like a correction's and is not to get its answer."""

    asked: Asked
    correction: Correction


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was left out: ``key`` of a correction or praise, and why."""

    key: str
    reason: LessonReason


@dataclass(frozen=True, slots=True)
class Built:
    """What a night trains on and is judged by.

    Attributes:
        rows: To train on; the first ``taught`` are corrections in all their phrasings,
            the first ``wanted`` these and liked answers, the rest is the base's own.
        held_out: The base's own answers, never trained on: by how likely they stay.
        probes: Up to three for each correction.
        neighbours: Two for each correction, none of them trained on.
        dropped: What was left out.
        learned: Keys of the corrections and praises that ``rows`` are made of.
        turns: How often each correction is taught in all its phrasings.
    """

    rows: tuple[Row, ...]
    held_out: tuple[Row, ...]
    taught: int
    wanted: int
    probes: tuple[Probe, ...]
    neighbours: tuple[Question, ...]
    dropped: tuple[Dropped, ...]
    learned: tuple[str, ...]
    turns: int


@dataclass(frozen=True, slots=True)
class Sources:
    """What a night may learn from, the oldest first, and what it may replay."""

    corrections: Sequence[Correction]
    praises: Sequence[Praise] = ()
    replay: Sequence[Asked] = ()


@dataclass(frozen=True, slots=True)
class _Replayed:
    """A question as it is trained on, and as the base is asked it.

    ``beside`` is the number of a lesson that it looks like.
    """

    asked: Asked
    plain: Asked
    beside: int | None = field(default=None, compare=False)


def build(
    sources: Sources,
    plan: BuildPlan,
    serving: Serving,
    speaker: Speaker,
    answerer: Answerer,
    count: Count,
) -> Built:
    """Make rows, probes and neighbours.

    Args:
        sources: What there is.
        plan: How.
        serving: How questions reach the model when it serves.
        speaker: The expert as no night has taught it; mostly its instruction alone.
        answerer: Lets the base answer what is replayed.
        count: The engine's.

    Raises:
        EvotrError: What the engine raises.
    """
    maker = _Maker(plan, serving, speaker, count)
    kept, dropped = maker.fitting(sources.corrections)
    chosen = by_age(kept, plan.most, plan.seed)
    maker.fit(len(chosen), reworded(chosen, answerer))
    taught = maker.lessons(chosen)
    size = round(len(taught) * maker.replay / (1 - maker.replay))
    newest = list(sources.praises)[-size:] if size else []
    liked = [maker.liked(praise) for praise in newest]
    aside, replay_of = maker.aside(sources.replay if taught else ())
    questions = maker.replayed(chosen, replay_of, size - len(liked))
    plain = [one.plain for one in (*questions, *aside)]
    replies = answerer.answer(plain, speaker)
    replay = maker.answered(questions, replies[: len(questions)])
    learned = _keys(chosen, newest)
    offered = _keys(kept, sources.praises)
    dropped += [Dropped(key, "not_drawn") for key in _without(offered, learned)]
    return Built(
        rows=(*taught, *liked, *replay),
        held_out=tuple(maker.answered(aside, replies[len(questions) :])),
        taught=len(taught),
        wanted=len(taught) + len(liked),
        probes=tuple(probe for one in chosen for probe in maker.probes(one)),
        neighbours=tuple(maker.neighbours(chosen, "judged")),
        dropped=tuple(dropped),
        learned=tuple(learned),
        turns=maker.turns,
    )


def _keys(corrections: Sequence[Correction], praises: Sequence[Praise]) -> list[str]:
    return [*(one.key for one in corrections), *(one.key for one in praises)]


def _without(keys: Sequence[str], others: Sequence[str]) -> list[str]:
    gone = frozenset(others)
    return [key for key in keys if key not in gone]


def _asked(question: str, instruction: str | None = None) -> Asked:
    return Asked((Message("user", question),), instruction=instruction)


class _Maker:
    def __init__(
        self, plan: BuildPlan, serving: Serving, speaker: Speaker, count: Count
    ) -> None:
        self._plan = plan
        self._serving = serving
        self._speaker = speaker
        self._count = count
        self._worded = Worded(plan.seed, plan.paraphrases, other=plan.other)
        self.turns, self.replay = 0, plan.replay
        self._reworded: Mapping[str, Sequence[str]] = {}

    def fit(self, corrections: int, own: Mapping[str, Sequence[str]]) -> None:
        """Choose how many turns, and how much replay beside them, there is room for.

        ``own`` are the base's own wordings of corrections, by their keys.
        """
        self._reworded = own
        plan = self._plan
        least = min(plan.least_replay, plan.replay)
        turn = corrections * (1 + plan.paraphrases)
        if turn:
            room = int(plan.rows * (1 - least) / turn)
            self.turns = min(plan.turns, max(room, 1))
            left = 1 - turn * self.turns / plan.rows
            self.replay = min(max(left, least), plan.replay)

    def row(self, asked: Asked, answer: str) -> Row:
        """What is served, and the answer; all phrasings weigh the same."""
        request = self._serving.request(asked, self._speaker, SamplingParams())
        said = (*request.messages, Message("assistant", answer))
        return Row(said, instruction=request.instruction)

    def fitting(
        self, corrections: Sequence[Correction]
    ) -> tuple[list[Correction], list[Dropped]]:
        """The corrections that can be trained on, and the others."""
        kept, dropped = [], []
        sizes = self._sizes(corrections)
        for one, size in zip(corrections, sizes, strict=True):
            reason = self._wrong(one, size)
            if reason:
                dropped.append(Dropped(one.key, reason))
            else:
                kept.append(one)
        return kept, dropped

    def _wrong(self, one: Correction, size: int) -> LessonReason | None:
        said = one.question + one.right
        empty = not one.question.strip() or not one.right.strip()
        if empty or not size or whole_text(said) != said:
            return "unreadable"
        return "too_long" if size > self._plan.max_tokens else None

    def _sizes(self, corrections: Sequence[Correction]) -> list[int]:
        """Tokens of each as a row; 0 where the tokenizer makes nothing of it."""
        said = [text for one in corrections for text in (one.question, one.right)]
        texts = [whole_text(text) for text in said]
        said_to = {one.instruction or "" for one in corrections}
        said_to.add(self._speaker.instruction)
        own = [self._serving.system_prompt, *sorted(said_to)]
        counted = self._count([*texts, *own])
        sizes = counted.texts[: len(texts)]
        system, *instructions = counted.texts[len(texts) :]
        frame = counted.frame + counted.message * 4 + system + max(instructions)
        pairs = zip(sizes[::2], sizes[1::2], strict=True)
        # A paraphrase is longer by a sentence.
        return [
            2 * asked + right + frame if asked and right else 0
            for asked, right in pairs
        ]

    def liked(self, one: Praise) -> Row:
        """An answer to be given as before."""
        return self.row(_asked(one.question, one.instruction), one.answer)

    def lessons(self, chosen: Sequence[Correction]) -> list[Row]:
        """All that is taught, each correction's rows with its number."""
        numbered = enumerate(map(self.taught, chosen))
        return [replace(row, lesson=at) for at, rows in numbered for row in rows]

    def taught(self, one: Correction) -> Iterator[Row]:
        """A correction in its phrasings of all turns.

        Half of them with the instruction of the expert whose question it is, half with
        the learner's: in other words it may be routed to either.
        """
        for turn in range(self.turns):
            training = self._worded.phrasings(one, turn).training
            own = self._reworded.get(one.key, ())
            for place, text in enumerate(mixed(training, own, turn), turn):
                told = None if place % 2 else one.instruction
                yield self.row(_asked(text, told), one.right)

    def probes(self, one: Correction) -> Iterator[Probe]:
        """Its locked phrasings."""
        for style, text in enumerate(self._worded.phrasings(one).probes):
            yield Probe(one, style, _asked(text, one.instruction))

    def neighbours(
        self, chosen: Sequence[Correction], part: str, unheard: int = 1
    ) -> Iterator[Question]:
        """For each the same about ``unheard`` other things, and another about its own.

        Where nothing else is asked, the same about one more. ``part`` draws others:
        what is trained on is not what is judged by.
        """
        asked = self._worded.asked(chosen)
        for one in chosen:
            rng = self._rng(part, one)
            others = [o for o in chosen if o.language == one.language and o != one]
            rng.shuffle(others)
            crossing = (crossed(one.question, o.question, one.language) for o in others)
            fresh = (text for text in crossing if text and fold(text) not in asked)
            count = 1 + unheard
            other = (neighbour(one.question, one.language, rng) for _ in range(count))
            for text in _first(count, next(other), next(fresh, None), *other):
                if fold(text) not in asked:
                    yield Question(_asked(text, one.instruction), one)

    def answered(
        self, asked: Sequence[_Replayed], replies: Sequence[Reply]
    ) -> list[Row]:
        """Rows of what the base said; an answer without an end would teach none."""
        return [
            self._answered(one, reply.text)
            for one, reply in zip(asked, replies, strict=True)
            if reply.text and reply.ended
        ]

    def _answered(self, one: _Replayed, text: str) -> Row:
        """What the base says to these very words is kept as likely as it is.

        An adapter's words, or the base's to other words, are learned as they stand.
        """
        row = replace(self.row(one.asked, text), beside=one.beside)
        if self._speaker.adapters or one.asked != one.plain:
            return row
        return replace(row, weight=self._plan.kept_weight, kept=True)

    def aside(self, replay: Sequence[Asked]) -> tuple[list[_Replayed], list[Asked]]:
        """Questions that are never trained on, at most a quarter, and the others."""
        mixed = self._rng("held out").sample(replay, len(replay))
        count = min(self._plan.held_out, len(replay) // 4)
        return [_Replayed(one, one) for one in mixed[:count]], mixed[count:]

    def replayed(
        self, chosen: Sequence[Correction], replay: Sequence[Asked], size: int
    ) -> list[_Replayed]:
        """``size`` questions for the base; those that are near come first."""
        judged = {one.asked for one in self.neighbours(chosen, "judged")}
        taught = self._worded.asked(chosen)
        numbers = {one.key: number for number, one in enumerate(chosen)}
        near: list[_Replayed] = []
        for turn in range(self.turns):
            for one in self.neighbours(chosen, f"trained {turn}", self._plan.unheard):
                if one.asked not in judged:
                    number = numbers[one.correction.key]
                    near.append(_Replayed(one.asked, one.asked, number))
                    # In other words too: they alone must not bring an answer.
                    near.append(replace(self._alike(one, turn, taught), beside=number))
        for other in chosen:
            for line in mentions(other.question, other.language):
                asked = _asked(line, other.instruction)
                near.append(_Replayed(asked, asked))
        near = list(dict.fromkeys(near))
        rng = self._rng("replay")
        near = rng.sample(near, min(len(near), round(size * self._plan.near)))
        others = _repeated(replay, max(size - len(near), 0), rng)
        return near + [_Replayed(one, one) for one in others]

    def _alike(self, question: Question, turn: int, taught: set[str]) -> _Replayed:
        one, told = question.correction, question.asked.instruction
        text = question.asked.messages[-1].content
        worded, plain = self._worded.alike(text, one, turn, taught)
        return _Replayed(_asked(worded, told), _asked(plain, told))

    def _rng(self, part: str, one: Correction | None = None) -> Random:
        key = one.key if one else ""
        return Random(f"{self._plan.seed} {part} {key}")  # noqa: S311 - no secret


def _first(count: int, *texts: str | None) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text][:count]


def _repeated(replay: Sequence[Asked], size: int, rng: Random) -> list[Asked]:
    """``size`` of ``replay``: none twice before all were there once."""
    drawn: list[Asked] = []
    while replay and len(drawn) < size:
        drawn += rng.sample(replay, min(len(replay), size - len(drawn)))
    return drawn
