"""What nights propose to the router as exemplars, and what becomes of it."""

from collections.abc import Iterable
from concurrent.futures import Future

from sqlalchemy import Connection, insert, select, update

from evotr.domain import Exemplar, StoredExemplar
from evotr.errors import ExemplarNotFound, ExemplarNotProposed, ProposalNotFound
from evotr.journal.ledger_schema import feedback
from evotr.journal.memory_rows import among
from evotr.journal.nights_writes import proposed
from evotr.journal.routing import exemplar_columns, find_exemplar, replaced_by
from evotr.journal.schema import answers, conversations, exemplars, messages
from evotr.journal.transactions import Transactions

__all__ = ["Proposals"]


class Proposals:
    """What nights propose to the router; futures as `Journal` says.

    A proposal is an exemplar in the state proposed. It teaches nothing before the user
    has accepted it, and what the user has refused is not proposed again.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._read, self._write = transactions.read, transactions.write

    def liked(self) -> Future[tuple[Exemplar, ...]]:
        """Questions whose answer the user liked, with who gave it, the oldest first.

        Those that began a conversation of which may be learned, and that an expert
        answered.
        """
        return self._read(_liked)

    def known(self, found: Iterable[Exemplar]) -> Future[frozenset[Exemplar]]:
        """Those of ``found`` that `propose` would not store: their words were said."""
        return self._read(_known, tuple(found))

    def propose(
        self, night_id: str, found: Iterable[Exemplar]
    ) -> Future[tuple[StoredExemplar, ...]]:
        """Store what a night proposes; what was said of the same words before stands.

        Raises:
            NightNotFound: In the future.
        """
        return self._write(_propose, night_id, tuple(found))

    def accept(self, *exemplar_ids: str) -> Future[tuple[StoredExemplar, ...]]:
        """Have the router learn from proposals, all or none.

        Raises:
            ProposalNotFound, ExemplarNotProposed: In the future: one of them is none
                (any more).
        """
        return self._write(_decide, exemplar_ids, accepted=True)

    def refuse(self, *exemplar_ids: str) -> Future[tuple[StoredExemplar, ...]]:
        """Propose these no more, all or none.

        Raises:
            ProposalNotFound, ExemplarNotProposed: In the future: one of them is none
                (any more).
        """
        return self._write(_decide, exemplar_ids, accepted=False)


def _liked(connection: Connection) -> tuple[Exemplar, ...]:
    asked = messages.alias()
    query = (
        select(asked.c.content, answers.c.experts, messages.c.id)
        .join(answers, answers.c.message_id == messages.c.id)
        .join(asked, asked.c.id == messages.c.parent_id)
        .join(feedback, feedback.c.message_id == messages.c.id)
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .where(
            feedback.c.thumb == "up",
            # What leans on something said before means nothing alone.
            asked.c.parent_id.is_(None),
            asked.c.content != "",
            answers.c.corrects.is_(None),
            conversations.c.consent == "learn",
            conversations.c.deleted_at.is_(None),
        )
        .order_by(messages.c.seq)
    )
    return tuple(
        Exemplar(question, max(experts, key=lambda one: one[1])[0], answer_id)
        for question, experts, answer_id in connection.execute(query)
        if experts
    )


def _known(connection: Connection, found: tuple[Exemplar, ...]) -> frozenset[Exemplar]:
    texts = {one: str(exemplar_columns(one)["text"]) for one in found}
    own = exemplars.c
    said = select(own.text).where(among(own.text, texts.values()))
    # What was written by hand has all one source, which is no message.
    of_messages = own.source.in_(select(messages.c.id))
    sources = among(own.source, [one.source for one in found])
    taught = select(own.source).where(sources & of_messages)
    known_texts, known_sources = (
        frozenset(connection.scalars(query)) for query in (said, taught)
    )
    return frozenset(
        one for one in found if texts[one] in known_texts or one.source in known_sources
    )


def _propose(
    connection: Connection, night_id: str, found: tuple[Exemplar, ...]
) -> tuple[StoredExemplar, ...]:
    known = _known(connection, found)
    columns = (exemplar_columns(one) for one in found if one not in known)
    new = list({row["text"]: {**row, "state": "proposed"} for row in columns}.values())
    if new:
        connection.execute(insert(exemplars), new)
    ids = [str(row["id"]) for row in new]
    proposed(connection, night_id, ids)
    return tuple(find_exemplar(connection, key) for key in ids)


def _decide(
    connection: Connection, exemplar_ids: Iterable[str], *, accepted: bool
) -> tuple[StoredExemplar, ...]:
    decided = []
    for key in exemplar_ids:
        try:
            one = find_exemplar(connection, key)
        except ExemplarNotFound as error:
            raise ProposalNotFound(exemplar=key) from error
        if one.state != "proposed":
            raise ExemplarNotProposed(exemplar=key)
        if accepted:
            # As with what is taught by hand: the last word on a question holds.
            connection.execute(
                update(exemplars)
                .where(replaced_by(one.exemplar))
                .values(state="removed")
            )
        state = "active" if accepted else "removed"
        mine = update(exemplars).where(exemplars.c.id == one.id)
        connection.execute(mine.values(state=state))
        decided.append(find_exemplar(connection, one.id))
    return tuple(decided)
