"""``evotr memory reindex`` and ``evaluate``."""

import json
import shutil

import pytest

from evotr import wiring
from evotr.cli import memory_upkeep
from evotr.errors import EmbedderMissing
from evotr.instance import hold_instance
from evotr.paths import PROGRAM
from tests.fakes.embedder import WordEmbedder

KEYS = {"recall_at_1", "recall_at_5", "recall_at_10", "mrr"}


def test_indexes_are_made_anew(memory, remember, home):
    remember("Kedimin adı Pamuk.")
    remember("Kira 12.000 TL")
    assert memory("search", "pamuk")[0] == 0
    shutil.rmtree(home / "chroma")
    told = "The indexes are new; memories in them: 2.\n"
    assert memory("reindex") == (0, told, "")
    assert json.loads(memory("reindex", "--json")[1]) == {"known": 2, "embedded": 2}
    assert "Pamuk" in memory("search", "pamuk")[1]


def test_an_index_that_another_process_has_is_left_alone(memory, remember, home):
    remember("Kedimin adı Pamuk.")
    with hold_instance(home / "chroma.lock"):
        code, out, err = memory("reindex")
        assert json.loads(memory("reindex", "--json")[1])["error"] == "IndexBusy"
    assert (code, out) == (1, "")
    assert "has the index of memories open" in err


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_without_an_encoder_there_are_no_vectors_and_that_is_a_fault(
    memory, remember, monkeypatch, form
):
    def missing(_, **__):
        raise EmbedderMissing(model="x")

    remember("Kedimin adı Pamuk.")
    monkeypatch.setattr(wiring, "open_embedder", missing)
    code, out, err = memory("reindex", *form)
    assert (code, bool(out)) == (2, bool(form))
    assert "words" in err


@pytest.fixture
def passages(tmp_path, monkeypatch):
    monkeypatch.setattr(memory_upkeep, "open_embedder", lambda _: WordEmbedder())
    file = tmp_path / "passages.jsonl"
    whole = (PROGRAM / "data" / "probes" / "recall_tr.jsonl").read_text("utf-8")
    file.write_text("\n".join(whole.splitlines()[:12]), encoding="utf-8")
    return file


def test_recall_is_measured_beside_plain_searches(memory, passages):
    found = json.loads(memory("evaluate", "passages", passages, "--json")[1])
    assert found.keys() >= KEYS | {"dense", "bm25", "rrf"}
    assert found["memories"] == 12
    assert 0 < found["mrr"] <= 1
    assert found["recall_at_5"] <= found["recall_at_10"]
    out = memory("evaluate", "passages", passages)[1]
    assert out.startswith("Questions: ")
    assert f"{found['recall_at_10']:.3f}" in out
    assert [line.split("  ")[0] for line in out.splitlines()[2:]] == [
        "Recall",
        "By meaning alone",
        "By words alone",
        "Both, by rank",
    ]


@pytest.mark.usefixtures("passages")
def test_questions_without_an_answer_are_measured_too(memory, tmp_path):
    whole = PROGRAM / "data" / "probes" / "recall_said.jsonl"
    few = tmp_path / "chats.jsonl"
    few.write_text("\n".join(whole.read_text("utf-8").splitlines()[:6]), "utf-8")
    found = json.loads(memory("evaluate", "chats", few, "--json")[1])
    last = memory("evaluate", "chats", few)[1].splitlines()[-1]
    assert f"AUROC of {found['auroc']:.3f}" in last
    assert f"alone: {found['recall_at_10_judged']:.3f}." in last


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["poems", "x"], "ValueRefused"),
        (["passages", "nowhere.jsonl"], "FileNotReadable"),
        (["passages"], "ArgumentMissing"),
    ],
)
@pytest.mark.usefixtures("passages")
def test_what_cannot_be_is_one_sentence(memory, words, error):
    code, out, _ = memory("evaluate", *words, "--json")
    assert (code, json.loads(out)["error"]) == (2, error)


def test_a_file_of_something_else_is_one_sentence(memory, passages):
    passages.write_text('{"id": 1}', encoding="utf-8")
    code, out, err = memory("evaluate", "passages", passages)
    assert (code, out) == (2, "")
    assert "cannot be read" in err
