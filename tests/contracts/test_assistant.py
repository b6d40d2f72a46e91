"""What the faces rely on, checked on the fake assistant and on the real one."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

import pytest
from typing_extensions import override

from evotr.assistant import Assistant, Profile
from evotr.domain import (
    PromptProgress,
    SamplingParams,
    TokenChunk,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnStarted,
)
from evotr.errors import (
    AnswerExpected,
    ConversationInTrash,
    ConversationNotFound,
    ConversationNotInTrash,
    CorrectionUnchanged,
    EmptyMessage,
    EvotrError,
    GenerationBroken,
    JournalClosed,
    MessageNotFound,
)
from tests.fakes.assistant import FakeAssistant, FakeTurn
from tests.fakes.engine import FakeEngine
from tests.fakes.experts import registry
from tests.fakes.migrated import open_migrated

WORDS = ["bir ", "iki ", "üç ", "dört"]
ANSWER = "".join(WORDS)
NOWHERE = "f" * 32


class Stage(ABC):
    """An assistant that answers `WORDS`, unless it is told to stop short."""

    assistant: Assistant | FakeAssistant

    @abstractmethod
    def hold_after(self, words: int) -> None:
        """The next answer waits after so many words."""

    @abstractmethod
    def fail_after_two(self, error: EvotrError) -> None:
        """The next answer breaks off."""

    @abstractmethod
    def close(self) -> None:
        """Close what the assistant is made of."""


class RealStage(Stage):
    """The real assistant and journal; only the model's words are written here."""

    def __init__(self, folder: Path) -> None:
        self.journal = open_migrated(folder / "journal.db", folder / "backups")
        self.engine = FakeEngine(lambda _: self._answer)
        self._answer: str | EvotrError = ANSWER
        profile = Profile("evotr-mini", "", SamplingParams())
        self.assistant = Assistant(self.journal, self.engine, profile, registry(folder))

    @override
    def hold_after(self, words: int) -> None:
        self.engine.hold()
        self.engine.let(words)

    @override
    def fail_after_two(self, error: EvotrError) -> None:
        self.engine.before_failure = tuple(WORDS[:2])
        self._answer = error

    @override
    def close(self) -> None:
        self.engine.close()
        self.journal.close()


class FakeStage(Stage):
    """The fake as the window's tests use it."""

    def __init__(self) -> None:
        self.assistant = FakeAssistant(self._play)
        self._said = len(WORDS)
        self._error: EvotrError | None = None

    @override
    def hold_after(self, words: int) -> None:
        self._said = words

    @override
    def fail_after_two(self, error: EvotrError) -> None:
        self._said, self._error = 2, error

    @override
    def close(self) -> None:
        self.assistant.close()

    def _play(self, turn: FakeTurn, _text: str) -> None:
        turn.read(1, 1)
        turn.say(*WORDS[: self._said])
        if self._error is not None:
            turn.fail(self._error)
        elif self._said == len(WORDS):
            turn.finish()


@pytest.fixture(params=["fake", "real"])
def stage(request, tmp_path) -> Iterator[Stage]:
    stage = FakeStage() if request.param == "fake" else RealStage(tmp_path)
    yield stage
    stage.close()


@pytest.fixture
def assistant(stage):
    return stage.assistant


def text_of(events: list[TurnEvent]) -> str:
    return "".join(e.text for e in events if isinstance(e, TokenChunk))


def end_of(events: list[TurnEvent]) -> TurnFinished | TurnFailed:
    """The terminal event: there is exactly one, and nothing follows it."""
    ends = [e for e in events if isinstance(e, TurnFinished | TurnFailed)]
    assert ends == [events[-1]]
    return ends[0]


def error_of(turn) -> EvotrError:
    """The error of a turn that fails before it starts."""
    (end,) = turn
    assert isinstance(end, TurnFailed)
    return end.error


def messages(assistant, conversation_id):
    return assistant.transcript(conversation_id).result(10).messages


def converse(assistant, text="Merhaba", conversation_id=None) -> TurnStarted:
    """One whole turn; what it began with."""
    started, *_ = list(assistant.send(text, conversation_id=conversation_id))
    return started


