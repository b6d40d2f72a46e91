"""Rows from files and from a hub's data sets, which a local server hands out."""

import json
import sys

import pyarrow as pa
import pytest
from pyarrow import parquet

from evotr.errors import (
    AnswerMissing,
    ChecksumMismatch,
    ColumnMissing,
    DatasetAmbiguous,
    DatasetNotFound,
    FileNotReadable,
    HubUnauthorized,
    HubUnreachable,
    ParquetUnreadable,
    RowsMissing,
    RowWrong,
    ValueRefused,
)
from evotr.models.hub import HubAccess
from evotr.night.sources import load_rows
from tests.fakes.hub import FakeHub

AYA = [
    {"inputs": "Başkent?", "targets": "Ankara.", "language_code": "tur"},
    {"inputs": "Capital?", "targets": "Paris.", "language_code": "eng"},
]
MBPP = [{"task_id": 1, "text": "Add two.", "code": "def f(a):\r\n    return a + 2\r\n"}]
HUMANEVAL = [
    {"prompt": "def f(a):\n    '''Add.'''\n", "canonical_solution": "    return a\n"}
]
PAIRS = [{"q": "a?", "a": "b."}, {"q": "c?", "a": "d."}]


def lines(records):
    return "\n".join(json.dumps(record) for record in records).encode()


def as_parquet(records):
    sink = pa.BufferOutputStream()
    parquet.write_table(pa.Table.from_pylist(records), sink)
    return sink.getvalue().to_pybytes()


@pytest.fixture
def read(tmp_path):
    def read(hub, data, columns=""):
        access = HubAccess(hub.endpoint, retries=1, wait_s=0.0)
        return load_rows(data, columns, access, tmp_path / "datasets")

    return read


def served(files, repo):
    return FakeHub(files, repo=repo, kind="datasets")


def texts(rows):
    return [[message.content for message in row.messages] for row in rows]


def test_aya_gives_its_turkish_rows(read):
    files = {"data/train-00000-of-00001.parquet": as_parquet(AYA)}
    with served(files, "CohereForAI/aya_dataset") as hub:
        rows = read(hub, "hf:CohereForAI/aya_dataset")
    assert texts(rows) == [["Başkent?", "Ankara."]]


def test_mbpp_gives_tasks_and_code(read):
    files = {
        "full/train-00000-of-00001.parquet": as_parquet(MBPP),
        "full/test-00000-of-00001.parquet": as_parquet(MBPP * 2),
        "sanitized/train-00000-of-00001.parquet": as_parquet(
            [{"prompt": "Other.", "code": "pass"}]
        ),
    }
    code = "```python\ndef f(a):\n    return a + 2\n```"
    with served(files, "google-research-datasets/mbpp") as hub:
        name = "hf:google-research-datasets/mbpp"
        assert texts(read(hub, name)) == [["Add two.", code]]
        assert len(read(hub, f"{name}@test")) == 2
        assert texts(read(hub, f"{name}:sanitized"))[0][0] == "Other."


def test_humaneval_x_gives_whole_python_functions(read):
    files = {
        "data/python/data/humaneval.jsonl": lines(HUMANEVAL),
        "data/cpp/data/humaneval.jsonl": lines(HUMANEVAL * 3),
    }
    with served(files, "THUDM/humaneval-x") as hub:
        rows = read(hub, "hf:THUDM/humaneval-x")
    ((question, answer),) = texts(rows)
    assert "Add." in question
    assert answer == "```python\ndef f(a):\n    '''Add.'''\n    return a\n```"


def test_humaneval_x_names_another_language_by_its_own_name(read):
    task = {"task_id": "Java/0", "prompt": "class A {", "canonical_solution": "}"}
    files = {
        "data/python/data/humaneval.jsonl": lines(HUMANEVAL),
        "data/java/data/humaneval.jsonl": lines([task]),
    }
    with served(files, "THUDM/humaneval-x") as hub:
        rows = read(hub, "hf:THUDM/humaneval-x:java")
    ((question, answer),) = texts(rows)
    assert answer == "```java\nclass A {\n}\n```"
    assert "```java\n" in question


def test_shards_are_read_in_order_and_downloaded_once(read):
    files = {
        f"train-0000{i}-of-00002.jsonl": lines([record])
        for i, record in enumerate(PAIRS)
    }
    with served(files, "me/pairs") as hub:
        rows = read(hub, "hf:me/pairs", "prompt=q,answer=a")
        sent = sum(hub.served.values())
        again = read(hub, "hf:me/pairs", "prompt=q, answer=a")
    assert texts(rows) == texts(again) == [["a?", "b."], ["c?", "d."]]
    assert sent == sum(hub.served.values()) > 0


