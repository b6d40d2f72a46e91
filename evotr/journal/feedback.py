"""What the user says of answers, and what is kept of it.

Every function runs inside one write transaction. What may be kept is the user's to
say: under "nothing" no row of any table is written, under "remember" none that is
learned from.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from evotr.domain import (
    Conversation,
    LedgerRow,
    Lesson,
    LessonKind,
    LessonReason,
    MemoryItem,
    Source,
    StoredMessage,
    Taught,
    Thumb,
    correction_topic,
)
from evotr.errors import AnswerExpected, CorrectionUnchanged
from evotr.journal import ledger_reads, ledger_writes, reads, succession, writes
from evotr.journal.copied import with_copies
from evotr.journal.disliking import bring_back, let_go
from evotr.journal.ledger_schema import feedback, ledger, open_questions
from evotr.journal.memory_reads import get
from evotr.journal.memory_writes import delete_memories, supersede
from evotr.journal.remembering import pass_over
from evotr.journal.rows import new_id, now
from evotr.journal.schema import memories
from evotr.journal.wording import storable

__all__ = ["Meaning", "Remembering", "correct", "dismiss", "hear", "thumb"]

Meaning = Callable[[str, str], str]
"""Says what a question means, given what the user said before it ("": nothing)."""

_LIKED: tuple[LessonKind, ...] = ("praise", "retry")


@dataclass(frozen=True, slots=True)
class Remembering:
    """How a correction is remembered: in which workspace, and in which words.

    ``telling`` words a question and its right answer together.
    """

    workspace: str
    meaning: Meaning
    telling: Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class _Asked:
    """An answer with what it answers."""

    answer: StoredMessage
    question: StoredMessage
    conversation: Conversation

    @property
    def is_models(self) -> bool:
        """Whether a model made it, and to its end."""
        made = self.answer.answer
        own = made is not None and made.model != "" and made.corrects is None
        whole = self.answer.status == "complete" and self.answer.content.strip() != ""
        return own and whole

    @property
    def is_users(self) -> bool:
        """Whether the words are the user's, written for it or given again."""
        made = self.answer.answer
        written = made is not None and made.corrects is not None
        return written and self.answer.status == "complete"

    @property
    def has_right(self) -> bool:
        """Whether it says something in whose place the user may say what is right.

        The user's own words are no lesson to be liked, but may be wrong as any are.
        """
        said = self.answer.content.strip() != ""
        return self.is_models or (self.is_users and said)

    @property
    def asks(self) -> bool:
        """Whether there is a question; its words may have been forgotten."""
        return self.question.content.strip() != ""

    @property
    def learns(self) -> bool:
        """Whether the ledger may have it.

        Not what was answered under a system prompt of the conversation's own: nights
        train with the one that serves, and would teach it what belongs to the other.
        """
        made = self.answer.answer
        foreign = made is not None and made.own_prompt
        return self.conversation.consent == "learn" and self.asks and not foreign


def _asked(connection: Connection, answer_id: str) -> _Asked:
    answer = reads.message(connection, answer_id)
    if answer.role != "assistant":
        raise AnswerExpected(message=answer_id)
    question = reads.question_of(connection, answer_id)
    return _Asked(
        answer, question, reads.conversation(connection, answer.conversation_id)
    )


def thumb(connection: Connection, answer_id: str, value: Thumb | None) -> Taught:
    """Keep the user's thumb on an answer, or take it back with None.

    Up is praise; where an answer to the same question was there before, it is what
    that one should have been. Down is no lesson: the question waits for its answer, and
    the bad one is remembered no more, also where the thumb is taken back. What the
    user's own words taught is taken back with down, and with the thumb comes back.

    Raises:
        MessageNotFound: There is no such message.
        AnswerExpected: It is no answer.
        ConversationInTrash: It lies there.
    """
    asked = _asked(connection, answer_id)
    consent = asked.conversation.consent
    if consent == "nothing":
        return Taught(answer_id, consent)
    before = ledger_reads.thumbs(connection, asked.conversation.id).get(answer_id)
    _keep_thumb(connection, answer_id, value)
    if asked.is_users and value == "down":
        let_go(connection, asked.answer)
    elif asked.is_users and before == "down":
        bring_back(connection, asked.answer)
    if value != "up":
        reason: LessonReason = "disliked" if value == "down" else "withdrawn"
        ledger_writes.retract(connection, _liked(connection, answer_id), reason)
    if value == "down":
        _unlearn(connection, asked, asked.answer.content)
    waiting = value == "down" and asked.learns and asked.has_right
    _wait(connection, answer_id, waiting=waiting)
    row = None
    if value == "up" and asked.learns and asked.is_models:
        row = _praise(connection, asked)
    return Taught(answer_id, consent, value, row, waiting=waiting)


