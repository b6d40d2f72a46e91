"""``evotr memory search``: one question, and lines of them."""

import json
from datetime import UTC, datetime

import pytest

from evotr import wiring
from evotr.domain import Source
from evotr.embedding import Embedder, open_embedder
from evotr.errors import EmbedderMissing
from evotr.instance import hold_instance
from evotr.memory import opening
from evotr.settings import Settings

CAT = "Kedimin adı Pamuk."
TEA = "I drink green tea in the morning."


@pytest.fixture
def known(remember):
    """Some memories: their ids."""
    return {
        "cat": remember(CAT, "episode", Source(conversation_id="talk-1")),
        "tea": remember(TEA, "episode", Source(conversation_id="talk-2")),
        "law": remember(
            "Depozito iki ay içinde geri verilir.",
            "document",
            Source(path="/k/kira.pdf", page=3),
            trust="document",
            workspace="iş",
        ),
    }


def found(out):
    return [[hit["text"] for hit in json.loads(x)["results"]] for x in out.splitlines()]


def test_what_is_found_is_shown_with_its_source(memory, known):
    code, out, err = memory("search", "kedimin adı neydi", "--k", "1")
    assert (code, err) == (0, "")
    first, second = out.splitlines()
    assert first.endswith(CAT)
    assert float(first.split()[0]) > 0
    parts = [known["cat"][:8], "said", "You", "2026-05-03 09:30", "talk-1"]
    assert second.split() == [*" · ".join([*parts, "your words"]).split()]


def test_a_document_is_shown_with_its_page(memory, known):
    _, out, _ = memory("search", "depozito", "--workspace", "iş")
    assert "kira.pdf, 3 · from a document" in out
    assert known["law"][:8] in out


def test_json_has_the_keys_of_the_lines(memory, known):
    (hit,) = json.loads(memory("search", "green tea", "--k", "1", "--json")[1])[
        "results"
    ]
    assert (hit["id"], hit["text"]) == (known["tea"], TEA)
    assert hit["score"] > 0
    source = hit["source"]
    assert (source["conversation"], source["speaker"]) == ("talk-2", "user")
    assert (source["time"], source["trust"]) == ("2026-05-03T09:30:00+00:00", "user")


@pytest.mark.usefixtures("known")
def test_each_option_narrows(memory):
    def asked(*words):
        return found(memory("search", "depozito kedimin tea", "--json", *words)[1])[0]

    assert set(asked()) == {CAT, TEA}
    assert asked("--conversation", "talk-1") == [CAT]
    assert asked("--kind", "document") == []
    assert len(asked("--workspace", "iş")) == 1
    assert len(asked("--k", "1")) == 1


@pytest.mark.usefixtures("known")
def test_the_setting_names_the_workspace(memory, monkeypatch):
    monkeypatch.setenv("EVOTR_WORKSPACE", "iş")
    assert "kira.pdf" in memory("search", "depozito")[1]
    assert "kira.pdf" not in memory("search", "depozito", "--workspace", "")[1]


def test_the_title_of_a_conversation_is_shown(memory, stored, remember):
    said = stored.add_user_message(None, "Tatil planı").result(10)
    remember("Datça'ya gidelim", "episode", Source(said.conversation_id, said.id))
    assert "Tatil planı" in memory("search", "Datça")[1]
    short = said.conversation_id[:8]
    assert "Datça" in memory("search", "Datça", "--conversation", short)[1]


@pytest.mark.usefixtures("known")
def test_a_line_of_results_for_each_line(memory):
    lines = [
        {"query": "kedimin adı", "k": 1},
        {"query": "green adı", "k": 5, "conversation": "talk-1"},
        {"query": "green tea", "k": 1, "conversation": "talk-2", "time": "2026-06-01"},
        {"query": "depozito", "workspace": "iş", "k": None},
        {"query": "kedimin adı", "conversation": "nowhere"},
    ]
    text = "\n\n".join(map(json.dumps, lines))
    code, out, err = memory("search", "--jsonl", text=text)
    assert (code, err) == (0, "")
    assert found(out) == [
        [CAT],
        [CAT],
        [TEA],
        ["Depozito iki ay içinde geri verilir."],
        [],
    ]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("kedimin adı", "Line 2 is not a JSON object."),
        ("[]", "Line 2 is not a JSON object."),
        ("[" * 100_000, "Line 2 is not a JSON object."),
        ('{"query": "' + "x" * 4_000_000 + '"}', "Line 2 is not a JSON object."),
        ("{}", "“query” is missing"),
        ('{"query": " "}', "“query” is missing"),
        ('{"query": ["a"]}', "“query” is missing"),
        ('{"query": "a", "k": 0}', "“k” is missing"),
        ('{"query": "a", "k": "3"}', "“k” is missing"),
        ('{"query": "a", "k": true}', "“k” is missing"),
        ('{"query": "a", "k": 1e9}', "“k” is missing"),
        ('{"query": "a", "time": "soon"}', "“time” is missing"),
        ('{"query": "a", "conversation": {}}', "“conversation” is missing"),
    ],
)
def test_a_bad_line_is_told_by_its_number_and_the_rest_is_done(memory, line, said):
    good = json.dumps({"query": "kedimin adı", "k": 1})
    text = f"{good}\n{line}\n{good}\n"
    code, out, err = memory("search", "--jsonl", text=text)
    assert code == 2
    assert found(out) == [[CAT], [], [CAT]]
    assert err.startswith("Line 2 ")
    assert said in err
    assert len(err.splitlines()) == 1
    assert json.loads(out.splitlines()[1])["line"] == 2


