"""Messages of other conversations that were made from what is to be destroyed.

An answer was made with a memory that goes and was near its question, or with one of
another such answer, or by a version that saw a lesson that goes, or behind such an
answer. What was learned may show in any answer of a version, and in any that has read
one: how near it is to the words that go is not asked. A copy of what goes, be it a
question or an answer, is treated as such an answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select, update

from evotr.domain import NEAR, OWN_WORDS, Decision
from evotr.journal.copied import copies_of
from evotr.journal.forgetting import Doomed, destroy, doomed_by_messages
from evotr.journal.ledger_forgetting import lessons_from
from evotr.journal.ledger_reads import get
from evotr.journal.ledger_rows import lesson_columns
from evotr.journal.ledger_schema import ledger
from evotr.journal.ledger_writes import decide
from evotr.journal.memory_rows import among
from evotr.journal.memory_writes import delete_memories
from evotr.journal.nights_reads import saw
from evotr.journal.remembering import pass_over
from evotr.journal.schema import answers, memories, messages, recalls
from evotr.journal.served import made_by

__all__ = ["destroy_with_echoes", "hush", "with_echoes"]


def with_echoes(connection: Connection, doomed: Doomed, *, emptied: bool) -> Doomed:
    """``doomed`` with the answers made from it, and what is remembered of them.

    Where they are to be ``emptied`` their words go with all that was learned of them,
    but for what the user wrote in their place.
    """
    while fresh := _made_from(connection, doomed):
        more = _gone_with(connection, fresh, emptied=emptied)
        doomed = replace(
            doomed,
            memories=_both(doomed.memories, more.memories),
            messages=_both(doomed.messages, more.messages),
            lessons=_both(doomed.lessons, more.lessons),
            answers=_both(doomed.answers, fresh),
        )
    return doomed


def _both(one: Iterable[str], two: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *two)))


def _made_from(connection: Connection, doomed: Doomed) -> tuple[str, ...]:
    """What elsewhere was made from ``doomed`` or copied of it, and is not in it."""
    own = messages.c
    recalled = select(recalls.c.message_id).where(
        among(recalls.c.memory_id, doomed.memories), recalls.c.score >= NEAR
    )
    found = {*connection.scalars(recalled), *_served(connection, doomed.lessons)}
    going = (*doomed.messages, *doomed.answers)
    found.update(copies_of(connection, going, doomed.conversations))
    elsewhere = select(own.id).where(
        among(own.id, found.difference(doomed.answers, doomed.messages)),
        ~among(own.conversation_id, doomed.conversations),
        (own.content != "") | (own.status == "streaming"),
    )
    return tuple(connection.scalars(elsewhere.order_by(own.seq)))


def _served(connection: Connection, lesson_ids: Iterable[str]) -> Iterable[str]:
    """The answers of versions that saw one of these lessons, and those behind them.

    A version acts on some questions; who answers the next one has read what it said.
    Its answers outlive it: another of its lessons may have been forgotten before.
    """
    for one in saw(connection, lesson_ids, gone=True):
        made = tuple(made_by(connection, one))
        yield from made
        yield from _behind(connection, made)


def _behind(connection: Connection, answer_ids: Sequence[str]) -> Iterable[str]:
    """The model's answers further down in the branches of these."""
    own = messages.c
    tree = (
        select(own.id, own.role)
        .where(among(own.parent_id, answer_ids))
        .cte("below", recursive=True)
    )
    tree = tree.union(
        select(own.id, own.role).join_from(
            tree, messages, messages.c.parent_id == tree.c.id
        )
    )
    # What the user wrote in an answer's place is the user's.
    found = select(tree.c.id).join(answers, answers.c.message_id == tree.c.id)
    said = (tree.c.role == "assistant") & answers.c.corrects.is_(None)
    return connection.scalars(found.where(said)).all()


def _gone_with(
    connection: Connection, answer_ids: tuple[str, ...], *, emptied: bool
) -> Doomed:
    own = memories.c
    # What the user wrote in the place of an answer is the user's.
    if not emptied:
        said = among(own.message_id, answer_ids) & (own.speaker == "assistant")
        return Doomed(memories=tuple(connection.scalars(select(own.id).where(said))))
    gone = doomed_by_messages(connection, answer_ids)
    # But the question that it answers is not, where that is a copy.
    asked = connection.scalars(
        select(messages.c.id).where(
            among(messages.c.id, answer_ids), messages.c.role == "user"
        )
    ).all()
    quoting = lessons_from(connection, message_ids=asked)
    said = among(own.id, gone.memories) & (own.speaker != "user")
    said |= among(own.id, quoting)
    drawn = among(ledger.c.id, gone.lessons) & ledger.c.kind.not_in(OWN_WORDS)
    return replace(
        gone,
        memories=tuple(connection.scalars(select(own.id).where(said))),
        lessons=_both(connection.scalars(select(ledger.c.id).where(drawn)), quoting),
    )


def hush(connection: Connection, doomed: Doomed) -> None:
    """Have answers elsewhere that go with ``doomed`` remembered no more, nor learned.

    Of those that the user has liked the user is asked. Where they are to be emptied
    they say nothing any more.
    """
    if not doomed.answers:
        return
    pass_over(connection, doomed.answers)
    emptied = set(doomed.answers).intersection(doomed.messages)
    if emptied:
        _unquote(connection, emptied)
        gone = Doomed(doomed.memories, tuple(emptied), lessons=doomed.lessons)
        destroy(connection, gone)
    else:
        delete_memories(connection, doomed.memories)
    _doubt(connection, doomed)


def destroy_with_echoes(connection: Connection, doomed: Doomed) -> None:
    """`destroy` what `with_echoes` named, and `hush` the answers made from it."""
    destroy(connection, doomed)
    hush(connection, doomed)


def _unquote(connection: Connection, answer_ids: Iterable[str]) -> None:
    """Take the words of answers out of what the user would have them be.

    The row is as one that came without them: what a night made of it is not of them.
    """
    own, made = ledger.c, answers.c
    answer_ids = tuple(answer_ids)
    # What the user had written in their place may be corrected once more.
    versions = select(made.message_id).where(among(made.corrects, answer_ids))
    about = among(own.message_id, answer_ids) | own.message_id.in_(versions)
    quotes = own.kind.in_(OWN_WORDS) & (own.wrong != "")
    kept = connection.scalars(select(own.id).where(about, quotes)).all()
    for row in get(connection, kept):
        columns = lesson_columns(replace(row, wrong=""))
        changed = {name: columns[name] for name in ("wrong", "sha256")}
        connection.execute(update(ledger).where(own.id == row.id).values(changed))


def _doubt(connection: Connection, doomed: Doomed) -> None:
    """Have lessons of liked answers that stay wait for the user's word."""
    own = ledger.c
    liked: Sequence[str] = connection.scalars(
        select(own.id).where(
            own.kind.in_(("praise", "retry")),
            among(own.message_id, doomed.answers),
            ~among(own.id, doomed.lessons),
        )
    ).all()
    doubts = [
        Decision(row.id, "echo", "quarantined")
        for row in get(connection, liked)
        if row.state == "active"
    ]
    decide(connection, doubts, "program")
