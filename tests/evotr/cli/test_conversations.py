"""The command's own words; what it reads and changes is the journal's."""

import io
import json

import pytest
from rich.cells import cell_len

from evotr.cli.main import main
from evotr.domain import Answer, MemoryItem, Recollection, SamplingParams, Source
from evotr.drafts import Drafts
from evotr.instance import hold_instance
from tests.fakes.keyboard import Keyboard
from tests.fakes.leftovers import write_rows_of_a_night
from tests.fakes.migrated import open_migrated

LONG = "Yarın İstanbul'da yapılacak uzun bir yürüyüşün ayrıntılı planı"


@pytest.fixture
def evotr(capsys):
    """Run a command: its exit code, output and errors."""

    def run(*words):
        with pytest.raises(SystemExit) as end:
            main(["conversations", *words])
        out, err = capsys.readouterr()
        return end.value.code or 0, out, err

    return run


@pytest.fixture
def journal(home):
    home.mkdir()
    journal = open_migrated(home / "journal.db", home / "backups")
    yield journal
    journal.close()


@pytest.fixture
def talk(journal):
    """Store a question and so many answers to it; the question."""

    def talk(text, answers=1):
        asked = journal.add_user_message(None, text).result(10)
        for number in range(answers):
            record = Answer("evotr-mini", "", SamplingParams())
            answer = journal.begin_answer(asked.id, record).result(10)
            journal.append_chunk(answer.id, f"answer {number + 1}")
            journal.finish_answer(answer.id, "complete").result(10)
        return asked

    return talk


@pytest.mark.parametrize("width", [12, 40, 60, 100])
def test_ids_stay_whole_on_narrow_terminals(evotr, talk, monkeypatch, width):
    ids = [talk(text).conversation_id for text in (LONG, "東京" * 30)]
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(width))
    _, out, _ = evotr("list")
    lines = out.replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines()
    assert [line[:8] for line in lines[1:]] == [id_[:8] for id_ in reversed(ids)]
    assert all(cell_len(line) <= width for line in lines)
    if width < 80:
        assert all(line.endswith("…") for line in lines[1:])


def test_a_pipe_gets_everything_on_one_line_each(evotr, talk):
    asked = talk(LONG)
    _, out, _ = evotr("list")
    (line,) = out.splitlines()[1:]
    assert line.startswith(asked.conversation_id[:8])
    assert line.endswith(" yürüyüşün ayrıntılı")
    assert len(line) > 80


SAID = ":smile: [bold]3[/bold] \tx = 12.5 'metin' " + "uzun " * 30 + "son"


@pytest.mark.parametrize("terminal", ["0", "1"])
def test_what_was_said_is_shown_as_it_was(evotr, talk, monkeypatch, terminal):
    made = talk(SAID).conversation_id
    monkeypatch.setenv("TTY_COMPATIBLE", terminal)
    assert SAID in evotr("show", made)[1].splitlines()
    assert SAID in evotr("export", made)[1].splitlines()


def test_hits_are_bold_and_nothing_else(evotr, talk, monkeypatch):
    talk(SAID)
    (hit,) = json.loads(evotr("search", "metin", "--json")[1])["hits"]
    line = "    " + hit["excerpt"]
    assert len(line) > 80
    assert evotr("search", "metin")[1].splitlines()[1] == line
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("COLUMNS", "200")
    shown = evotr("search", "metin")[1].splitlines()[1]
    assert shown == line.replace("metin", "\x1b[1mmetin\x1b[0m")


def test_what_nobody_writes_on_is_shown_as_cut_off(evotr, journal, talk, home):
    asked = talk("Merhaba", answers=0)
    record = Answer("evotr-mini", "", SamplingParams())
    answer = journal.begin_answer(asked.id, record).result(10)
    journal.append_chunk(answer.id, "so f").result(10)
    with hold_instance(home / "instance.lock"):
        assert "_being written_" in evotr("show", asked.conversation_id)[1]
    for words in (["show"], ["export"]):
        out = evotr(*words, asked.conversation_id)[1]
        assert out.endswith("so f\n\n_cut off when the program ended_\n")
    journal.finish_answer(answer.id, "complete").result(10)
    assert evotr("show", asked.conversation_id)[1].endswith("so f\n")


def test_a_hit_in_an_earlier_version_is_shown_and_named(evotr, journal, talk):
    asked = talk("zebra nerede")
    note = "an earlier version"
    assert note not in evotr("search", "zebra")[1]
    journal.edit_user_message(asked.id, "aslan nerede").result(10)
    out = evotr("search", "zebra")[1]
    assert ("zebra nerede" in out.splitlines()[1], note in out) == (True, True)
    assert note not in evotr("search", "aslan")[1]
    for word, earlier in (("zebra", True), ("aslan", False)):
        (hit,) = json.loads(evotr("search", word, "--json")[1])["hits"]
        assert hit["earlier_version"] is earlier


