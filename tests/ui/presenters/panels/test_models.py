"""The models and a download, without a widget."""

import pytest

from evotr.errors import ModelNotFound
from evotr.paths import Paths
from evotr.settings import write_setting
from tests.fakes.hub import MODEL, FakeHub
from tests.fakes.model_files import tiny_model


@pytest.fixture
def hub(monkeypatch):
    with FakeHub(tiny_model()) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        yield hub


@pytest.fixture
def models(qtbot, panels):
    with qtbot.waitSignal(panels.opened, timeout=10_000):
        panels.open()
    return panels.models


def listed(qtbot, models, ask):
    with qtbot.waitSignal(models.changed, timeout=20_000) as told:
        ask()
    return told.args[0]


@pytest.mark.parametrize(("language", "grouped"), [("tr", "1.024"), ("en", "1,024")])
def test_numbers_are_grouped_as_the_language_has_it(qtbot, models, grouped):
    (row,) = listed(qtbot, models, models.refresh)
    assert row.cells[4] == grouped


def test_the_bundled_one_is_chosen_and_stays(qtbot, models, texts):
    (row,) = listed(qtbot, models, models.refresh)
    assert (row.in_use, row.removable, row.usable) == (True, False, False)
    assert row.cells[1].endswith("MB")
    assert texts("panels.fit_fits") in row.cells[-1]


@pytest.mark.parametrize(
    ("language", "words"), [("tr", "seçili · bulunamadı"), ("en", "chosen · not found")]
)
def test_a_chosen_one_that_is_gone_is_told(qtbot, models, home, words):
    write_setting(Paths(home), "base_model_path", "org/gone")
    bundled, gone = listed(qtbot, models, models.refresh)
    assert gone.cells == ("org/gone", "?", "?", "?", "?", words)
    assert (gone.in_use, gone.removable, gone.usable) == (True, False, False)
    assert bundled.usable


@pytest.mark.usefixtures("hub")
def test_a_model_is_pulled_with_its_progress_and_the_machine_stays_awake(
    qtbot, panels, models, platform, texts
):
    said, told = [], []
    models.pulling.connect(said.append)
    panels.told.connect(told.append)
    rows = listed(qtbot, models, lambda: models.pull(f" {MODEL} "))
    assert [row.id for row in rows][1:] == [MODEL]
    assert said[0] == texts("panels.asking_hub", model=MODEL)
    assert any("100%" in line for line in said)
    assert said[-1] == ""
    assert told == [texts("panels.pulled", model=MODEL)]
    assert platform.awake == [MODEL, "over"]
    rows = listed(qtbot, models, lambda: models.use(MODEL))
    assert [row.in_use for row in rows] == [False, True]
    rows = listed(qtbot, models, lambda: models.use(rows[0].id))
    rows = listed(qtbot, models, lambda: models.remove(MODEL))
    assert len(rows) == 1


@pytest.mark.usefixtures("hub")
def test_a_pull_is_stopped(qtbot, panels, models, texts):
    told = []
    panels.told.connect(told.append)

    def begin():
        models.pull(MODEL)
        models.stop()

    assert len(listed(qtbot, models, begin)) == 1
    assert told == [texts("panels.pull_stopped", model=MODEL)]


@pytest.mark.usefixtures("hub")
def test_what_the_hub_has_not_is_told(qtbot, panels, models, texts):
    with qtbot.waitSignal(panels.troubled, timeout=20_000) as told:
        models.pull("org/none")
    assert texts.error(*told.args) == texts.error(ModelNotFound(model="org/none"))


def test_one_download_at_a_time_and_none_without_a_name(models, platform):
    models.pull("  ")
    assert not models.runner.running
    assert platform.awake == []