def _keep_thumb(connection: Connection, answer_id: str, value: Thumb | None) -> None:
    if value is None:
        given = feedback.c.message_id == answer_id
        connection.execute(delete(feedback).where(given))
        return
    row = upsert(feedback).values(message_id=answer_id, thumb=value, at=now())
    row = row.on_conflict_do_update(
        index_elements=["message_id"],
        set_={"thumb": row.excluded.thumb, "at": row.excluded.at},
    )
    connection.execute(row)


def _wait(connection: Connection, answer_id: str, *, waiting: bool) -> None:
    if waiting:
        row = upsert(open_questions).values(message_id=answer_id, at=now())
        connection.execute(row.on_conflict_do_nothing())
    else:
        dismiss(connection, answer_id)


def dismiss(connection: Connection, answer_id: str) -> int:
    """Let a bad answer wait no longer for the right one; how many it were."""
    waits = open_questions.c.message_id == answer_id
    return connection.execute(delete(open_questions).where(waits)).rowcount


def _liked(connection: Connection, answer_id: str) -> Sequence[str]:
    own = ledger.c
    query = select(own.id).where(own.message_id == answer_id, own.kind.in_(_LIKED))
    return connection.scalars(query).all()


def _praise(connection: Connection, asked: _Asked) -> LedgerRow | None:
    """The row that a liked answer comes to; the one there is, where there is one."""
    known = ledger_reads.get(connection, _liked(connection, asked.answer.id))
    standing = [row for row in known if row.state != "retracted"]
    if standing:
        return standing[-1]
    worse = _worse_before(connection, asked)
    lesson = _lesson("retry" if worse else "praise", asked, asked.answer.content)
    if worse is not None:
        sources = (*lesson.sources, worse.id)
        lesson = replace(lesson, wrong=worse.content, sources=sources)
    return next(iter(ledger_writes.add(connection, [lesson])), None)


def _worse_before(connection: Connection, asked: _Asked) -> StoredMessage | None:
    """The answer in whose place a liked one was asked for: the last other one."""
    versions = asked.answer.versions
    before = versions[: versions.index(asked.answer.id)]
    thumbs = ledger_reads.thumbs(connection, asked.conversation.id)
    said = asked.answer.content.strip()
    for other in reversed(reads.messages_with(connection, before)):
        one = replace(asked, answer=other)
        liked = thumbs.get(other.id) == "up"
        if one.is_models and not liked and other.content.strip() != said:
            return other
    return None


def _lesson(kind: LessonKind, asked: _Asked, right: str) -> Lesson:
    made = asked.answer.answer
    experts = made.experts if made else ()
    leading = max(experts, key=lambda one: one.weight).id if experts else None
    route = made.route if made else None
    return Lesson(
        kind=kind,
        question=asked.question.content,
        right=right,
        expert=leading or (route.pick if route else None),
        expert_by_user=route is not None and route.stage == "pinned",
        conversation_id=asked.conversation.id,
        message_id=asked.answer.id,
        sources=(asked.question.id, asked.answer.id),
    )


def correct(
    connection: Connection,
    answer_id: str,
    text: str,
    how: Remembering | None,
) -> Taught:
    """Keep what an answer should have been, as a version of it that the user wrote.

    It leads the branch where the answer ended it. With ``how`` it is remembered.

    Raises:
        MessageNotFound: There is no such message.
        AnswerExpected: It is no answer.
        ConversationInTrash: It lies there.
        CorrectionUnchanged: The answer says this already.
    """
    asked, right = _asked(connection, answer_id), storable(text).strip()
    if right == asked.answer.content.strip():
        raise CorrectionUnchanged(message=answer_id)
    version = writes.add_version(connection, asked.answer, right)
    pass_over(connection, [version.id])  # a memory of its own has it
    dismiss(connection, answer_id)
    wrong = _first_wording(connection, asked.answer)
    return _taught(
        connection,
        replace(
            _lesson("edit", asked, right),
            wrong=wrong.content,
            message_id=wrong.id,
            sources=(asked.question.id, wrong.id, version.id),
        ),
        (new_id(), version, asked),
        how,
    )


