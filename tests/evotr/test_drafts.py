"""What was typed and not said: it outlives the program, and nothing else does."""

import pytest

from evotr.drafts import Drafts
from evotr.errors import FolderIsFile

WORDS = 'İğneyi kendine, "çuvaldızı" başkasına\nıI \ud800 🙂'


@pytest.fixture
def file(tmp_path):
    return tmp_path / "home" / "drafts.json"


def test_what_was_typed_is_there_at_the_next_start(file):
    drafts = Drafts(file)
    assert drafts.put("c1", "", WORDS)
    assert drafts.put("c1", "correct:m1", "Doğrusu bu.")
    assert not drafts.put("c1", "", WORDS)
    assert not drafts.saved
    drafts.save()
    assert drafts.saved
    again = Drafts(file)
    assert again.get("c1", "") == WORDS
    assert again.get("c1", "correct:m1") == "Doğrusu bu."
    assert again.get("c2", "") == ""
    assert again.conversations == {"c1"}


def test_what_was_sent_or_forgotten_is_in_no_file(file):
    drafts = Drafts(file)
    for conversation in ("c1", "c2", "c3"):
        drafts.put(conversation, "", f"Zümrüt {conversation}")
    drafts.save()
    drafts.put("c1", "", "")
    drafts.drop({"c2", "c9"})
    drafts.save()
    assert drafts.conversations == Drafts(file).conversations == {"c3"}
    assert "Z\\u00fcmr\\u00fct c3" in file.read_text("utf-8")
    for gone in ("c1", "c2"):
        assert gone not in file.read_text("utf-8")
    assert [each.name for each in file.parent.iterdir()] == ["drafts.json"]


def test_only_its_owner_reads_it(file):
    drafts = Drafts(file)
    drafts.put("c", "", "a")
    drafts.save()
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"c": 1, "d": {"": 2}}'])
def test_a_file_that_is_none_counts_as_nothing(file, content):
    file.parent.mkdir()
    file.write_text(content, "utf-8")
    drafts = Drafts(file)
    assert drafts.conversations == frozenset()
    drafts.put("c", "", "a")
    drafts.save()
    assert Drafts(file).get("c", "") == "a"


def test_what_cannot_be_written_is_said_and_not_counted_as_kept(file):
    file.parent.write_text("a file", "utf-8")
    drafts = Drafts(file)
    drafts.put("c", "", "a")
    with pytest.raises(FolderIsFile):
        drafts.save()
    assert not drafts.saved
    drafts.put("c", "", "")
    assert drafts.saved  # there is nothing to lose any more


def test_without_a_file_nothing_is_kept_for_later():
    drafts = Drafts()
    drafts.put("c", "", "a")
    drafts.save()
    assert drafts.get("c", "") == "a"
    assert not drafts.saved