def ids(conversations):
    return [conversation.id for conversation in conversations.result(10)]


def test_a_turn_starts_reads_speaks_and_ends(assistant):
    events = list(assistant.send("Merhaba"))
    kinds = [type(event) for event in events]
    reading = kinds.count(PromptProgress)
    assert kinds == [
        TurnStarted,
        *[PromptProgress] * reading,
        *[TokenChunk] * len(WORDS),
        TurnFinished,
    ]
    assert text_of(events) == ANSWER
    assert end_of(events).reason == "stop"
    question, answer = messages(assistant, events[0].conversation_id)
    assert question.id == events[0].user_message_id
    assert answer.id == events[0].answer_id
    assert (question.role, question.content) == ("user", "Merhaba")
    assert (answer.role, answer.content) == ("assistant", ANSWER)
    assert (question.status, answer.status) == ("complete", "complete")
    assert question.answer is None
    assert answer.answer.reason == "stop"
    assert answer.answer.usage == events[-1].usage
    assert answer.parent_id == question.id


def test_words_are_stored_before_the_turn_is_run(assistant):
    turn = assistant.send("Hiç dinlenmeyen\nikinci satır")
    stored = turn.stored.result(10)
    (conversation,) = assistant.conversations().result(10)
    (message,) = messages(assistant, conversation.id)
    assert stored.id == message.id
    assert message.content == "Hiç dinlenmeyen\nikinci satır"
    assert conversation.title == "Hiç dinlenmeyen"


def test_what_was_shown_is_stored(stage, assistant):
    stage.hold_after(2)
    turn = assistant.send("Merhaba")
    events = iter(turn)
    started = next(events)
    said = ""
    while said != "bir iki ":
        event = next(events)
        said += event.text if isinstance(event, TokenChunk) else ""
        answer = messages(assistant, started.conversation_id)[1]
        assert (answer.content, answer.status) == (said, "streaming")
    turn.cancel()
    assert [type(event) for event in events] == [TurnFinished]


def test_cancel_is_a_reason_and_keeps_what_was_said(stage, assistant):
    stage.hold_after(2)
    turn = assistant.send("Merhaba")
    events = []
    for event in turn:
        events.append(event)
        if text_of(events) == "bir iki ":
            turn.cancel()
            turn.cancel()
    assert end_of(events).reason == "cancelled"
    answer = messages(assistant, events[0].conversation_id)[1]
    assert (answer.content, answer.status) == ("bir iki ", "cancelled")
    assert answer.answer.reason == "cancelled"


def test_a_turn_cancelled_before_it_runs_keeps_the_words(stage, assistant):
    stage.hold_after(0)
    turn = assistant.send("Merhaba")
    turn.cancel()
    events = list(turn)
    assert isinstance(events[0], TurnStarted)
    assert end_of(events).reason == "cancelled"
    stored = messages(assistant, events[0].conversation_id)
    assert [(m.content, m.status) for m in stored] == [
        ("Merhaba", "complete"),
        ("", "cancelled"),
    ]


def test_a_face_that_leaves_early_cancels(stage, assistant):
    stage.hold_after(1)
    events = iter(assistant.send("Merhaba"))
    started = next(events)
    while not isinstance(next(events), TokenChunk):
        pass
    events.close()
    answer = messages(assistant, started.conversation_id)[1]
    assert (answer.content, answer.status) == ("bir ", "cancelled")


def test_a_failure_is_an_event_and_keeps_what_was_said(stage, assistant):
    error = GenerationBroken(path="m")
    stage.fail_after_two(error)
    events = list(assistant.send("Merhaba"))
    assert end_of(events).error is error
    answer = messages(assistant, events[0].conversation_id)[1]
    assert (answer.content, answer.status) == ("bir iki ", "failed")
    assert answer.answer.error == "GenerationBroken"
    assert answer.answer.failure.values == {"path": "m"}


