import importlib
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from evotr.router.libraries import settle

GATE = "import threading\nbegun, go_on = threading.Event(), threading.Event()\n"
HALF = "import torch_gate as g\ng.begun.set()\ng.go_on.wait(60)\nTensor = object\n"


def test_a_pytorch_that_another_thread_imports_is_waited_for(tmp_path, monkeypatch):
    (tmp_path / "torch_gate.py").write_text(GATE)
    (tmp_path / "torch.py").write_text(HALF)
    monkeypatch.syspath_prepend(tmp_path)
    gate = importlib.import_module("torch_gate")
    for name in ("torch", "torch_gate"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "torch_gate", gate)
    with ThreadPoolExecutor(1) as pool:
        importing = pool.submit(importlib.import_module, "torch")
        assert gate.begun.wait(60)
        assert not hasattr(sys.modules["torch"], "Tensor")
        timer = threading.Timer(0.05, gate.go_on.set)
        timer.start()
        settle()
        assert hasattr(sys.modules["torch"], "Tensor")
        importing.result(60)
        timer.join(60)
    monkeypatch.delitem(sys.modules, "torch")


def test_without_pytorch_there_is_nothing_to_wait_for(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    settle()
    assert sys.modules["torch"] is None
