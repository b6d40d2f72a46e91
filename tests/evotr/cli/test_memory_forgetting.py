"""``evotr memory forget``: what goes, and that it is gone."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest

from evotr.domain import (
    Answer,
    Lesson,
    MemoryItem,
    Recollection,
    SamplingParams,
    Source,
)
from evotr.instance import hold_instance
from evotr.memory.episodes import episodes
from evotr.settings import Settings
from tests.fakes.keyboard import Keyboard
from tests.fakes.leftovers import write_rows_of_a_night

BIRD = "zümrüdüanka"
HUSHED = (
    "Other answers that were made from this are remembered no more: 2. They stay in"
    " their conversations:"
)


@pytest.fixture
def holds(stored, home):
    """Which files of the home hold a word, in any of its forms; closes the journal."""

    def holds(word):
        stored.close()
        forms = [word.encode(), word.encode("utf-16-le"), b"zumruduanka"]
        return [
            file.name
            for file in home.rglob("*")
            if file.is_file() and any(form in file.read_bytes() for form in forms)
        ]

    return holds


@pytest.fixture
def said(stored):
    """What the user said, an answer made with it, and what is remembered of it."""
    message = stored.add_user_message(None, f"Kedimin adı {BIRD}.").result(10)
    source = Source(message.conversation_id, message.id, quote=BIRD)
    item = MemoryItem("", "fact", f"Kedi: {BIRD}", "user", source, message.created_at)
    (made,) = stored.memories.add([item]).result(10)
    (item,) = stored.memories.get([made]).result(10)
    answers = []
    for asked, text in (("Kedim?", f"Kedinin adı {BIRD}."), ("Hava?", "Güneşli.")):
        question = stored.add_user_message(None, asked).result(10)
        record = Answer("evotr-mini", "", SamplingParams())
        answer = stored.begin_answer(question.id, record).result(10)
        stored.append_chunk(answer.id, text)
        stored.finish_answer(answer.id, "complete").result(10)
        stored.recalls.keep(answer.id, [Recollection(item, 1.0)]).result(10)
        answers.append(answer)
    return item, message, answers


def test_no_file_holds_its_words_afterwards(memory, stored, said, holds, home):
    item, message, answers = said
    heads = Settings(evotr_home=home).paths.router
    heads.mkdir(parents=True)
    (heads / "heads.npz").write_text(f"Kedimin adı {BIRD}.", encoding="utf-8")
    lesson = Lesson(kind="edit", question="Adı?", right=BIRD, sources=(message.id,))
    stored.ledger.add([lesson]).result(10)
    write_rows_of_a_night(home, BIRD)
    memory("search", BIRD)  # now its vector is in the index
    code, out, err = memory("forget", item.id[:8], "--yes", "--json")
    told = json.loads(out)
    assert (code, err, told["forgotten"]) == (0, "", True)
    assert told["memories"] == [item.id]
    assert set(told["messages"]) == {message.id, answers[0].id}
    assert told["answers"] == [answers[1].id]
    assert told["elsewhere"] == {answers[1].conversation_id: 1}
    kept = stored.transcript(answers[1].conversation_id).result(10).messages
    assert [each.content for each in kept] == ["Hava?", "Güneşli."]
    assert holds(BIRD) == []
    found = json.loads(memory("search", BIRD, "--json")[1])
    assert found == {"results": []}
    assert json.loads(memory("stats", "--json")[1])["index"]["known"] == 0


@pytest.mark.parametrize(
    "words",
    [
        ("en", "They are remembered no more", "this are remembered no more: 1."),
        ("tr", "Artık hatırlanmazlar", "artık hatırlanmayan başka yanıtlar: 1."),
    ],
)
def test_answers_that_were_made_from_it_are_told(
    memory, stored, said, monkeypatch, words
):
    (item, _, (repeats, made)), (language, asks, says) = said, words
    said_then = stored.messages(made.conversation_id).result(10)
    episode = episodes(said_then)
    ids = [each.id for each in said_then]
    stored.memories.add(episode, remembered=ids).result(10)
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    monkeypatch.setattr("sys.stdin", Keyboard("h\n"))
    out = memory("forget", item.id)[1]
    assert asks in out
    assert f"“Hava?” ({made.conversation_id[:8]})" in out
    assert repeats.conversation_id[:8] not in out
    monkeypatch.setattr("sys.stdin", Keyboard("no\n"))
    told = json.loads(memory("forget", item.id, "--json")[1])
    assert (told["forgotten"], told["answers"]) == (False, [made.id])
    assert {each.id for each in episode} <= set(stored.memories.ids().result(10))
    out = memory("forget", item.id, "--yes")[1]
    assert says in out
    assert f"“Hava?” ({made.conversation_id[:8]})" in out
    assert stored.memories.ids().result(10) == (ids[0],)
    assert stored.memories.to_remember().result(10) == (
        stored.find_message(repeats.parent_id).result(10),
    )


def test_its_sources_can_be_kept(memory, said, holds):
    code, out, _ = memory("forget", said[0].id, "--keep-sources", "-y")
    assert (code, out.splitlines()) == (
        0,
        [
            "Forgotten for good. Memories: 1. Messages emptied: 0. Files: 0.",
            HUSHED,
            f"  1 in “Hava?” ({said[2][1].conversation_id[:8]})",
            f"  1 in “Kedim?” ({said[2][0].conversation_id[:8]})",
        ],
    )
    assert holds(BIRD) == ["journal.db"]


def test_all_that_has_some_words(memory, stored, remember):
    kept = remember("Kira 12.000 TL")
    remember("Kedinin adı Pamuk'tu; pamuğu sever, bu kedi")
    remember("Pamuk adlı kedi", "episode")
    assert memory("forget", "--query", "pamuk kedi", "--yes")[0] == 0
    (left,) = stored.memories.page().result(10)
    assert left.id == kept


@pytest.mark.parametrize(
    ("words", "text", "other"),
    [
        ("pamukkale", "Pamukkaleye gezi", "pamuklu kumaş aldım"),
        ("INTERNET", "The internet is slow", "My doctor is Mrs Internist"),
        ("al", "bunu al", "Ali geldi"),
        ("user", "the user said so", "userland"),
        ("kira " + "x" * 20_000 + " depozito", f"depozito kira {'x' * 20_000}", "kira"),
    ],
)
def test_what_only_begins_alike_stays(memory, stored, remember, words, text, other):
    remember(text)
    kept = remember(other)
    assert memory("forget", "--query", words, "--yes")[0] == 0
    assert [item.id for item in stored.memories.page().result(10)] == [kept]


def test_what_is_over_and_listed_no_more_is_forgotten_too(memory, remember, holds):
    over = datetime.now(UTC) - timedelta(days=1)
    piece = remember(f"Haber: {BIRD}", "document", valid_until=over)
    assert json.loads(memory("list", "--json")[1])["memories"] == []
    code, out, _ = memory("forget", "--query", BIRD, "--yes", "--json")
    assert (code, json.loads(out)["memories"]) == (0, [piece])
    assert holds(BIRD) == []


def test_all_that_goes_by_words_is_shown(memory, remember, monkeypatch):
    for number in range(30):
        remember(f"kedi {number}")
    monkeypatch.setattr("sys.stdin", Keyboard("n\n"))
    out = memory("forget", "--query", "kedi")[1]
    assert [number for number in range(30) if f"kedi {number}\n" not in out] == []


def test_all_of_a_conversation(memory, stored, remember):
    kept = remember("a", source=Source(conversation_id="talk-1"))
    remember("b", source=Source(conversation_id="talk-2"))
    assert memory("forget", "--conversation", "talk-2", "--yes")[0] == 0
    assert [item.id for item in stored.memories.page().result(10)] == [kept]


@pytest.mark.parametrize("named", ["notes/a.md", "notes"])
def test_all_of_a_file_or_folder(memory, stored, remember, tmp_path, named):
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "a.md").write_text("Depozito iki ay içinde geri verilir.")
    (tmp_path / "b.md").write_text("Kira her yıl artar.")
    assert memory("ingest", folder, tmp_path / "b.md")[0] == 0
    remember("c", "document", Source(path=str(folder / "a.md")))
    code, out, _ = memory("forget", "--path", named, "--yes", "--json")
    told = json.loads(out)
    assert (code, len(told["memories"]), len(told["documents"])) == (0, 2, 1)
    (left,) = stored.memories.page().result(10)
    assert left.text == "Kira her yıl artar."
    assert (folder / "a.md").exists()


def test_everything_is_also_what_is_not_seen(memory, stored, remember):
    said = stored.add_user_message(None, "Sır").result(10)
    remember("a", source=Source(said.conversation_id, said.id))
    remember("b")
    stored.delete(said.conversation_id).result(10)
    assert len(stored.memories.page().result(10)) == 1
    told = json.loads(memory("forget", "--everything", "--yes", "--json")[1])
    assert (len(told["memories"]), told["messages"]) == (2, [said.id])
    stored.restore(said.conversation_id).result(10)
    assert stored.memories.page().result(10) == ()
    (message,) = stored.messages(said.conversation_id).result(10)
    assert message.content == ""


@pytest.mark.parametrize(("answer", "gone"), [("y", True), ("n", False), ("", False)])
def test_what_goes_is_shown_and_asked(memory, stored, said, monkeypatch, answer, gone):
    monkeypatch.setattr("sys.stdin", Keyboard(f"{answer}\n" if answer else ""))
    code, out, _ = memory("forget", said[0].id)
    assert code == (0 if gone else 1)
    first, second, third, fourth, fifth, *_ = out.splitlines()
    assert f"Kedi: {BIRD}" in first
    assert "Memories: 1. Messages that will be emptied: 2." in second
    assert third.startswith("Other answers that were made from this: 1. ")
    assert fourth.startswith("  1 in “Hava?” (")
    assert fifth.startswith("Forget this for good? [y/N] ")
    assert bool(stored.memories.page().result(10)) is not gone


def test_beside_json_the_question_is_no_output(memory, said, monkeypatch):
    monkeypatch.setattr("sys.stdin", Keyboard("n\n"))
    code, out, err = memory("forget", said[0].id, "--json")
    assert (code, json.loads(out)["forgotten"]) == (1, False)
    assert "[y/N]" in err


def test_without_a_terminal_it_needs_a_yes(memory, stored, said, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    code, out, err = memory("forget", said[0].id)
    assert (code, out) == (2, "")
    assert "`evotr memory forget --yes`" in err
    assert stored.memories.page().result(10)


def test_beside_the_assistant_it_is_said_what_may_be_left(memory, said, home):
    with hold_instance(home / "instance.lock"):
        code, _, err = memory("forget", said[0].id, "--yes")
    assert code == 0
    assert "until it is closed" in err


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ([], "ArgumentMissing"),
        (["--query", ""], "ArgumentMissing"),
        (["nobody"], "MemoryNotFound"),
        (["--query", "zebra"], "MemoryNotFound"),
        (["--path", "nowhere.md"], "DocumentNotFound"),
        (["--conversation", "nowhere"], "ConversationNotFound"),
        (["abcd", "--everything"], "OptionsExclusive"),
        (["--query", "a", "--path", "b"], "OptionsExclusive"),
    ],
)
def test_what_cannot_be_is_one_sentence(memory, remember, words, error):
    remember("x")
    code, out, _ = memory("forget", *words, "--yes", "--json")
    assert (code, json.loads(out)["error"]) == (2, error)
    code, out, err = memory("forget", *words, "--yes")
    assert (code, out) == (2, "")
    assert "Traceback" not in err


def test_nothing_to_forget_is_said(memory, stored):
    told = "Forgotten for good. Memories: 0. Messages emptied: 0. Files: 0.\n"
    assert memory("forget", "--everything", "--yes") == (0, told, "")
    talk = stored.add_user_message(None, "Merhaba").result(10).conversation_id
    told = "Nothing of this is remembered.\n"
    assert memory("forget", "--conversation", talk, "--yes") == (0, told, "")


def test_of_many_memories_all_answers_that_had_one_go(memory, stored, said, remember):
    item, message, answers = said
    for number in range(101):
        remember(f"kedi {number}")
    told = json.loads(memory("forget", "--query", "kedi", "--yes", "--json")[1])
    assert len(told["memories"]) == 102
    assert set(told["messages"]) == {message.id, *(each.id for each in answers)}
    assert stored.memories.get([item.id]).result(10) == ()


def test_an_index_that_cannot_be_written_is_told_and_the_words_are_gone(
    memory, said, holds, home
):
    (home / "chroma").mkdir()
    (home / "chroma.lock").mkdir()
    code, out, err = memory("forget", said[0].id, "--yes")
    assert (code, out.startswith("Forgotten for good.")) == (0, True)
    assert err.startswith("Nothing can be written at ")
    assert holds(BIRD) == []
