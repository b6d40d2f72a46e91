"""What a version's card and config may say, and what is refused by its key."""

import json
from datetime import UTC, datetime

import pytest

from evotr.errors import AdapterDamaged, AdapterMismatch, AdapterUnsupported
from evotr.experts.verify import verify_version
from tests.fakes.versions import CARD, CONFIG, edit


def test_a_config_that_was_changed_since_is_refused(version, refused):
    config = json.loads((version / CONFIG).read_text())
    config["lora_parameters"]["scale"] *= 10
    (version / CONFIG).write_text(json.dumps(config))
    refused(version, AdapterDamaged, f"{CONFIG}: sha256")


def test_a_card_of_old_says_nothing_of_the_config(version, roots, base):
    edit(version / CARD, config_sha256=None)
    assert verify_version(version, roots.own, base).config_sha256 is None
    config = json.loads((version / CONFIG).read_text())
    (version / CONFIG).write_text(json.dumps(config, indent=1))
    verify_version(version, roots.own, base)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"flavour": "mint"}, "flavour"),
        ({"path": "/etc"}, "path"),
        ({"sha256": None}, "sha256"),
        ({"sha256": "xyz"}, "sha256"),
        ({"method": "qlora"}, "method"),
        ({"method": ["lora"]}, "method"),
        ({"activation": "sometimes"}, "activation"),
        ({"rank": 0}, "rank"),
        ({"rank": True}, "rank"),
        ({"created_at": "yesterday"}, "created_at"),
        ({"status": "glorious"}, "status"),
        ({"seed": "1"}, "seed"),
        ({"scores": {"own": float("nan")}}, "scores"),
        ({"scores": {"own": "good"}}, "scores"),
        ({"scores": {"own": 10**400}}, "scores"),
        ({"created_at": datetime(9999, 12, 31, 23, tzinfo=UTC)}, "created_at"),
        ({"created_at": datetime(1, 1, 1, tzinfo=UTC)}, "created_at"),
        ({"data": 3}, "data"),
    ],
)
def test_a_card_that_says_what_cannot_be(version, refused, changes, reason):
    edit(version / CARD, **changes)
    refused(version, AdapterDamaged, f"{CARD}: {reason}")


@pytest.mark.parametrize("content", [b"", b"= 1", b"\xff", b"[" * 10_000])
def test_a_card_that_is_no_card(version, roots, base, content):
    (version / CARD).write_bytes(content)
    with pytest.raises(AdapterDamaged) as caught:
        verify_version(version, roots.own, base)
    assert caught.value.values["reason"].startswith(CARD)


@pytest.mark.parametrize(
    ("changes", "kind", "reason"),
    [
        ({"fine_tune_type": "full"}, AdapterUnsupported, "fine_tune_type = 'full'"),
        ({"fine_tune_type": []}, AdapterUnsupported, "fine_tune_type = []"),
        ({"fine_tune_type": "dora"}, AdapterMismatch, f"method dora ≠ lora ({CARD})"),
        ({"lora_parameters": 3}, AdapterDamaged, f"{CONFIG}: lora_parameters"),
        ({"num_layers": "2"}, AdapterDamaged, f"{CONFIG}: num_layers"),
        (
            {"lora_parameters__scale": None},
            AdapterDamaged,
            f"{CONFIG}: lora_parameters.scale",
        ),
        (
            {"lora_parameters__scale": float("nan")},
            AdapterDamaged,
            f"{CONFIG}: lora_parameters.scale",
        ),
        (
            {"lora_parameters__scale": 10**400},
            AdapterDamaged,
            f"{CONFIG}: lora_parameters.scale",
        ),
        (
            {"lora_parameters__keys": "q_proj"},
            AdapterDamaged,
            f"{CONFIG}: lora_parameters.keys",
        ),
        (
            {"lora_parameters__keys": ["q_proj"]},
            AdapterMismatch,
            f"{CONFIG}: lora_parameters.keys",
        ),
    ],
)
def test_a_config_that_says_what_cannot_be(version, refused, changes, kind, reason):
    edit(version / CONFIG, **changes)
    refused(version, kind, reason)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_a_config_that_is_none(version, refused, content):
    (version / CONFIG).write_bytes(content)
    refused(version, AdapterDamaged, CONFIG)