def test_json_exports_every_version_with_its_parent(evotr, journal, talk):
    asked = talk("zebra nerede", answers=2)
    edited = journal.edit_user_message(asked.id, "aslan nerede").result(10)
    out = evotr("export", asked.conversation_id, "--format", "json")[1]
    rows = json.loads(out)["messages"]
    assert [(m["content"], m["active"]) for m in rows] == [
        ("zebra nerede", False),
        ("answer 1", False),
        ("answer 2", False),
        ("aslan nerede", True),
    ]
    parents = [m["parent_id"] for m in rows]
    assert parents == [None, asked.id, asked.id, None]
    assert rows[3]["id"] == edited.id


def test_the_export_says_that_there_are_other_versions(evotr, talk):
    note = "Some messages have other versions"
    for answers in (1, 2):
        made = talk("Merhaba", answers=answers).conversation_id
        assert (note in evotr("export", made)[1]) == (answers > 1)


def test_restoring_what_is_not_in_the_trash_is_told(evotr, talk):
    made = talk("Merhaba").conversation_id
    code, out, err = evotr("restore", made[:8])
    assert code == 2
    assert out == ""
    assert f"“{made}” is not in the trash" in err
    code, out, _ = evotr("restore", made, "--json")
    assert (code, json.loads(out)["error"]) == (2, "ConversationNotInTrash")


def test_a_second_delete_says_where_it_is(evotr, talk):
    made = talk("Merhaba").conversation_id
    assert evotr("delete", made)[0] == 0
    before = json.loads(evotr("list", "--trash", "--json")[1])
    code, _, err = evotr("delete", made)
    assert code == 2
    assert f"“{made}” is in the trash" in err
    code, out, _ = evotr("delete", made, "--json")
    assert (code, json.loads(out)["error"]) == (2, "ConversationInTrash")
    assert json.loads(evotr("list", "--trash", "--json")[1]) == before
    assert evotr("restore", made)[0] == 0
    assert json.loads(evotr("list", "--trash", "--json")[1]) == {"conversations": []}


def test_an_empty_trash_and_an_empty_list_are_told_apart(evotr):
    assert evotr("list")[1] == "No conversations yet.\n"
    assert evotr("list", "--trash")[1] == "The trash is empty.\n"


@pytest.mark.parametrize("words", [["show"], ["export"], ["export", "--format=json"]])
def test_reading_from_the_trash_is_said_beside_the_output(evotr, talk, words):
    made = talk("Merhaba").conversation_id
    evotr("delete", made)
    code, out, err = evotr(*words, made)
    assert (code, "Merhaba" in out, "trash;" in out) == (0, True, False)
    assert f"is in the trash; `evotr conversations restore {made[:8]}`" in err
    evotr("restore", made)
    assert evotr(*words, made)[2] == ""


@pytest.mark.parametrize(("answer", "gone"), [("y", True), ("n", False), ("", False)])
def test_purging_asks_at_a_terminal(evotr, talk, monkeypatch, answer, gone):
    made = talk("Merhaba").conversation_id
    evotr("delete", made)
    monkeypatch.setattr("sys.stdin", Keyboard(f"{answer}\n" if answer else ""))
    code, out, _ = evotr("purge", made)
    assert (code, "destroyed" in out) == ((0, True) if gone else (1, False))
    assert out.startswith("Destroy “Merhaba” for good? [y/N] ")
    assert (evotr("show", made)[0] == 2) == gone


def test_purging_without_a_terminal_needs_a_yes(evotr, talk, monkeypatch):
    made = talk("Merhaba").conversation_id
    evotr("delete", made)
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    code, out, err = evotr("purge", made)
    assert (code, out) == (2, "")
    assert "`evotr conversations purge --yes`" in err
    assert evotr("show", made)[0] == 0
    told = json.loads(evotr("purge", made, "--yes", "--json")[1])
    assert (told["conversation"]["id"], told["purged"]) == (made, True)
    assert evotr("show", made)[0] == 2


@pytest.fixture
def echo(journal, talk):
    """What was said in a conversation, and an answer elsewhere that was made of it."""
    said, asked = talk("Filtre rafta"), talk("Nerede?")
    source = Source(said.conversation_id, said.id)
    item = MemoryItem("f", "fact", "Filtre rafta.", "user", source, said.created_at)
    journal.memories.add([item]).result(10)
    answer = journal.messages(asked.conversation_id).result(10)[-1]
    journal.recalls.keep(answer.id, [Recollection(item, 0.9)]).result(10)
    return said, answer


