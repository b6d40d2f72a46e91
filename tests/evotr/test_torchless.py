"""In processes of their own: what a process has imported, it has for good."""

import json

import numpy as np
import pytest

from evotr.experts.base import read_base
from evotr.inference.loading import reply_header
from evotr.paths import BUNDLED_MODEL
from tests.fakes.own_process import run_code
from tests.fakes.sentence_folder import build_sentence_folder
from tests.fakes.tensors import write_tensors

HIDDEN = """
import sys
from importlib.metadata import version
from importlib.util import find_spec
from evotr.torchless import hide_torch
assert find_spec("torch") is not None
hide_torch()
hide_torch()
assert find_spec("torch") is None
assert find_spec("numpy") is not None
assert version("torch")
try:
    import torch
except ModuleNotFoundError as error:
    assert error.name == "torch"
assert "torch" not in sys.modules  # where scipy would look
from transformers import AutoTokenizer
from transformers.utils import is_torch_available
assert not is_torch_available()
"""

TOO_LATE = """
import sys
import transformers
from evotr.torchless import hide_torch
before = list(sys.meta_path)
hide_torch()
assert sys.meta_path == before
from transformers.utils import is_torch_available
assert is_torch_available()
"""

ASK = """
import sys
from evotr.cli.main import main
try:
    main(["ask", *sys.argv[1:]])
except SystemExit as end:
    assert not end.code, end.code
heavy = {"torch", "sentence_transformers", "sklearn", "scipy", "chromadb"}
print(sorted(heavy & sys.modules.keys()), file=sys.stderr)
assert {"mlx_lm", "onnxruntime"} <= sys.modules.keys()
"""

IMPORT = """
import sys
from evotr.cli.main import main
try:
    main(["experts", "import", "history", sys.argv[1], "--json"])
except SystemExit as end:
    assert not end.code, end.code
assert "transformers" in sys.modules and "torch" not in sys.modules
"""

LATER = """
import sys
from evotr.app import open_assistant
from evotr.embedding import open_embedder
from evotr.settings import load_settings
with open_assistant(load_settings()) as assistant:
    *_, end = assistant.send("Merhaba")
    assert end.reason == "stop", end
    assert "mlx_lm" in sys.modules and "sentence_transformers" not in sys.modules
    assert open_embedder(load_settings()).encode(["merhaba"]).any()
"""

TOGETHER = """
import sys
from importlib.machinery import PathFinder
from evotr.app import open_assistant
from evotr.settings import load_settings
from evotr.torchless import TRANSFORMERS
loose = []

class Watch(PathFinder):
    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        if fullname.partition(".")[0] == "transformers" and not TRANSFORMERS.locked():
            loose.append(fullname)
        return None

sys.meta_path.insert(0, Watch)
with open_assistant(load_settings()) as assistant:
    assistant.preload()
    *_, end = assistant.send("Merhaba")
    assert end.reason == "stop", end
    assert assistant.tried["embedder"].result(200) is None
assert {"mlx_lm", "sentence_transformers"} <= sys.modules.keys()
assert not loose, loose
"""


def run(code, *arguments, **env):
    done = run_code(code, *arguments, **env)
    assert done.returncode == 0, done.stderr
    return done


def test_a_process_without_it_finds_all_else():
    assert run(HIDDEN).stderr == ""


def test_where_transformers_counts_on_it_it_stays():
    run(TOO_LATE)


@pytest.mark.parametrize("question", ["Merhaba, nasılsın?", "Hello, how are you?"])
def test_an_answer_takes_no_pytorch_and_nothing_that_only_a_correction_needs(
    question, home
):
    done = run(ASK, question)
    assert done.stdout.strip()
    assert done.stderr == "[]\n"
    assert not (home / "cache" / "router" / "ground.npz").exists()


@pytest.fixture
def activated(tmp_path):
    """An activated LoRA of PEFT for evotr-mini: when it acts, its tokenizer tells."""
    folder = tmp_path / "peft"
    folder.mkdir()
    base = read_base(BUNDLED_MODEL)
    name, linear = next(iter(base.linears.items()))
    tokens = list(reply_header(BUNDLED_MODEL))
    config = {"peft_type": "LORA", "r": 2, "lora_alpha": 4}
    config["alora_invocation_tokens"] = tokens
    (folder / "adapter_config.json").write_text(json.dumps(config))
    sides = {"A": (2, linear.inputs), "B": (linear.outputs, 2)}
    tensors = {
        f"base_model.model.{name}.lora_{side}.weight": np.ones(shape, np.float32)
        for side, shape in sides.items()
    }
    write_tensors(folder / "adapter_model.safetensors", tensors)
    return folder


@pytest.mark.parametrize("embedder", ["auto", "bge-m3"])
def test_an_import_takes_no_pytorch_whatever_embeds(home, activated, embedder):
    done = run(IMPORT, activated, EVOTR_EMBEDDER=embedder, EVOTR_HOME=str(home))
    (version,) = json.loads(done.stdout)["versions"]
    assert version["card"]["activation"] == "reply"


def test_where_a_model_runs_on_it_it_is_there_also_behind_an_answer(tmp_path):
    folder = build_sentence_folder(tmp_path / "own")
    # Nobody is routed, and nothing recalled: all this would embed, too.
    settings = {"EVOTR_EXPERT": "general", "EVOTR_MEMORY": "false"}
    run(LATER, EVOTR_EMBEDDER=str(folder), **settings)


def test_what_transformers_loads_is_loaded_one_after_the_other(tmp_path, home):
    folder = build_sentence_folder(tmp_path / "own")
    run(TOGETHER, EVOTR_EMBEDDER=str(folder), EVOTR_HOME=str(home))
