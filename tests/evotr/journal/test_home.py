"""The journal of a home, opened by whoever needs nothing else."""

import stat

import pytest

from evotr.domain import Answer, SamplingParams
from evotr.errors import FolderIsFile
from evotr.instance import hold_instance
from evotr.journal.home import make_home, open_journal
from evotr.settings import Settings


def test_a_home_is_made_for_its_owner_alone(home):
    with open_journal(Settings(evotr_home=home)) as journal:
        said = journal.add_user_message(None, "Merhaba").result(10)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    with open_journal(Settings(evotr_home=home)) as journal:
        (talk,) = journal.conversations().result(10)
    assert talk.id == said.conversation_id


def test_it_opens_beside_the_assistant_and_leaves_its_answers_alone(home):
    settings = Settings(evotr_home=home)
    with hold_instance(settings.paths.lock), open_journal(settings) as running:
        asked = running.add_user_message(None, "Merhaba").result(10)
        record = Answer("evotr-mini", "", SamplingParams())
        running.begin_answer(asked.id, record).result(10)
        with open_journal(settings) as journal:
            found = journal.messages(asked.conversation_id).result(10)
    assert [message.status for message in found] == ["complete", "streaming"]


def test_a_file_in_its_place_is_named(home):
    home.write_text("not a folder", encoding="utf-8")
    with pytest.raises(FolderIsFile):
        make_home(home)
