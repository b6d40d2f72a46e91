"""What ``python -m ui`` puts together."""

from evotr.settings import load_settings
from ui.program import Program


def test_a_language_that_was_chosen_is_kept_and_spoken(monkeypatch, home):
    monkeypatch.delenv("EVOTR_LANGUAGE")
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    program = Program()
    assert program.choose_language("tr").ui_language == "tr"
    assert program.settings.ui_language == "tr"
    assert load_settings({"evotr_home": home}).language == "tr"


def test_where_it_cannot_be_kept_it_is_spoken_all_the_same(home):
    home.write_text("no folder")
    program = Program()
    assert program.choose_language("tr").ui_language == "tr"
