from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evotr.domain import Answer, Message, SamplingParams, Usage
from evotr.errors import (
    ConversationAmbiguous,
    ConversationInTrash,
    ConversationNotFound,
    ConversationNotInTrash,
    FolderForbidden,
    GenerationBroken,
    JournalClosed,
    JournalError,
    MessageNotFound,
    MessageTooLong,
)
from evotr.journal import Journal
from evotr.text import LANGUAGES, Catalog

ANSWER = Answer("evotr-mini", "Kısa konuş.", SamplingParams(stop=("\n\n",)))
USAGE = Usage(10, 4, 3, 1, 0.25, 0.5, 1.5)
NOWHERE = "0" * 32


def run_sql(journal, sql, values):
    """What no method of the journal does."""
    journal._write(lambda c: c.exec_driver_sql(sql, values) and None).result(10)


def contents(transcript):
    return [message.content for message in transcript.messages]


def test_a_first_message_creates_and_names_its_conversation(journal, ask):
    before = datetime.now(UTC)
    asked = ask("  \nKitaplarım nerede?\nikinci satır")
    transcript = journal.transcript(asked.conversation_id).result(10)
    assert transcript.conversation.title == "Kitaplarım nerede?"
    assert transcript.messages == (asked,)
    assert (asked.role, asked.status, asked.parent_id) == ("user", "complete", None)
    assert asked.answer is None
    assert before <= asked.created_at <= datetime.now(UTC)
    assert asked.created_at <= transcript.conversation.updated_at


@pytest.mark.parametrize(("given", "kept"), [("Notlar", "Notlar"), ("", "İkinci")])
def test_a_message_names_a_conversation_that_has_no_name(journal, ask, given, kept):
    asked = ask("Merhaba")
    journal.rename(asked.conversation_id, given).result(10)
    ask("İkinci", asked.conversation_id)
    found = journal.find_conversation(asked.conversation_id).result(10)
    assert found.title == kept


def test_an_answer_streams_and_ends(journal, ask):
    asked = ask()
    answer = journal.begin_answer(asked.id, ANSWER).result(10)
    assert (answer.status, answer.content, answer.answer) == ("streaming", "", ANSWER)
    journal.append_chunk(answer.id, "Se")
    journal.append_chunk(answer.id, "lam").result(10)
    seen = journal.transcript(asked.conversation_id).result(10).messages[1]
    assert (seen.status, seen.content) == ("streaming", "Selam")
    done = journal.finish_answer(
        answer.id, "complete", reason="stop", usage=USAGE
    ).result(10)
    assert (done.status, done.content) == ("complete", "Selam")
    assert done.answer == Answer(
        ANSWER.model, ANSWER.system_prompt, ANSWER.sampling, "stop", USAGE
    )
    assert journal.transcript(asked.conversation_id).result(10).messages[1] == done


def test_an_answer_that_fails_keeps_what_was_said_and_why(ask, reply):
    failed = reply(ask(), "Yarım kal", "failed", error=GenerationBroken())
    assert (failed.status, failed.content) == ("failed", "Yarım kal ")
    assert failed.answer.error == "GenerationBroken"
    assert failed.answer.usage is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "error",
    [
        MessageTooLong(tokens=109_177, limit=768),
        FolderForbidden(path=Path("/belge"), reason=PermissionError(13, "EACCES")),
        GenerationBroken(),
    ],
)
def test_why_an_answer_failed_is_told_after_a_restart_too(tmp_path, error, language):
    first = Journal.open(tmp_path / "journal.db", tmp_path / "backups")
    asked = first.add_user_message(None, "Merhaba").result(10)
    begun = first.begin_answer(asked.id, ANSWER).result(10)
    first.finish_answer(begun.id, "failed", error=error).result(10)
    first.close()
    again = Journal.open(tmp_path / "journal.db", tmp_path / "backups")
    _, answer = again.transcript(asked.conversation_id).result(10).messages
    again.close()
    say = Catalog.load(language)
    assert answer.answer.failure is not None
    assert say.error(answer.answer.failure) == say.error(error)


@pytest.mark.parametrize("name", ["OfTomorrow", "named_os_error", "__all__"])
def test_an_error_that_is_not_known_here_has_no_sentence(name):
    assert replace(ANSWER, error=name).failure is None
    assert ANSWER.failure is None