@pytest.mark.parametrize(
    ("language", "asks", "says"),
    [
        ("en", "They are remembered no more, and stay", "are remembered no more: 1."),
        ("tr", "Artık hatırlanmazlar, ama", "artık hatırlanmayan mesajlar: 1."),
    ],
)
def test_purging_tells_of_answers_elsewhere(
    evotr, echo, monkeypatch, language, asks, says
):
    said, answer = echo
    there = f"“Nerede?” ({answer.conversation_id[:8]})"
    evotr("delete", said.conversation_id)
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    monkeypatch.setattr("sys.stdin", Keyboard("h\n"))
    out = evotr("purge", said.conversation_id)[1]
    assert (asks in out, there in out, "--answers" in out) == (True, True, False)
    out = evotr("purge", said.conversation_id, "--yes")[1]
    assert (says in out, there in out) == (True, True)


def test_purging_tells_of_answers_elsewhere_in_json(evotr, echo, monkeypatch):
    said, answer = echo
    evotr("delete", said.conversation_id)
    monkeypatch.setattr("sys.stdin", Keyboard("n\n"))
    for words, purged in (((), False), (("--yes",), True)):
        out = evotr("purge", said.conversation_id, "--json", *words)[1]
        told = json.loads(out[out.index("{") :])
        assert told["purged"] is purged
        assert told["answers"] == [answer.id]
        assert told["elsewhere"] == {answer.conversation_id: 1}


def test_purging_destroys_what_is_in_the_trash_only(evotr, journal, talk, home):
    made = talk("zümrüdüanka").conversation_id
    code, _, err = evotr("purge", made)
    assert code == 2
    assert "is not in the trash" in err
    evotr("delete", made)
    window = Drafts(home / "drafts.json")
    window.put(made, "", "Bir zümrüdüanka daha")
    write_rows_of_a_night(home, "zümrüdüanka")  # one that died
    code, out, _ = evotr("purge", made[:8], "-y")
    assert code == 0
    window.save()
    assert Drafts(home / "drafts.json").conversations == frozenset()
    assert "“zümrüdüanka” is destroyed" in out
    journal.close()
    files = [file.read_bytes() for file in home.rglob("*") if file.is_file()]
    assert not any("zümrüdüanka".encode() in content for content in files)
    code, out, _ = evotr("purge", made, "--json")
    assert (code, json.loads(out)["error"]) == (2, "ConversationNotFound")


def test_versions_are_counted_where_there_is_more_than_one(evotr, talk):
    made = talk("Merhaba", answers=3).conversation_id
    _, out, _ = evotr("show", made)
    question, answer = (line for line in out.splitlines() if line.startswith("**"))
    assert "/" not in question
    assert answer.endswith("(3/3)")
    assert "answer 3" in out
    shown = json.loads(evotr("show", made, "--json")[1])["messages"]
    assert [len(message["versions"]) for message in shown] == [1, 3]
    assert shown[1]["versions"][2] == shown[1]["id"]


def test_what_has_no_title_is_told_all_the_same(evotr, talk, journal):
    asked = talk("Zümrüdüanka kasada", answers=0)
    journal.memories.forget_messages(asked.id).result(60)
    short = asked.conversation_id[:8]
    assert "(untitled)" in evotr("list")[1]
    assert "# (untitled)" in evotr("show", short)[1]
    assert "“(untitled)”" in evotr("delete", short)[1]


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "“Branch: Merhaba” goes on from there ("),
        ("tr", "“Dal: Merhaba” oradan sürer ("),
    ],
)
def test_a_branch_begins_with_what_led_to_a_message(
    evotr, talk, journal, monkeypatch, language, says
):
    title = says[1:].partition("”")[0]
    asked = talk("Merhaba", answers=2)
    first = journal.messages(asked.conversation_id).result(10)[1]
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    code, out, _ = evotr("branch", first.id[:12])
    assert (code, out.startswith(says)) == (0, True)
    made, old = journal.conversations().result(10)
    assert (made.title, old.id) == (title, asked.conversation_id)
    copies = journal.transcript(made.id).result(10).messages
    assert [one.content for one in copies] == ["Merhaba", "answer 1"]
    told = json.loads(evotr("branch", first.id, "--json")[1])
    assert told["title"] == title.replace(":", " 2:")


def test_a_branch_of_what_is_not_there_or_in_the_trash_is_refused(evotr, talk):
    asked = talk("Merhaba")
    assert evotr("branch", "ffff")[0] == 2
    evotr("delete", asked.conversation_id)
    code, out, err = evotr("branch", asked.id)
    assert (code, out) == (2, "")
    assert "restore" in err


def test_purging_tells_of_branches(evotr, journal, talk):
    asked = talk("Filtre rafta")
    made = journal.branching.branch(asked.id, "Branch").result(10)
    evotr("delete", asked.conversation_id)
    out = evotr("purge", asked.conversation_id, "--yes")[1]
    assert "were made or copied from it are remembered no more: 1." in out
    assert f"1 in “Branch: Filtre rafta” ({made.id[:8]})" in out
