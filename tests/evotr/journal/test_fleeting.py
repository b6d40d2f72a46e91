"""A journal in memory does all that one in a file does, and leaves nothing."""

import psutil
import pytest

from evotr.errors import JournalClosed
from evotr.journal.fleeting import open_fleeting
from tests.evotr.journal.conftest import ANSWER


@pytest.fixture
def fleeting():
    journal = open_fleeting()
    yield journal
    journal.close()


def test_it_keeps_a_conversation_while_it_is_open(fleeting):
    asked = fleeting.add_user_message(None, "Işık hızı nedir?").result(10)
    answer = fleeting.begin_answer(asked.id, ANSWER).result(10)
    fleeting.append_chunk(answer.id, "Çok hızlı.").result(10)
    fleeting.finish_answer(answer.id, "complete", reason="stop").result(10)
    said = fleeting.transcript(asked.conversation_id).result(10).messages
    assert [m.content for m in said] == ["Işık hızı nedir?", "Çok hızlı."]
    (hit,) = fleeting.search("isik").result(10)
    assert hit.message_id == asked.id


def test_no_file_is_opened_for_it(tmp_path):
    before = open_files()
    journal = open_fleeting()
    journal.add_user_message(None, "gizli").result(10)
    assert open_files() - before == set()
    assert list(tmp_path.iterdir()) == []
    journal.close()


def open_files():
    """The files that this process holds open."""
    return {file.path for file in psutil.Process().open_files()}


def test_it_is_gone_when_it_is_closed(fleeting):
    fleeting.add_user_message(None, "gizli").result(10)
    fleeting.close()
    with pytest.raises(JournalClosed):
        fleeting.conversations().result(10)
    again = open_fleeting()
    assert again.conversations().result(10) == ()
    again.close()
