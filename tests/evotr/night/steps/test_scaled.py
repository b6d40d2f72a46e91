import json

import pytest

from evotr.errors import FolderNotWritable
from evotr.night.steps.scaled import at_scale


@pytest.fixture
def adapter(tmp_path):
    folder = tmp_path / "adapter"
    folder.mkdir()
    config = {"fine_tune_type": "lora", "lora_parameters": {"rank": 4, "scale": 2.0}}
    (folder / "adapter_config.json").write_text(json.dumps(config))
    (folder / "adapters.safetensors").write_bytes(b"weights")
    return folder


def test_a_scaled_copy_differs_in_its_scale_alone(adapter, tmp_path):
    copy = at_scale(adapter, 0.9, tmp_path / "copy")
    scaled = json.loads((copy / "adapter_config.json").read_text())
    assert scaled.pop("lora_parameters") == {"rank": 4, "scale": 1.8}
    assert scaled == {"fine_tune_type": "lora"}
    assert (copy / "adapters.safetensors").read_bytes() == b"weights"


def test_a_second_copy_takes_the_place_of_the_first(adapter, tmp_path):
    at_scale(adapter, 0.5, tmp_path / "copy")
    copy = at_scale(adapter, 0.7, tmp_path / "copy")
    config = json.loads((copy / "adapter_config.json").read_text())
    assert config["lora_parameters"]["scale"] == pytest.approx(1.4)


def test_a_place_that_is_no_folder_is_told(adapter, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderNotWritable):
        at_scale(adapter, 0.5, tmp_path / "file" / "copy")
