import os
import shutil

import pytest
from sentence_transformers import SentenceTransformer

from evotr.embedding import minilm as module
from evotr.embedding.minilm import MiniLm
from evotr.errors import EmbedderUnavailable, EmbedderWeightsWrong
from tests.fakes.own_process import run_code

# No ı: sentence-transformers reads it as it stands, and we as an i.
TEXTS = [
    "Merhaba, nasılsın?".replace("ı", "i"),
    "peki ya üçü?",
    "Python'da liste nasil siralanir?",
    "Osmanli İmparatorluğu ne zaman kuruldu?",
    "How do I retry an async function with exponential backoff?",
    "Is it safe to take ibuprofen with blood pressure medication?",
    "SELECT name FROM users WHERE id = 3; -- neden boş?",
    "KİRA SÖZLEŞMESİ",
    "hi",
    "",
    "enflasyon yüzde 40 iken mevduat mi altin mi? " * 4,
    "Explain the second law of thermodynamics in two sentences. " * 40,
]


@pytest.fixture(scope="module")
def reference(minilm_folder):
    model = SentenceTransformer(str(minilm_folder), device="cpu")
    return model.encode(TEXTS, batch_size=1, show_progress_bar=False)


def test_in_floats_it_is_what_sentence_transformers_computes(exact, reference):
    cosines = (exact.encode(TEXTS) * reference).sum(axis=1)
    assert cosines.min() >= 0.9999


def test_in_integers_it_is_nearly_that(minilm, reference):
    cosines = (minilm.encode(TEXTS) * reference).sum(axis=1)
    assert cosines.mean() >= 0.993
    assert cosines.min() >= 0.985


def test_a_change_of_the_vectors_needs_a_new_recipe(minilm):
    """These numbers belong to the fingerprint below: change both, or neither."""
    assert minilm.fingerprint == "minilm-53aa51172d14-be50c3628f2b-int8-1"
    vector = minilm.encode(["Merhaba dünya"])[0]
    kept = vector[:3]
    assert kept == pytest.approx([0.02369, 0.14417, -0.02206], abs=5e-3)


def test_precisions_have_fingerprints_of_their_own(minilm, exact):
    assert minilm.fingerprint != exact.fingerprint


def test_neighbours_change_nothing_at_all(minilm):
    alone = minilm.encode(["peki ya üçü?"])
    assert (minilm.encode(["uzun " * 200, "peki ya üçü?"])[1] == alone[0]).all()


@pytest.mark.parametrize(
    ("typed", "without"),
    [("ısı ılık", "isi ilik"), ("çalışma", "calisma"), ("İSTANBUL", "istanbul")],
)
def test_turkish_letters_and_their_plain_ones_are_one(minilm, typed, without):
    first, second = minilm.encode([typed, without])
    assert (first == second).all()


def test_what_is_behind_the_limit_does_not_count(minilm):
    head = "kedi " * 300
    first, second = minilm.encode([head, head + "\nborsa ve faiz " * 5_000])
    assert (first == second).all()


def test_the_graph_is_kept_and_found_again(minilm, minilm_folder, store, monkeypatch):
    def no_building(*_):
        raise AssertionError

    monkeypatch.setattr("evotr.embedding.graph.build_graph", no_building)
    again = MiniLm(minilm_folder, store)
    assert (again.encode(["a"]) == minilm.encode(["a"])).all()


def test_weights_that_were_not_published_are_refused(minilm_folder, tmp_path, store):
    folder = tmp_path / "model"
    shutil.copytree(minilm_folder, folder)
    with (folder / "model.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        last = file.read(1)
        file.seek(-1, 2)
        file.write(bytes([last[0] ^ 1]))
    with pytest.raises(EmbedderWeightsWrong) as caught:
        MiniLm(folder, store)
    assert caught.value.values["path"] == folder / "model.safetensors"


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_missing_file_is_named(minilm_folder, tmp_path, store, name):
    for file in ("model.safetensors", "tokenizer.json"):
        if file != name:
            (tmp_path / file).symlink_to(minilm_folder / file)
    with pytest.raises(EmbedderUnavailable, match=name):
        MiniLm(tmp_path, store)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]"])
def test_a_damaged_tokenizer_is_named(minilm_folder, tmp_path, store, content):
    (tmp_path / "model.safetensors").symlink_to(minilm_folder / "model.safetensors")
    (tmp_path / "tokenizer.json").write_bytes(content)
    with pytest.raises(EmbedderUnavailable, match="tokenizer"):
        MiniLm(tmp_path, store)


def test_a_graph_that_the_runtime_does_not_take_is_an_error(
    minilm_folder, tmp_path, monkeypatch
):
    monkeypatch.setattr("evotr.embedding.graph.build_graph", lambda *_: b"no graph")
    with pytest.raises(EmbedderUnavailable):
        MiniLm(minilm_folder, module.Store(tmp_path))


ALONE = """
import sys

def forbid(event, _):
    if event.startswith("socket."):
        raise AssertionError(event)

sys.addaudithook(forbid)
from evotr.embedding import open_embedder
from evotr.settings import load_settings
heavy = {"numpy", "onnxruntime"} & sys.modules.keys()
vectors = open_embedder(load_settings()).encode(["merhaba", ""])
slow = {"onnx", "torch", "transformers", "sentence_transformers", "sklearn"}
print(sorted(heavy), vectors.shape, sorted(slow & sys.modules.keys()))
"""


def alone(env=os.environ):
    done = run_code(ALONE, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def test_a_start_loads_only_the_runtime_and_opens_no_connection():
    assert alone() == "[] (2, 384) ['onnx']"  # the first one writes the graph
    assert alone() == "[] (2, 384) []"


def test_the_runtime_does_not_number_the_device_for_its_makers(tmp_path):
    """It did as soon as it was imported, and asked for their server: its telemetry."""
    user = tmp_path / "user"
    user.mkdir()
    env = {**os.environ, "HOME": str(user), "EVOTR_HOME": str(tmp_path / "evotr")}
    for name in ("ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        env.pop(name, None)
    alone(env)
    assert not list(user.rglob("*"))