def _first_wording(connection: Connection, answer: StoredMessage) -> StoredMessage:
    """What the model said, where the user has rewritten it already.

    Words of the user that were given to the question again are of another answer.
    """
    made = answer.answer
    if made is None or made.corrects not in answer.versions:
        return answer
    return reads.message(connection, made.corrects)


def hear(
    connection: Connection, message_id: str, right: str, how: Remembering
) -> Taught | None:
    """Keep what a message of the user corrects in the answer before it.

    ``right`` stands in it literally. The same message is heard once; None: there is no
    answer of a model before it, nor one in the user's own words, or it was heard
    already.

    Raises:
        MessageNotFound: There is no such message.
    """
    said = reads.message(connection, message_id)
    if said.parent_id is None or said.role != "user":
        return None
    if reads.message(connection, said.parent_id).role != "assistant":
        return None
    asked = _asked(connection, said.parent_id)
    if not (asked.is_models or asked.is_users):
        return None
    key = sha256(f"correction {message_id}".encode()).hexdigest()[:32]
    held = ledger_reads.get(connection, [key])
    if held or get(connection, [key]):
        return None
    dismiss(connection, asked.answer.id)
    lesson = _lesson("correction", asked, right)
    sources = (*lesson.sources, message_id)
    wrong = _first_wording(connection, asked.answer).content
    lesson = replace(lesson, wrong=wrong, sources=sources)
    return _taught(connection, lesson, (key, said, asked), how)


def _taught(
    connection: Connection,
    lesson: Lesson,
    told: tuple[str, StoredMessage, _Asked],
    how: Remembering | None,
) -> Taught:
    """Keep a lesson where that is allowed, and its memory under the same id.

    ``told`` are that id, the message whose words the right answer is, and what it is
    an answer to.
    """
    key, message, asked = told
    consent = asked.conversation.consent
    version = message if message.role == "assistant" else None
    taught = Taught(asked.answer.id, consent, version=version)
    if consent == "nothing":
        return taught
    thumbs = ledger_reads.thumbs(connection, asked.conversation.id)
    taught = replace(taught, thumb=thumbs.get(asked.answer.id))
    if asked.learns:
        rows = ledger_writes.keep(connection, {key: lesson})
        taught = replace(taught, row=next(iter(rows), None))
    if how is None or not asked.asks:
        return taught
    ledger_writes.keep_sources(connection, {key: lesson.sources})
    item = _memory(connection, (key, lesson.right, message), asked, how)
    _unlearn(connection, asked, lesson.wrong)
    return replace(taught, memory=item)


def _memory(
    connection: Connection,
    told: tuple[str, str, StoredMessage],
    asked: _Asked,
    how: Remembering,
) -> MemoryItem:
    """Remember the right answer in the place of what was said to be right before."""
    key, right, message = told
    question = how.meaning(asked.question.content, _said_before(connection, asked))
    at = now()
    item = MemoryItem(
        id=key,
        kind="fact",
        text=how.telling(question, right),
        speaker="user",
        source=Source(asked.conversation.id, message.id, quote=right),
        created=at,
        valid_from=at,
        topic=correction_topic(question),
        workspace=how.workspace,
    )
    older = succession.standing(connection, item.topic, item.workspace, question)
    open_ones = [one.id for one in older if one.superseded_by is None]
    return supersede(connection, open_ones, item)


def _said_before(connection: Connection, asked: _Asked) -> str:
    """What the user said before the question, on its branch."""
    said = reads.history(connection, asked.question.id)[:-1]
    return next((one.content for one in reversed(said) if one.role == "user"), "")


def _unlearn(connection: Connection, asked: _Asked, wrong: str) -> None:
    """Remember no answer to this question that says what is wrong.

    Where a conversation branched it is the first one of the copies that is remembered.
    """
    given = with_copies(connection, asked.answer.versions)
    versions = reads.messages_with(connection, given)
    same = [one.id for one in versions if one.content.strip() == wrong.strip()]
    drawn = connection.scalars(
        select(memories.c.id).where(
            memories.c.message_id.in_(same), memories.c.kind == "episode"
        )
    ).all()
    delete_memories(connection, drawn)
    pass_over(connection, same)