def test_a_finished_answer_takes_nothing_more(journal, ask, reply):
    done = reply(ask())
    with pytest.raises(MessageNotFound):
        journal.append_chunk(done.id, "x").result(10)
    with pytest.raises(MessageNotFound):
        journal.finish_answer(done.id, "failed").result(10)
    assert journal.transcript(done.conversation_id).result(10).messages[1] == done


def test_every_sampling_parameter_comes_back(journal, ask):
    sampling = SamplingParams(
        9, 0.5, 0.9, 40, 0.1, 0.2, 0.3, 1.1, 0.4, 0.6, 7, ((3, -1.5), (8, 2.0)),
        ("son", "\ud800", "\0"), 42,
    )  # fmt: skip
    record = Answer("m", "s", sampling)
    assert journal.begin_answer(ask().id, record).result(10).answer == record


def test_an_edit_is_a_version_and_keeps_the_old_branch(journal, ask, reply):
    first = ask("ilk")
    old_answer = reply(first, "eski")
    edited = journal.edit_user_message(first.id, "düzeltilmiş").result(10)
    assert (edited.version, edited.parent_id) == (2, None)
    assert edited.versions == (first.id, edited.id)
    new_answer = reply(edited, "yeni")
    now = journal.transcript(first.conversation_id).result(10)
    assert contents(now) == ["düzeltilmiş", "yeni "]
    back = journal.select_version(first.id).result(10)
    assert contents(back) == ["ilk", "eski "]
    assert [m.id for m in back.messages] == [first.id, old_answer.id]
    assert [m.version for m in back.messages] == [1, 1]
    assert back.messages[0].versions == edited.versions
    assert (new_answer.version, new_answer.versions) == (1, (new_answer.id,))


def test_versions_of_first_messages_stay_within_their_conversation(ask, journal):
    first, other = ask("bir"), ask("iki")
    assert first.versions == (first.id,)
    assert other.versions == (other.id,)
    edited = journal.edit_user_message(first.id, "biri").result(10)
    assert edited.versions == (first.id, edited.id)


def test_a_regenerated_answer_is_a_version_and_active(journal, ask, reply):
    asked = ask()
    first, second = reply(asked, "bir"), reply(asked, "iki")
    transcript = journal.transcript(asked.conversation_id).result(10)
    assert [m.id for m in transcript.messages] == [asked.id, second.id]
    assert (second.version, second.versions) == (2, (first.id, second.id))
    assert journal.question_of(first.id).result(10) == asked
    assert journal.question_of(asked.id).result(10) == asked


def test_selecting_a_version_returns_to_what_was_newest_below_it(journal, ask, reply):
    asked = ask()
    first = reply(asked, "bir")
    follow_up = ask("devam", asked.conversation_id)
    newest = reply(follow_up, "tamam")
    second = reply(asked, "iki")
    assert [m.id for m in journal.select_version(first.id).result(10).messages] == [
        asked.id,
        first.id,
        follow_up.id,
        newest.id,
    ]
    kept = journal.select_version(second.id).result(10)
    assert journal.transcript(asked.conversation_id).result(10) == kept
    assert contents(kept) == ["Merhaba", "iki "]


def test_a_message_can_follow_any_message_of_its_conversation(journal, ask, reply):
    asked = ask()
    first = reply(asked, "bir")
    reply(asked, "iki")
    branched = ask("buradan", asked.conversation_id, parent_id=first.id)
    assert branched.parent_id == first.id
    assert contents(journal.transcript(asked.conversation_id).result(10)) == [
        "Merhaba",
        "bir ",
        "buradan",
    ]


@pytest.mark.parametrize("status", ["cancelled", "interrupted", "failed"])
def test_history_counts_answers_as_far_as_they_were_said(journal, ask, reply, status):
    asked = ask("soru")
    reply(asked, "yarım", status)
    second = ask("ikinci", asked.conversation_id)
    reply(second, "", status)
    third = ask("üçüncü", asked.conversation_id)
    assert journal.history(third.id).result(10) == (
        Message("user", "soru"),
        Message("assistant", "yarım "),
        Message("user", "ikinci"),
        Message("user", "üçüncü"),
    )