@pytest.mark.parametrize("text", ["", " \n\t", "\0", "\u200b", "\x1b"])
def test_a_message_that_shows_nothing_is_refused_at_once(assistant, text):
    asked = converse(assistant)
    with pytest.raises(EmptyMessage):
        assistant.send(text)
    with pytest.raises(EmptyMessage):
        assistant.edit(asked.user_message_id, text)
    assert len(messages(assistant, asked.conversation_id)) == 2


def test_an_edit_is_a_version_of_the_question(assistant):
    first = converse(assistant, "ilk")
    converse(assistant, "devam", first.conversation_id)
    started, *_ = list(assistant.edit(first.user_message_id, "ikinci"))
    question, answer = messages(assistant, first.conversation_id)
    assert (question.id, question.content) == (started.user_message_id, "ikinci")
    assert question.versions == (first.user_message_id, question.id)
    assert question.version == 2
    assert (answer.id, answer.versions) == (started.answer_id, (answer.id,))


def test_regenerating_is_a_version_of_the_answer(assistant):
    first = converse(assistant)
    events = list(assistant.regenerate(first.answer_id))
    question, answer = messages(assistant, first.conversation_id)
    assert question.id == first.user_message_id == events[0].user_message_id
    assert question.versions == (question.id,)
    assert answer.id == events[0].answer_id
    assert answer.versions == (first.answer_id, answer.id)
    assert answer.version == 2


def test_a_question_is_answered_again_by_its_own_id(assistant):
    first = converse(assistant)
    list(assistant.regenerate(first.user_message_id))
    answer = messages(assistant, first.conversation_id)[1]
    assert answer.versions == (first.answer_id, answer.id)


def test_a_version_is_chosen_with_what_followed_it(assistant):
    first = converse(assistant, "ilk")
    follow = converse(assistant, "devam", first.conversation_id)
    list(assistant.edit(first.user_message_id, "ikinci"))
    chosen = assistant.select_version(first.user_message_id).result(10)
    assert [m.content for m in chosen.messages] == ["ilk", ANSWER, "devam", ANSWER]
    assert chosen.messages[0].version == 1
    assert len(chosen.messages[0].versions) == 2
    assert chosen == assistant.transcript(first.conversation_id).result(10)
    # What is said next follows the chosen version.
    converse(assistant, "sonra", first.conversation_id)
    branch = messages(assistant, first.conversation_id)
    assert branch[3].id == follow.answer_id
    assert branch[4].content == "sonra"


def test_unknown_messages_are_failed_turns(assistant):
    asked = converse(assistant)
    for turn in (
        assistant.edit(NOWHERE, "x"),
        assistant.edit(asked.answer_id, "not a question"),
        assistant.regenerate(NOWHERE),
    ):
        assert type(error_of(turn)) is MessageNotFound
    with pytest.raises(MessageNotFound):
        assistant.select_version(NOWHERE).result(10)


def test_unknown_conversations_are_named(assistant):
    turn = assistant.send("Merhaba", conversation_id=NOWHERE)
    assert isinstance(turn.stored.exception(10), ConversationNotFound)
    assert type(error_of(turn)) is ConversationNotFound
    for call in (
        assistant.transcript,
        assistant.delete,
        assistant.restore,
        assistant.find_conversation,
        lambda id_: assistant.rename(id_, "x"),
    ):
        with pytest.raises(ConversationNotFound) as caught:
            call(NOWHERE).result(10)
        assert type(caught.value) is ConversationNotFound
        assert caught.value.values == {"conversation": NOWHERE}
    assert assistant.conversations().result(10) == ()


def test_the_trash_keeps_and_gives_back(assistant):
    first, second = (converse(assistant, t).conversation_id for t in ("bir", "iki"))
    before = messages(assistant, first)
    deleted = assistant.delete(first).result(10)
    assert deleted.deleted_at is not None
    assert ids(assistant.conversations()) == [second]
    assert assistant.conversations(trash=True).result(10) == (deleted,)
    assert assistant.search("bir").result(10)[0].conversation.id == second
    assert messages(assistant, first) == before
    restored = assistant.restore(first).result(10)
    assert (restored.id, restored.deleted_at) == (first, None)
    assert ids(assistant.conversations(trash=True)) == []
    assert len(ids(assistant.conversations())) == 2


