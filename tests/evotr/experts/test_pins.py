"""Adapters that a setting pins by their folder."""

import shutil

import pytest

from evotr.errors import AdapterDamaged, AdapterMismatch, AdapterMissing
from evotr.experts.verify import verify_pin
from tests.fakes.versions import CARD, CONFIG, WEIGHTS, digest, edit


def test_a_pin_needs_no_card(adapters, base):
    pin = verify_pin(adapters["dora"], "tr_chat", base)
    assert (pin.expert, pin.version) == ("tr_chat", "pinned")
    assert (pin.method, pin.rank, pin.activation) == ("dora", 4, "always")
    assert pin.sha256 == digest(adapters["dora"])


def test_a_pin_may_say_when_it_acts(adapters, base, tmp_path):
    shutil.copytree(adapters["one"], tmp_path / "pin")
    edit(tmp_path / "pin" / CONFIG, activation="reply")
    assert verify_pin(tmp_path / "pin", "tr_chat", base).activation == "reply"
    edit(tmp_path / "pin" / CONFIG, activation="never")
    with pytest.raises(AdapterDamaged):
        verify_pin(tmp_path / "pin", "tr_chat", base)


def test_a_pinned_version_is_held_to_its_card(version, base):
    pin = verify_pin(version, "python_coder", base)
    assert (pin.expert, pin.version, pin.activation) == (
        "python_coder", "pinned", "reply",
    )  # fmt: skip
    edit(version / CARD, sha256="0" * 64)
    with pytest.raises(AdapterDamaged):
        verify_pin(version, "python_coder", base)
    edit(version / CARD, base="0" * 16)
    with pytest.raises(AdapterMismatch):
        verify_pin(version, "python_coder", base)


def test_a_pin_that_is_nowhere(tmp_path, base):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "file").touch()
    for name in ("none", "loop", "file"):
        with pytest.raises(AdapterMissing) as caught:
            verify_pin(tmp_path / name, "tr_chat", base)
        assert caught.value.values["path"] == tmp_path / name


def test_a_pin_may_be_a_link_but_not_lead_out(adapters, base, tmp_path):
    (tmp_path / "link").symlink_to(adapters["one"])
    assert verify_pin(tmp_path / "link", "tr_chat", base).rank == 4
    out = tmp_path / "out"
    shutil.copytree(adapters["one"], out)
    (out / WEIGHTS).unlink()
    (out / WEIGHTS).symlink_to(adapters["one"] / WEIGHTS)
    with pytest.raises(AdapterDamaged) as caught:
        verify_pin(out, "tr_chat", base)
    assert caught.value.values["reason"] == f"{WEIGHTS}: symlink"


def test_a_pin_serves_before_the_active_version(open_registry, add, registry, adapters):
    registry.use("tr_chat", add("one"))
    pinned = open_registry(pins={"tr_chat": adapters["two"]})
    assert pinned.serve("tr_chat").version.version == "pinned"
    assert pinned.serve("python_coder").version is None


def test_a_refused_pin_lets_the_active_serve(open_registry, add, registry, tmp_path):
    registry.use("tr_chat", add("one"))
    served = open_registry(pins={"tr_chat": tmp_path}).serve("tr_chat")
    assert served.version.version == "0001"
    assert [error.values["reason"] for error in served.refused] == [CONFIG]