@pytest.mark.usefixtures("known")
def test_what_answers_nothing_is_shown_where_that_is_asked(memory, monkeypatch):
    monkeypatch.setattr(wiring, "open_embedder", open_embedder)
    asked = "What is the capital of France?"
    told = "Nothing of this is remembered that fits; --all shows the nearest.\n"
    assert memory("search", asked)[1] == told
    assert CAT in memory("search", asked, "--all")[1]
    lines = json.dumps({"query": asked}) + "\n"
    out = memory("search", "--jsonl", text=lines)[1]
    assert [set(texts) for texts in found(out)] == [{CAT, TEA}]
    assert found(memory("search", "--jsonl", "--relevant", text=lines)[1]) == [[]]


def test_nothing_to_read_is_nothing_done(memory):
    assert memory("search", "--jsonl", text="") == (0, "", "")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ([], "ArgumentMissing"),
        (["  "], "ArgumentMissing"),
        (["a", "--jsonl"], "ArgumentUnexpected"),
        (["a", "--k", "0"], "ValueRefused"),
        (["a", "--k", "1001"], "ValueRefused"),
        (["a", "--conversation", "nowhere"], "ConversationNotFound"),
        (["a", "--kind", "dream"], "ValueRefused"),
    ],
)
def test_what_cannot_be_is_one_sentence(memory, words, error):
    code, out, _ = memory("search", *words, "--json")
    assert (code, json.loads(out)["error"]) == (2, error)
    code, out, err = memory("search", *words)
    assert (code, out) == (2, "")
    assert "Traceback" not in err


@pytest.mark.usefixtures("known")
def test_without_an_encoder_words_decide_and_it_is_said(memory, monkeypatch):
    def missing(_: Settings, **__: object) -> Embedder:
        raise EmbedderMissing(model="x")

    monkeypatch.setattr(wiring, "open_embedder", missing)
    code, out, err = memory("search", "kedimin", "--k", "1")
    assert (code, CAT in out) == (0, True)
    assert "by their words alone" in err


@pytest.mark.usefixtures("known")
def test_beside_who_has_the_index_words_decide_and_it_is_said(memory, home):
    with hold_instance(home / "chroma.lock"):
        code, out, err = memory("search", "kedimin", "--k", "1")
    assert (code, CAT in out) == (0, True)
    assert "has the index of memories open" in err


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(("compared", "graph"), [(2, True), (3, False)])
def test_chroma_is_opened_where_it_would_be_asked(
    memory, home, monkeypatch, compared, graph
):
    monkeypatch.setattr(opening, "COMPARED", compared)
    assert CAT in memory("search", "kedimin adı")[1]
    assert (home / "chroma" / "graph").exists() == graph


def test_a_time_in_the_question_is_that_of_asking(memory, remember):
    for day in (1, 8):
        remember(
            f"Toplantı {day}",
            "episode",
            created=datetime(2026, 6, day, 12, tzinfo=UTC),
        )
    lines = [
        {"query": "dünkü toplantı", "k": 1, "time": f"2026-06-{day:02}T10:00:00+03:00"}
        for day in (2, 9)
    ]
    out = memory("search", "--jsonl", text="\n".join(map(json.dumps, lines)))[1]
    assert found(out) == [["Toplantı 1"], ["Toplantı 8"]]


def test_a_conversation_that_is_not_there_has_no_memories(memory, remember):
    remember("Kedim Pamuk")
    asked = '{"query": "pamuk", "conversation": "nowhere"}\n'
    code, out, _ = memory("search", "--jsonl", text=asked)
    assert (code, json.loads(out)) == (0, {"results": []})


def test_a_file_in_the_place_of_the_index_is_set_aside(memory, remember, home):
    remember("Kedim Pamuk")
    index = Settings(evotr_home=home).index
    index.parent.mkdir(parents=True, exist_ok=True)
    index.write_text("mine")
    code, out, err = memory("search", "pamuk", "--json")
    assert (code, "Traceback" in err) == (0, False)
    assert [hit["text"] for hit in json.loads(out)["results"]] == ["Kedim Pamuk"]
    assert index.is_dir()