def test_a_branch_begins_with_copies_and_goes_on_by_itself(assistant):
    asked = converse(assistant)
    old = asked.conversation_id
    before = assistant.transcript(old).result(10)
    made = assistant.branch(before.messages[1].id, "Dal").result(10)
    again = assistant.branch(before.messages[0].id, "Dal").result(10)
    title = before.conversation.title
    assert [made.title, again.title] == [f"Dal: {title}", f"Dal 2: {title}"]
    copies = assistant.transcript(made.id).result(10).messages
    told = [(one.role, one.content, one.status) for one in before.messages]
    assert [(one.role, one.content, one.status) for one in copies] == told
    assert [one.created_at for one in copies] == [m.created_at for m in before.messages]
    assert {one.id for one in copies}.isdisjoint(one.id for one in before.messages)
    open_one = assistant.transcript(again.id).result(10).messages
    assert [(one.role, one.status) for one in open_one] == [
        ("user", "complete"),
        ("assistant", "cancelled"),
    ]
    list(assistant.send("Devam", conversation_id=made.id))
    assert len(assistant.transcript(made.id).result(10).messages) == 4
    assert assistant.transcript(old).result(10) == before


def test_what_is_not_there_or_in_the_trash_has_no_branch(assistant):
    asked = converse(assistant)
    assistant.delete(asked.conversation_id).result(10)
    with pytest.raises(ConversationInTrash):
        assistant.branch(asked.user_message_id, "Dal").result(10)
    with pytest.raises(MessageNotFound):
        assistant.branch(NOWHERE, "Dal").result(10)


def test_the_trash_says_what_is_the_case(assistant):
    made = converse(assistant).conversation_id
    with pytest.raises(ConversationNotInTrash):
        assistant.restore(made).result(10)
    deleted = assistant.delete(made).result(10)
    with pytest.raises(ConversationInTrash):
        assistant.delete(made).result(10)
    assert assistant.conversations(trash=True).result(10) == (deleted,)


def test_nothing_is_said_in_the_trash(assistant):
    asked = converse(assistant)
    assistant.delete(asked.conversation_id).result(10)
    for turn in (
        assistant.send("x", conversation_id=asked.conversation_id),
        assistant.edit(asked.user_message_id, "x"),
        assistant.regenerate(asked.answer_id),
    ):
        assert type(error_of(turn)) is ConversationInTrash
    assert len(messages(assistant, asked.conversation_id)) == 2


def test_conversations_come_with_what_was_written_last_first(assistant):
    first, second = (converse(assistant, t).conversation_id for t in ("bir", "iki"))
    assert ids(assistant.conversations()) == [second, first]
    converse(assistant, "yine", first)
    assert ids(assistant.conversations()) == [first, second]
    for each in (first, second):
        assistant.delete(each).result(10)
    assert ids(assistant.conversations(trash=True)) == [second, first]


def test_a_conversation_is_found_by_the_beginning_of_its_id(assistant):
    made = converse(assistant).conversation_id
    assert assistant.find_conversation(made[:8]).result(10).id == made
    assert assistant.rename(made, "Başka ad").result(10).title == "Başka ad"
    assert assistant.find_conversation(made).result(10).title == "Başka ad"


def test_a_search_has_one_hit_for_each_conversation(assistant):
    asked = converse(assistant, "Çalışma saati")
    converse(assistant, "çalışma planı", asked.conversation_id)
    other = converse(assistant, "Alışveriş")
    (hit,) = assistant.search("CALIS").result(10)
    assert hit.conversation.id == asked.conversation_id
    assert hit.message_id in {
        m.id for m in messages(assistant, asked.conversation_id) if m.role == "user"
    }
    (start, stop), *_ = hit.spans
    assert hit.excerpt[start:stop].casefold().startswith("çalış")
    assert len(assistant.search("dört").result(10)) == 2
    assistant.rename(other.conversation_id, "Zürafa").result(10)
    (titled,) = assistant.search("zurafa").result(10)
    assert (titled.message_id, titled.excerpt) == (None, "Zürafa")
    (start, stop), *_ = titled.spans
    assert titled.excerpt[start:stop] == "Zürafa"


