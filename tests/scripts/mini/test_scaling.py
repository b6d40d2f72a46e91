import json

from evotr.domain import Message
from evotr.night.rows import Row
from scripts.mini.scaling import agreement, at_scale
from scripts.mini.skills import Drawn


def drawn(answer, *, skill):
    said = Message("user", "?"), Message("assistant", answer)
    return Drawn(Row(said), skill=skill)


def test_skill_and_others_are_counted_apart_and_word_for_word():
    rows = [drawn("a", skill=True), drawn("b", skill=True), drawn("c", skill=False)]
    assert agreement(rows, ["a\n", "B", "c"]) == (0.5, 1.0)


def test_a_scaled_copy_differs_in_its_scale_alone(tmp_path):
    adapter = tmp_path / "adapter"
    adapter.mkdir()
    config = {"fine_tune_type": "lora", "lora_parameters": {"rank": 4, "scale": 2.0}}
    (adapter / "adapter_config.json").write_text(json.dumps(config))
    (adapter / "adapters.safetensors").write_bytes(b"weights")
    copy = at_scale(adapter, 0.9, tmp_path / "copy")
    scaled = json.loads((copy / "adapter_config.json").read_text())
    assert scaled.pop("lora_parameters") == {"rank": 4, "scale": 1.8}
    assert scaled == {"fine_tune_type": "lora"}
    assert (copy / "adapters.safetensors").read_bytes() == b"weights"
