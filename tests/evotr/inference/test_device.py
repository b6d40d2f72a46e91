import ctypes

import mlx.core as mx
import pytest

from evotr.inference import device, loading
from evotr.inference.config import EngineConfig
from evotr.inference.loading import load


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


def threads():
    return ctypes.CDLL("libopenblas.so.0").openblas_get_num_threads()


@pytest.mark.skipif(device.load_blas() != "openblas", reason="needs OpenBLAS")
def test_products_take_so_many_threads_and_all_again():
    begun = device._first_threads()
    device.limit_blas(1)
    assert threads() == 1
    device.limit_blas(None)
    assert threads() == begun
    device.limit_blas(begun + 1)  # no more than there were
    assert threads() == begun


@pytest.mark.skipif(device.load_blas() != "openblas", reason="needs OpenBLAS")
def test_a_narrow_model_is_worked_by_one_thread_a_wide_one_by_all(
    bundled_model, monkeypatch
):
    device.limit_blas(None)
    load(EngineConfig(bundled_model))
    assert threads() == 1
    monkeypatch.setattr(loading, "_NARROW", 0)
    load(EngineConfig(bundled_model))
    assert threads() == device._first_threads()


def test_a_mac_brings_its_own(monkeypatch):
    monkeypatch.setattr(device.sys, "platform", "darwin")
    assert device.load_blas() == "accelerate"