def test_a_thumb_is_kept_and_taken_back(assistant):
    started = converse(assistant)
    key, place = started.answer_id, started.conversation_id
    taught = assistant.thumb(key, "down").result(10)
    assert (taught.message_id, taught.thumb, taught.waiting) == (key, "down", True)
    assert assistant.thumbs(place).result(10) == {key: "down"}
    assert assistant.thumb(key, None).result(10).thumb is None
    assert assistant.thumbs(place).result(10) == {}


def test_where_nothing_may_be_kept_a_thumb_is_not(assistant):
    started = converse(assistant)
    assistant.set_consent(started.conversation_id, "nothing").result(10)
    taught = assistant.thumb(started.answer_id, "up").result(10)
    assert (taught.consent, taught.thumb) == ("nothing", None)
    assert assistant.thumbs(started.conversation_id).result(10) == {}


def test_a_correction_is_a_version_that_leads(assistant):
    started = converse(assistant)
    taught = assistant.correct(started.answer_id, " Doğrusu ").result(10)
    assert taught.version.content == "Doğrusu"
    _, answer = messages(assistant, started.conversation_id)
    assert answer.content == "Doğrusu"
    assert answer.answer.corrects == started.answer_id
    assert answer.versions == (started.answer_id, answer.id)
    with pytest.raises(CorrectionUnchanged):
        assistant.correct(answer.id, "Doğrusu").result(10)
    with pytest.raises(AnswerExpected):
        assistant.correct(started.user_message_id, "x").result(10)
    with pytest.raises(EmptyMessage):
        assistant.correct(answer.id, " ")


def test_who_should_have_answered_is_kept_with_the_question(assistant):
    started = converse(assistant, "Kira?")
    kept = assistant.correct_route(started.answer_id, "general").result(10)
    assert (kept.exemplar.text, kept.exemplar.expert) == ("Kira?", "general")
    (listed,) = assistant.taught_routes().result(10)
    assert (listed.id, listed.exemplar) == (kept.id, kept.exemplar)
    assistant.unteach_route(kept.id).result(10)
    assert assistant.taught_routes().result(10) == ()


def test_lists_have_a_top_and_folders(assistant):
    made = converse(assistant).conversation_id
    assert assistant.keep_on_top(made, on_top=True).result(10).on_top
    assert assistant.put_in_folder(made, " İş  dosyası ").result(10).folder == (
        "İş dosyası"
    )
    (listed,) = assistant.conversations().result(10)
    assert (listed.on_top, listed.folder) == (True, "İş dosyası")


def test_a_conversation_has_a_system_prompt_of_its_own(assistant):
    events = list(assistant.send("Merhaba", system_prompt="Kısa konuş."))
    made = events[0].conversation_id

    def own():
        return assistant.transcript(made).result(10).conversation.system_prompt

    assert own() == "Kısa konuş."
    given = assistant.set_system_prompt(made, " Uzun konuş.\n").result(10)
    assert (given.system_prompt, own()) == ("Uzun konuş.",) * 2
    assistant.set_system_prompt(made, "").result(10)
    assert own() == ""


def test_a_private_conversation_is_its_own(assistant):
    with assistant.private() as aside:
        made = converse(aside).conversation_id
        assert [m.content for m in messages(aside, made)] == ["Merhaba", ANSWER]
        assert assistant.conversations().result(10) == ()
    assert assistant.conversations().result(10) == ()
    with pytest.raises(JournalClosed):
        aside.conversations().result(10)


def test_the_model_is_asked_for_without_waiting(assistant):
    assistant.preload()
    assert assistant.status().state in {"loading", "ready"}


def test_a_closed_assistant_says_so(stage, assistant):
    asked = converse(assistant)
    stage.close()
    turn = assistant.send("x", conversation_id=asked.conversation_id)
    assert type(error_of(turn)) is JournalClosed
    with pytest.raises(JournalClosed):
        assistant.conversations().result(10)
    assert assistant.status().state == "closed"