def test_history_ends_at_the_message_and_sees_a_stream(journal, ask):
    asked = ask("soru")
    answer = journal.begin_answer(asked.id, ANSWER).result(10)
    journal.append_chunk(answer.id, "şimdi").result(10)
    assert journal.history(asked.id).result(10) == (Message("user", "soru"),)
    assert journal.history(answer.id).result(10)[-1] == Message("assistant", "şimdi")


def test_conversations_come_newest_first_by_pages(journal, ask):
    ids = [ask(str(n)).conversation_id for n in range(4)]
    ask("yine", ids[0])
    order = [ids[0], ids[3], ids[2], ids[1]]
    everything = journal.conversations().result(10)
    assert [c.id for c in everything] == order
    page = journal.conversations(limit=2, offset=1).result(10)
    assert [c.id for c in page] == order[1:3]


def test_the_trash_holds_what_is_deleted_until_it_is_restored(journal, ask):
    first, second = (ask(t).conversation_id for t in ("bir", "iki"))
    deleted = journal.delete(second).result(10)
    journal.delete(first).result(10)
    assert deleted.deleted_at is not None
    assert journal.conversations().result(10) == ()
    trash = journal.conversations(trash=True).result(10)
    assert [c.id for c in trash] == [first, second]
    with pytest.raises(ConversationNotFound):
        journal.add_user_message(first, "görünmez").result(10)
    assert journal.restore(first).result(10).deleted_at is None
    assert [c.id for c in journal.conversations().result(10)] == [first]
    assert contents(journal.transcript(second).result(10)) == ["iki"]


def test_a_second_delete_is_told_and_leaves_the_time_of_the_first(journal, ask):
    made = ask().conversation_id
    deleted = journal.delete(made).result(10)
    with pytest.raises(ConversationInTrash) as caught:
        journal.delete(made).result(10)
    assert caught.value.values == {"conversation": made}
    assert journal.conversations(trash=True).result(10) == (deleted,)


def test_nothing_is_restored_that_is_not_in_the_trash(journal, ask):
    made = ask().conversation_id
    before = journal.conversations().result(10)
    with pytest.raises(ConversationNotInTrash) as caught:
        journal.restore(made).result(10)
    assert caught.value.values == {"conversation": made}
    assert journal.conversations().result(10) == before


def test_an_answer_ends_in_the_trash_too(journal, ask):
    asked = ask()
    answer = journal.begin_answer(asked.id, ANSWER).result(10)
    journal.delete(asked.conversation_id)
    journal.append_chunk(answer.id, "son söz")
    assert journal.finish_answer(answer.id, "complete").result(10).content == "son söz"


def test_a_conversation_is_found_by_the_beginning_of_its_id(journal, ask):
    made = ask().conversation_id
    found = journal.find_conversation(made).result(10)
    assert journal.find_conversation(f" {made[:4].upper()} ").result(10) == found
    journal.delete(made).result(10)
    assert journal.find_conversation(made[:8]).result(10).id == made


@pytest.mark.parametrize("cut", [0, 3])
def test_a_prefix_that_is_too_short_finds_nothing(journal, ask, cut):
    prefix = ask().conversation_id[:cut]
    with pytest.raises(ConversationNotFound) as caught:
        journal.find_conversation(prefix).result(10)
    assert caught.value.values == {"conversation": prefix}


@pytest.mark.parametrize(
    "prefix", ["abcdg", "'; --", "ab%_", "şğıö", "a" * 200, "\0" * 4]
)
def test_a_prefix_of_no_id_finds_nothing(journal, ask, prefix):
    ask()
    with pytest.raises(ConversationNotFound):
        journal.find_conversation(prefix).result(10)


def test_a_prefix_of_two_ids_finds_nothing(journal, ask):
    made = ask("0").conversation_id
    clash = made[:8]
    copy = (
        "INSERT INTO conversations (id, title, created_at, updated_at)"
        " SELECT ?, 'twin', created_at, updated_at FROM conversations"
    )
    run_sql(journal, copy, (clash + "0" * 24,))
    for short in (clash, made[:3]):
        with pytest.raises(ConversationAmbiguous):
            journal.find_conversation(short).result(10)
    assert journal.find_conversation(made).result(10).title == "0"


