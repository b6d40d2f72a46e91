"""Answers that were stopped or cut off go on in their place."""

import pytest

from evotr.domain import SamplingParams, Usage
from evotr.errors import AnswerExpected, ConversationInTrash, GenerationBroken
from evotr.journal import Journal
from evotr.memory.episodes import episodes

USAGE = Usage(1, 0, 2, 0, 0.0, 0.1, 0.2)


def go_on(journal, answer_id, *words):
    journal.resuming.reopen(answer_id).result(10)
    for word in words:
        journal.append_chunk(answer_id, word).result(10)
    ended = journal.finish_answer(answer_id, "complete", reason="stop", usage=USAGE)
    return ended.result(10)


@pytest.mark.parametrize(
    "case",
    [("Ankara Türkiye'nin", "başkentidir.", "baskentidir"), ("It is", "late.", "late")],
)
@pytest.mark.parametrize("status", ["cancelled", "interrupted", "failed"])
def test_an_answer_grows_in_its_place(journal, ask, reply, status, case):
    said, more, sought = case
    asked = ask()
    answer = reply(asked, said, status, error=GenerationBroken())
    opened = journal.resuming.reopen(answer.id).result(10)
    assert (opened.status, opened.content) == ("streaming", answer.content)
    assert (opened.answer.error, opened.answer.reason) == (None, None)
    assert opened.answer.error_values == {}
    journal.append_chunk(answer.id, more).result(10)
    shown = journal.transcript(asked.conversation_id).result(10).messages
    assert [message.content for message in shown[1:]] == [answer.content + more]
    ended = journal.finish_answer(answer.id, "complete", reason="stop", usage=USAGE)
    ended = ended.result(10)
    assert (ended.content, ended.status) == (answer.content + more, "complete")
    assert (ended.answer.usage, ended.versions) == (USAGE, (answer.id,))
    for words in (sought, said.split()[0]):
        assert [hit.message_id for hit in journal.search(words).result(10)]


def test_a_kill_meanwhile_loses_nothing(journal, path, backups, ask, reply):
    answer = reply(ask(), "bir", "cancelled")
    journal.resuming.reopen(answer.id).result(10)
    journal.append_chunk(answer.id, "iki").result(10)
    journal.close()
    again = Journal.open(path, backups)
    try:
        left = again.transcript(answer.conversation_id).result(10).messages[-1]
        assert (left.content, left.status) == ("bir iki", "interrupted")
    finally:
        again.close()


def test_it_is_remembered_whole(journal, ask, reply):
    memories = journal.memories
    answer = reply(ask(), "Ankara", "cancelled")
    said = memories.to_remember().result(10)
    ids = [message.id for message in said]
    memories.add(list(episodes(said)), remembered=ids).result(10)
    go_on(journal, answer.id, "başkent.")
    (left,) = memories.to_remember().result(10)
    assert (left.id, left.content) == (answer.id, "Ankara başkent.")
    assert len(memories.page().result(10)) == 1


def test_what_may_not_be_remembered_stays_so(journal, ask, reply):
    answer = reply(ask(), "Ankara", "cancelled")
    journal.memories.pass_over(answer.id).result(10)
    go_on(journal, answer.id, "başkent.")
    left = journal.memories.to_remember().result(10)
    assert answer.id not in {message.id for message in left}


def test_only_a_models_words_can_go_on(journal, ask, reply):
    asked = ask()
    answer = reply(asked, "Sidney", "cancelled")
    written = journal.ledger.correct(answer.id, "Canberra", None).result(10).version
    empty = reply(asked, "", "failed")
    open_ = journal.begin_answer(asked.id, answer.answer).result(10)
    for message in (asked, written, empty, open_):
        with pytest.raises(AnswerExpected):
            journal.resuming.reopen(message.id).result(10)
    journal.delete(asked.conversation_id).result(10)
    with pytest.raises(ConversationInTrash):
        journal.resuming.reopen(answer.id).result(10)
    assert written.answer.sampling == SamplingParams(stop=("\n\n",))