def test_an_interrupted_download_goes_on(read):
    content = lines(PAIRS * 5000)
    with served({"train.jsonl": content}, "me/pairs") as hub:
        hub.faults.cut["train.jsonl"] = 50_000
        assert len(read(hub, "hf:me/pairs", "prompt=q,answer=a")) == 10_000
    assert hub.served["train.jsonl"] == len(content)


def test_what_is_not_announced_is_thrown_away(read, tmp_path):
    with served({"train.jsonl": lines(PAIRS)}, "me/pairs") as hub:
        hub.faults.corrupt.add("train.jsonl")
        with pytest.raises(ChecksumMismatch):
            read(hub, "hf:me/pairs", "prompt=q,answer=a")
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


@pytest.mark.parametrize(
    "data", ["hf:me/other", "hf:me/pairs:no", "hf:me/pairs@no", "hf:", "hf:a/b/c"]
)
def test_what_the_hub_has_not_is_named(read, data):
    with (
        served({"train.jsonl": lines(PAIRS)}, "me/pairs") as hub,
        pytest.raises(DatasetNotFound),
    ):
        read(hub, data)


def test_a_data_set_without_a_readable_file(read):
    with (
        served({"README.md": b"# x"}, "me/pairs") as hub,
        pytest.raises(DatasetNotFound),
    ):
        read(hub, "hf:me/pairs")


def test_several_parts_must_be_chosen_from(read):
    files = {"tr/train.jsonl": lines(PAIRS), "en/train.jsonl": lines(PAIRS)}
    with served(files, "me/pairs") as hub, pytest.raises(DatasetAmbiguous) as error:
        read(hub, "hf:me/pairs", "prompt=q,answer=a")
    assert error.value.values["what"] == "config"
    assert error.value.values["known"] == "en, tr"
    files = {"a.jsonl": lines(PAIRS), "b.jsonl": lines(PAIRS)}
    with served(files, "me/pairs") as hub, pytest.raises(DatasetAmbiguous) as error:
        read(hub, "hf:me/pairs", "prompt=q,answer=a")
    assert error.value.values["what"] == "split"


def test_refusals_of_the_hub(read, tmp_path):
    with served({"train.jsonl": lines(PAIRS)}, "me/pairs") as hub:
        hub.private_token = "secret"  # noqa: S105 — the server's, made up
        with pytest.raises(HubUnauthorized):
            read(hub, "hf:me/pairs")
    nobody = HubAccess("http://127.0.0.1:1", retries=0)
    with pytest.raises(HubUnreachable):
        load_rows("hf:me/pairs", "", nobody, tmp_path)


def test_parquet_without_its_library_says_how_to_get_it(read, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with (
        served({"train.parquet": as_parquet(AYA)}, "x/aya_dataset") as hub,
        pytest.raises(ParquetUnreadable),
    ):
        read(hub, "hf:x/aya_dataset")


def test_files_of_the_user(tmp_path, read):
    with served({}, "me/pairs") as hub:
        for name, content in {
            "a.jsonl": lines(PAIRS),
            "b.json": json.dumps(PAIRS).encode(),
            "c.json": lines(PAIRS),
            "d.parquet": as_parquet(PAIRS),
        }.items():
            file = tmp_path / name
            file.write_bytes(content)
            rows = read(hub, str(file), "prompt=q,answer=a")
            assert texts(rows) == [["a?", "b."], ["c?", "d."]]
        (tmp_path / "m.jsonl").write_bytes(
            lines([{"chat": [{"role": "user", "content": "x"}]}])
        )
        with pytest.raises(AnswerMissing):
            read(hub, str(tmp_path / "m.jsonl"), "messages=chat")
        with pytest.raises(ColumnMissing) as error:
            read(hub, str(tmp_path / "a.jsonl"), "prompt=q,answer=z")
        assert error.value.values["known"] == "a, q"
        with pytest.raises(RowWrong):
            read(hub, str(tmp_path / "a.jsonl"))
        (tmp_path / "e.json").write_text("[]")
        with pytest.raises(RowsMissing):
            read(hub, str(tmp_path / "e.json"))
        (tmp_path / "f.parquet").write_bytes(b"PAR1")
        with pytest.raises(FileNotReadable):
            read(hub, str(tmp_path / "f.parquet"))


@pytest.mark.parametrize(
    "columns", ["q", "prompt=q", "prompt=q,answer=", "a=b,c=d", "messages=m,prompt=q"]
)
def test_a_map_that_says_nothing_is_refused(tmp_path, read, columns):
    with served({}, "me/pairs") as hub, pytest.raises(ValueRefused):
        read(hub, str(tmp_path / "x.jsonl"), columns)
