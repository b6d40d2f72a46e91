"""Every part of the experts' benchmark runs, and gives the figures it promises."""

import json
import math
import subprocess
import sys

import pytest

from evotr.paths import PROGRAM
from scripts.bench.expert_parts import PARTS, TINY, World
from tests.fakes.tiny_model import build_model

KEYS = {
    "switch": {"switch_ms", "switch_vs_reload"},
    "memory": {"bank_vs_adapter_bytes"},
    "decode": {
        "blend3_vs_single",
        "dora_vs_lora",
        "dora_vs_mlxlm_dora",
        "lora_vs_mlxlm_lora",
    },
    "base": {"base_slot_vs_base"},
    "mixed": {"mixed4_vs_same4", "mixed4_vs_serial"},
    "training": {
        "train_dora_peak_ratio",
        "train_dora_vs_mlxlm",
        "train_lora_peak_ratio",
        "train_lora_vs_mlxlm",
    },
    "history": {
        "switch_extra_prefill",
        "switch_ttft_ratio",
        "switch_ttft_ratio_mlxlm",
    },
}


@pytest.fixture
def world(tmp_path):
    small = build_model(tmp_path / "small")
    return World(tmp_path / "bench", TINY, small)


def test_every_part_has_its_keys_named_here():
    assert KEYS.keys() == PARTS.keys()


@pytest.mark.parametrize("name", sorted(KEYS))
def test_a_part_measures_what_it_promises(world, name):
    figures = PARTS[name](world)
    assert KEYS[name] <= figures.keys()
    assert all(math.isfinite(value) for value in figures.values())
    assert all(figures[key] >= 0 for key in KEYS[name])


def test_a_change_of_expert_reads_nothing_again(world):
    assert PARTS["history"](world)["switch_extra_prefill"] <= 1


def test_the_bank_holds_no_more_than_the_adapters_and_their_biases(world):
    figures = PARTS["memory"](world)
    assert figures["bank_vs_adapter_bytes"] <= 1.06  # biases weigh much at rank 2
    assert figures["bank_active_vs_adapter_bytes"] <= 1.06


def test_the_command_prints_one_object():
    command = [sys.executable, str(PROGRAM / "scripts" / "bench" / "experts.py")]
    done = subprocess.run(
        [*command, "--json", "--tiny", "--only", "memory"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert KEYS["memory"] <= json.loads(done.stdout).keys()
