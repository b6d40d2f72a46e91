"""What was typed and not said: it outlives the program, and nothing else does."""

import subprocess
import sys
from contextlib import suppress

import pytest
from filelock import FileLock

from evotr.drafts import Drafts, forget_drafts
from evotr.errors import FolderHeld, FolderIsFile

WORDS = 'İğneyi kendine, "çuvaldızı" başkasına\nıI \ud800 🙂'

FORGETTING = """
import sys
from pathlib import Path
from evotr.drafts import forget_drafts
for number in range(20):
    forget_drafts(Path(sys.argv[1]), {f"gone{number}"})
"""


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
    assert {each.name for each in file.parent.iterdir()} <= {file.name, "drafts.lock"}


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


def test_who_has_forgotten_words_in_memory_cannot_write_them_back(file):
    window = Drafts(file)
    window.put("c1", "", "Zümrüt")
    window.put("c2", "correct:m", WORDS)
    window.save()
    window.put("c1", "", "Zümrüt yüzük")  # not written yet
    forget_drafts(file, {"c1"})
    assert Drafts(file).conversations == {"c2"}
    window.put("c2", "", "a")
    window.save()
    assert window.conversations == Drafts(file).conversations == {"c2"}
    assert window.saved
    assert "c1" not in file.read_text("utf-8")


def test_words_that_were_never_written_are_forgotten_before_they_are(file):
    window = Drafts(file)
    window.put("c1", "", WORDS)
    forget_drafts(file, {"c1"})
    window.save()
    assert Drafts(file).conversations == window.conversations == frozenset()


@pytest.mark.parametrize("dropped", [False, True])
def test_what_is_typed_there_afterwards_is_in_no_file_and_not_safe(file, dropped):
    window = Drafts(file)
    window.put("c1", "", WORDS)
    window.save()
    if dropped:
        window.drop({"c1"})
    else:
        forget_drafts(file, {"c1"})
    window.put("c2", "", "a")
    window.save()
    assert window.saved
    window.put("c1", "", "Zümrüt")
    window.save()
    window.save()
    assert window.get("c1", "") == "Zümrüt"  # it stands in a field
    assert not window.saved
    assert Drafts(file).conversations == {"c2"}


def test_one_forgetting_does_not_undo_another(file):
    window = Drafts(file)
    for each in ("c1", "c2", "c3"):
        window.put(each, "", WORDS)
    window.save()
    forget_drafts(file, {"c1"})
    forget_drafts(file, {"c2", "c9"})
    window.put("c3", "", "a")
    window.save()
    assert window.conversations == Drafts(file).conversations == {"c3"}


def test_who_hangs_in_the_file_is_not_waited_for_and_told(file):
    drafts = Drafts(file)
    drafts.put("c", "", WORDS)
    drafts.save()
    drafts.put("c", "", "yeni")
    with FileLock(file.with_suffix(".lock")), pytest.raises(FolderHeld) as held:
        drafts.save(0.05)
    assert held.value.values["path"] == file
    assert Drafts(file).get("c", "") == WORDS
    assert not drafts.saved
    drafts.save(0.05)
    assert Drafts(file).get("c", "") == "yeni"


def test_programs_take_turns_with_the_file(file):
    """Another one forgets all the while; every word of it goes, and no other."""
    window = Drafts(file)
    window.put("kept", "", WORDS)
    window.save()
    child = subprocess.Popen([sys.executable, "-c", FORGETTING, str(file)])
    while child.poll() is None:
        for number in range(20):
            if f"gone{number}" not in window.conversations:
                window.put(f"gone{number}", "", str(number))
        window.put("kept", "", WORDS * (1 + len(window.get("kept", "")) % 2))
        window.save()
        with suppress(subprocess.TimeoutExpired):
            child.wait(0.1)  # who waits for the lock looks each 50 ms
    window.save()
    assert child.returncode == 0
    assert Drafts(file).conversations == {"kept"}
    assert Drafts(file).get("kept", "") == window.get("kept", "")
