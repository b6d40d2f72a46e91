"""Conversations in memory, kept as the journal keeps them: trees of messages."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from evotr.domain import (
    Answer,
    Consent,
    Conversation,
    MessageStatus,
    Role,
    Routed,
    SamplingParams,
    SearchHit,
    StoredMessage,
    Taught,
    Thumb,
    TokenChunk,
    Transcript,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    fold,
)
from evotr.domain.failing import kept_values
from evotr.errors import (
    AnswerExpected,
    ConversationAmbiguous,
    ConversationInTrash,
    ConversationNotFound,
    ConversationNotInTrash,
    CorrectionUnchanged,
    MessageNotFound,
)
from evotr.journal.wording import branch_title, title_from

MODEL = "evotr-mini"
_START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class FakeStore:
    """What the journal holds; every call is one transaction of one thread."""

    def __init__(self) -> None:
        self._heads: dict[str, Conversation] = {}
        self._leaves: dict[str, str] = {}
        self._messages: dict[str, StoredMessage] = {}
        self._versions: dict[tuple[str, str | None, Role], list[str]] = {}
        self._thumbs: dict[str, Thumb] = {}
        self._clock = itertools.count()

    def _now(self) -> datetime:
        return _START + timedelta(minutes=next(self._clock))

    def new(self, title: str) -> Conversation:
        now = self._now()
        head = Conversation(f"c{len(self._heads) + 1:07}", title, now, now)
        self._heads[head.id] = head
        return head

    def head(self, conversation_id: str) -> Conversation:
        if conversation_id not in self._heads:
            raise ConversationNotFound(conversation=conversation_id)
        return self._heads[conversation_id]

    def heads(self, *, trash: bool = False) -> tuple[Conversation, ...]:
        heads = [h for h in self._heads.values() if bool(h.deleted_at) == trash]
        heads.sort(key=lambda h: h.deleted_at or h.updated_at, reverse=True)
        return tuple(heads)

    def find(self, prefix: str) -> Conversation:
        found = [i for i in self._heads if prefix and i.startswith(prefix)]
        if len(found) > 1:
            raise ConversationAmbiguous(conversation=prefix)
        return self.head(found[0] if found else prefix)

    def backdate(self, conversation_id: str, at: datetime) -> None:
        """Let it have been written to last at this time."""
        self._change(conversation_id, updated_at=at)

    def rename(self, conversation_id: str, title: str) -> Conversation:
        return self._change(conversation_id, title=title)

    def set_consent(self, conversation_id: str, consent: Consent) -> Conversation:
        return self._change(conversation_id, consent=consent)

    def place(self, conversation_id: str, **values: object) -> Conversation:
        """Keep a conversation on top, or put it in a folder."""
        return self._change(conversation_id, **values)

    def delete(self, conversation_id: str) -> Conversation:
        self._must_be_live(conversation_id)
        return self._change(conversation_id, deleted_at=self._now())

    def erase(self, conversation_id):
        del self._heads[conversation_id]

    def restore(self, conversation_id: str) -> Conversation:
        if self.head(conversation_id).deleted_at is None:
            raise ConversationNotInTrash(conversation=conversation_id)
        return self._change(conversation_id, deleted_at=None)

    def _change(self, conversation_id: str, **values: object) -> Conversation:
        head = replace(self.head(conversation_id), **values)
        self._heads[conversation_id] = head
        return head

    def _must_be_live(self, conversation_id: str) -> None:
        if self.head(conversation_id).deleted_at is not None:
            raise ConversationInTrash(conversation=conversation_id)

    def ask(self, conversation_id: str | None, text: str) -> StoredMessage:
        head = conversation_id or self.new(title_from(text)).id
        self._must_be_live(head)
        return self.add(head, "user", text)

    def edit(self, message_id: str, text: str) -> StoredMessage:
        old = self.message(message_id)
        if old.role != "user":
            raise MessageNotFound(message=message_id)
        self._must_be_live(old.conversation_id)
        return self._add(old.conversation_id, old.parent_id, "user", text)

    def question_of(self, answer_id: str) -> StoredMessage:
        found = self.message(answer_id)
        self._must_be_live(found.conversation_id)
        return self.message(found.parent_id) if found.role == "assistant" else found

    def answer(self, question: StoredMessage) -> StoredMessage:
        """Open an answer."""
        head = question.conversation_id
        return self._add(head, question.id, "assistant", "", "streaming")

    def reopen(self, answer_id: str) -> StoredMessage:
        """Open an answer again."""
        answer = self._answer_of(answer_id)
        self._messages[answer_id] = replace(answer, status="streaming")
        return self.message(answer_id)

    def thumb(self, answer_id: str, value: Thumb | None) -> Taught:
        answer = self._answer_of(answer_id)
        consent = self.head(answer.conversation_id).consent
        if consent == "nothing":
            return Taught(answer_id, consent)
        self._thumbs.pop(answer_id, None)
        if value is not None:
            self._thumbs[answer_id] = value
        return Taught(answer_id, consent, value, waiting=value == "down")

    def thumbs(self, conversation_id: str) -> dict[str, Thumb]:
        own = self._messages
        return {
            key: thumb
            for key, thumb in self._thumbs.items()
            if own[key].conversation_id == conversation_id
        }

    def correct(self, answer_id: str, text: str) -> Taught:
        """What an answer should have been, as a version that leads the branch."""
        answer = self._answer_of(answer_id)
        if answer.content.strip() == text.strip():
            raise CorrectionUnchanged(message=answer_id)
        head = answer.conversation_id
        version = self._add(head, answer.parent_id, "assistant", text.strip())
        assert version.answer is not None
        made = replace(version.answer, corrects=answer_id)
        self._messages[version.id] = replace(version, answer=made)
        version = self.message(version.id)
        return Taught(answer_id, self.head(head).consent, version=version)

    def branch(self, message_id: str, mark: str) -> Conversation:
        """A new conversation that begins with copies, and knows nothing of thumbs."""
        end = self.message(message_id)
        self._must_be_live(end.conversation_id)
        old = self.head(end.conversation_id)
        titles = {head.title for head in self._heads.values()}
        made = self.new(branch_title(old.title, mark, titles) if old.title else "")
        for one in list(self._up_from(message_id))[::-1]:
            status = "cancelled" if one.status == "streaming" else one.status
            copy = self.add(made.id, one.role, one.content, status)
            copy = replace(copy, created_at=one.created_at, answer=one.answer)
            self._messages[copy.id] = copy
        if end.role == "user":
            self.add(made.id, "assistant", "", "cancelled")
        kept = ("pinned", "consent", "folder", "system_prompt")
        return self._change(made.id, **{name: getattr(old, name) for name in kept})

    def _answer_of(self, message_id: str) -> StoredMessage:
        found = self.message(message_id)
        if found.role != "assistant":
            raise AnswerExpected(message=message_id)
        self._must_be_live(found.conversation_id)
        return found

    def add(
        self,
        conversation_id: str,
        role: Role,
        text: str,
        status: MessageStatus = "complete",
    ) -> StoredMessage:
        """A message at the end of the active branch."""
        parent = self._leaves.get(conversation_id)
        return self._add(conversation_id, parent, role, text, status)

    def _add(
        self,
        conversation_id: str,
        parent: str | None,
        role: Role,
        text: str,
        status: MessageStatus = "complete",
    ) -> StoredMessage:
        now = self._now()
        message = StoredMessage(
            id=f"m{len(self._messages) + 1:07}",
            conversation_id=conversation_id,
            parent_id=parent,
            role=role,
            content=text,
            status=status,
            created_at=now,
            versions=(),
            answer=Answer(MODEL, "", SamplingParams()) if role == "assistant" else None,
        )
        self._messages[message.id] = message
        self._versions.setdefault(_place(message), []).append(message.id)
        self._leaves[conversation_id] = message.id
        self._change(conversation_id, updated_at=now)
        return self.message(message.id)

    def write(self, answer_id: str, event: TurnEvent) -> None:
        """Write an event of a turn into its answer."""
        message = self.message(answer_id)
        record = message.answer
        assert record is not None
        match event:
            case Routed(experts, _, route):
                record = replace(record, experts=experts, route=route)
                message = replace(message, answer=record)
            case TokenChunk(text):
                message = replace(message, content=message.content + text)
            case TurnFinished(reason, usage):
                status = "cancelled" if reason == "cancelled" else "complete"
                record = replace(record, reason=reason, usage=usage)
                message = replace(message, status=status, answer=record)
            case TurnFailed(error):
                values = kept_values(error)
                record = replace(
                    record, error=type(error).__name__, error_values=values
                )
                message = replace(message, status="failed", answer=record)
        self._messages[answer_id] = message

    def message(self, message_id: str | None) -> StoredMessage:
        if message_id is None or message_id not in self._messages:
            raise MessageNotFound(message=message_id)
        one = self._messages[message_id]
        return replace(one, versions=tuple(self._versions[_place(one)]))

    def transcript(self, conversation_id: str) -> Transcript:
        head = self.head(conversation_id)
        branch = tuple(self._up_from(self._leaves.get(conversation_id)))
        return Transcript(head, branch[::-1])

    def messages(self, conversation_id: str) -> tuple[StoredMessage, ...]:
        stored = self._messages.values()
        own = (each for each in stored if each.conversation_id == conversation_id)
        return tuple(self.message(each.id) for each in own)

    def _up_from(self, message_id: str | None) -> Iterator[StoredMessage]:
        while message_id is not None:
            message = self.message(message_id)
            yield message
            message_id = message.parent_id

    def select(self, message_id: str) -> Transcript:
        chosen = self.message(message_id)
        below = [i for i in self._messages if chosen in self._up_from(i)]
        self._leaves[chosen.conversation_id] = below[-1]
        return self.transcript(chosen.conversation_id)

    def search(self, query: str) -> tuple[SearchHit, ...]:
        found = (self._hit(head, fold(query)) for head in self.heads())
        return tuple(hit for hit in found if hit is not None)

    def _hit(self, head: Conversation, query: str) -> SearchHit | None:
        for message in self._messages.values():
            at = fold(message.content).find(query)
            if message.conversation_id == head.id and at >= 0:
                spans = ((at, at + len(query)),)
                return SearchHit(head, message.id, message.content, spans)
        at = fold(head.title).find(query)
        if at < 0:
            return None
        return SearchHit(head, None, head.title, ((at, at + len(query)),))


def _place(message: StoredMessage) -> tuple[str, str | None, Role]:
    """Where it stands; what else stands there are its versions."""
    return message.conversation_id, message.parent_id, message.role