@pytest.mark.parametrize(
    "call",
    [
        lambda j: j.add_user_message(NOWHERE, "x"),
        lambda j: j.transcript(NOWHERE),
        lambda j: j.rename(NOWHERE, "x"),
        lambda j: j.delete(NOWHERE),
        lambda j: j.restore(NOWHERE),
        lambda j: j.purge(NOWHERE),
    ],
)
def test_an_unknown_conversation_is_named(journal, call):
    with pytest.raises(ConversationNotFound) as caught:
        call(journal).result(10)
    assert caught.value.values == {"conversation": NOWHERE}


@pytest.mark.parametrize(
    "call",
    [
        lambda j: j.edit_user_message(NOWHERE, "x"),
        lambda j: j.begin_answer(NOWHERE, ANSWER),
        lambda j: j.append_chunk(NOWHERE, "x"),
        lambda j: j.finish_answer(NOWHERE, "complete"),
        lambda j: j.history(NOWHERE),
        lambda j: j.select_version(NOWHERE),
        lambda j: j.question_of(NOWHERE),
        lambda j: j.add_user_message(None, "x", parent_id=NOWHERE),
    ],
)
def test_an_unknown_message_is_named(journal, call):
    with pytest.raises(MessageNotFound) as caught:
        call(journal).result(10)
    assert caught.value.values == {"message": NOWHERE}
    assert journal.conversations().result(10) == ()


def test_messages_of_the_wrong_kind_or_place_are_refused(journal, ask, reply):
    asked, elsewhere = ask("burada"), ask("başka yerde")
    answer = reply(asked)
    for call in (
        journal.edit_user_message(answer.id, "x"),
        journal.begin_answer(answer.id, ANSWER),
        journal.append_chunk(asked.id, "x"),
        journal.add_user_message(asked.conversation_id, "x", parent_id=elsewhere.id),
    ):
        with pytest.raises(MessageNotFound):
            call.result(10)


def test_another_process_reads_and_writes_beside(journal, ask, path, backups):
    asked = ask()
    answer = journal.begin_answer(asked.id, ANSWER).result(10)
    beside = Journal.open(path, backups, recover=False)
    try:
        beside.rename(asked.conversation_id, "yandan").result(10)
        status = beside.transcript(asked.conversation_id).result(10).messages[1].status
    finally:
        beside.close()
    assert status == "streaming"
    assert journal.find_conversation(asked.conversation_id).result(10).title == "yandan"
    journal.append_chunk(answer.id, "sürüyor").result(10)


def test_two_processes_that_write_at_once_wait_for_each_other(
    journal, ask, path, backups
):
    asked = ask()
    beside = Journal.open(path, backups, recover=False, timeout=60)
    writes = [
        writer.add_user_message(asked.conversation_id, str(n))
        for n in range(100)
        for writer in (journal, beside)
    ]
    assert [write.exception(60) for write in writes] == [None] * 200
    beside.close()
    branch = journal.transcript(asked.conversation_id).result(10).messages
    assert len(branch) == 201


def test_closing_stores_what_is_queued(path, backups):
    journal = Journal.open(path, backups)
    asked = journal.add_user_message(None, "soru").result(10)
    answer = journal.begin_answer(asked.id, ANSWER).result(10)
    queued = [journal.append_chunk(answer.id, f"{n} ") for n in range(200)]
    journal.close()
    assert all(future.done() and future.exception() is None for future in queued)
    reopened = Journal.open(path, backups)
    try:
        last = reopened.transcript(asked.conversation_id).result(10).messages[1]
    finally:
        reopened.close()
    assert last.content == "".join(f"{n} " for n in range(200))
    assert last.status == "interrupted"
    assert last.answer == ANSWER


def test_a_closed_journal_says_so(path, backups):
    journal = Journal.open(path, backups)
    journal.close()
    journal.close()
    with pytest.raises(JournalClosed) as caught:
        journal.conversations().result(10)
    assert caught.value.values["path"] == path


def test_a_broken_promise_of_the_schema_leaves_under_a_name(journal, ask):
    asked = ask()
    bad = "UPDATE messages SET role = 'robot' WHERE id = ?"
    with pytest.raises(JournalError, match="CHECK") as caught:
        run_sql(journal, bad, (asked.id,))
    # A log may print the whole chain: what the user wrote is not in it.
    assert asked.id not in f"{caught.value} {caught.value.__cause__}"
    assert journal.history(asked.id).result(10) == (Message("user", "Merhaba"),)
