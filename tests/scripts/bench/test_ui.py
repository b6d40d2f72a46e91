"""The window's bench gives all its figures, and finds what has no name."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from scripts.bench import ui
from scripts.bench.ui_parts.access import controls, unnamed
from scripts.bench.ui_parts.stage import until

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")


def test_a_control_without_a_name_is_found(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    nameless, named = QPushButton(window), QPushButton("Gönder", window)
    for widget in (QLabel("metin", window), nameless, named):
        layout.addWidget(widget)
    window.show()
    assert len(list(controls(window))) == 2
    assert len(unnamed(window)) == 1
    nameless.setAccessibleName("Durdur")
    assert unnamed(window) == []


def test_what_never_comes_is_not_waited_for(qtbot, monkeypatch):
    monkeypatch.setattr("scripts.bench.ui_parts.stage._PATIENCE_S", 0.05)
    with pytest.raises(TimeoutError):
        until(lambda: qtbot is None)


def test_every_figure_is_measured(qapp, tmp_path, monkeypatch):
    assert qapp
    for name, small in (("_MESSAGES", 20), ("_TOKENS", 40), ("_KEYS", 3)):
        monkeypatch.setattr(ui, name, small)
    figures = ui.measure(tmp_path, seconds=0.2, starts=0)
    assert set(figures) == {
        "journal_1000_ms",
        "max_block_cpu_ms",
        "max_block_ms",
        "max_block_own_ms",
        "open_1000_cpu_ms",
        "open_1000_ms",
        "panel_ms",
        "render_share",
        "typing_ms",
        "unnamed_controls",
    }
    assert figures["unnamed_controls"] == 0
    assert 0 < figures["render_share"] < 1
    assert all(value > 0 for name, value in figures.items() if "_ms" in name)
