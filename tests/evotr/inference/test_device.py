import ctypes

import mlx.core as mx

from evotr.inference import device


def test_the_machine_is_described_in_plain_values():
    info = device.device_info()
    assert info.kind in {"cpu", "gpu"}
    assert info.mlx_version == mx.__version__
    assert info.memory_bytes > 2**28
    assert info.blas in {"openblas", "reference", "accelerate"}


def test_without_openblas_nothing_breaks(monkeypatch):
    def missing(name: str, mode: int) -> None:
        raise OSError(name, mode)

    monkeypatch.setattr(device.sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", missing)
    assert device.load_blas() == "reference"


def test_a_mac_brings_its_own(monkeypatch):
    monkeypatch.setattr(device.sys, "platform", "darwin")
    assert device.load_blas() == "accelerate"
