"""What becomes of a finished run."""

import dataclasses
import shutil

import pytest

from evotr.night.events import TrainingResult
from evotr.night.expert import keep_version
from evotr.night.plan import ADAPTER
from tests.fakes.adapters import build_adapter
from tests.fakes.experts import CARDS, registry


@pytest.fixture
def experts(tmp_path, tiny_base):
    return registry(tmp_path, tiny_base, tr_chat=CARDS["tr_chat"])


@pytest.fixture
def finished(tmp_path, tiny_base):
    """The folder of a run that has ended."""
    build_adapter(tmp_path / "run" / ADAPTER, tiny_base)
    return tmp_path / "run"


def result(best=None, base=None, **compared):
    return TrainingResult(
        step=2,
        best_step=2,
        best_loss=best,
        base_loss=base,
        last_loss=best,
        compared=compared,
    )


def names(experts):
    return [stored.name for stored in experts.versions("tr_chat")]


@pytest.fixture
def of_expert(plan):
    return dataclasses.replace(plan, expert="tr_chat")


def test_what_was_not_measured_is_kept_and_does_not_serve(experts, finished, of_expert):
    kept = keep_version(experts, finished, of_expert, result(), use=True)
    assert (kept.better, kept.used, kept.version.scores) == (False, False, {})
    assert experts.active("tr_chat") == "base"
    assert not finished.exists()


@pytest.mark.parametrize(
    ("losses", "better"),
    [((1.0, 2.0), True), ((2.0, 1.0), False), ((0.0, 1.0), True)],
)
def test_the_better_one_serves(experts, finished, of_expert, losses, better):
    kept = keep_version(experts, finished, of_expert, result(*losses), use=True)
    assert kept.used == better
    assert experts.active("tr_chat") == ("0001" if better else "base")


def test_a_kill_before_the_runs_folder_was_gone_keeps_it_once(
    experts, finished, of_expert, tmp_path
):
    shutil.copytree(finished, tmp_path / "again")
    ended = result(1.0, 2.0, served=1.5)
    first = keep_version(experts, finished, of_expert, ended, use=False)
    again = keep_version(experts, tmp_path / "again", of_expert, ended, use=True)
    assert (again.version.version, again.used) == (first.version.version, True)
    assert names(experts) == ["0001"]
    assert not (tmp_path / "again").exists()
