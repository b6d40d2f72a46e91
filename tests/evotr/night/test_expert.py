"""What becomes of a finished run."""

import dataclasses
import shutil

import pytest

from evotr.domain import Adapter
from evotr.experts import Provenance
from evotr.night.events import TrainingResult
from evotr.night.expert import SERVED, against_served, keep_version
from evotr.night.plan import ADAPTER, read_plan, write_plan
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
    shutil.copytree(finished, tmp_path / "serving")
    first = keep_version(experts, finished, of_expert, result(1.0, 2.0), use=False)
    again = keep_version(
        experts, tmp_path / "again", of_expert, result(1.0, 2.0), use=True
    )
    assert (again.version.version, again.used) == (first.version.version, True)
    # Also where it serves already: it is not measured against itself.
    itself = result(1.0, 2.0, served=1.0)
    last = keep_version(experts, tmp_path / "serving", of_expert, itself, use=True)
    assert (last.version.version, last.better, last.used) == ("0001", True, True)
    assert names(experts) == ["0001"]
    assert not (tmp_path / "again").exists()


def test_it_is_measured_against_what_serves_when_it_ends(
    experts, finished, of_expert, tiny_base, tmp_path
):
    chosen = build_adapter(tmp_path / "chosen", tiny_base, seed=7)
    experts.add("tr_chat", chosen, Provenance(activation="always"))
    write_plan(finished, of_expert)  # made while the base alone served
    experts.use("tr_chat", "0001")
    better_than_base = result(1.0, 2.0)
    assert (
        keep_version(experts, finished, of_expert, better_than_base, use=True) is None
    )
    assert (experts.active("tr_chat"), names(experts)) == ("0001", ["0001"])

    now = against_served(experts, finished)
    (rival,) = now.compare
    assert (rival.key, rival.path.name, rival.activation) == (SERVED, "0001", "always")
    assert read_plan(finished) == now
    worse = result(1.0, 2.0, served=0.5)
    kept = keep_version(experts, finished, now, worse, use=True)
    assert (kept.better, kept.used) == (False, False)
    assert experts.active("tr_chat") == "0001"


def test_a_choice_between_looking_and_serving_is_not_overruled(
    experts, tiny_base, tmp_path
):
    for seed in (1, 2):
        made = build_adapter(tmp_path / str(seed), tiny_base, seed=seed)
        experts.add("tr_chat", made, Provenance(activation="reply"))
    over = experts.serve("tr_chat").version
    experts.use("tr_chat", "0001")
    assert not experts.promote("tr_chat", "0002", over)
    assert experts.active("tr_chat") == "0001"
    assert experts.promote("tr_chat", "0002", experts.serve("tr_chat").version)
    assert experts.active("tr_chat") == "0002"


def test_a_compared_version_that_is_gone_is_compared_no_more(
    experts, finished, of_expert, tmp_path
):
    gone = Adapter(SERVED, tmp_path / "gone")
    other = Adapter("other", tmp_path / "other")
    write_plan(finished, dataclasses.replace(of_expert, compare=(other, gone)))
    assert against_served(experts, finished).compare == (other,)


def test_the_same_rows_under_another_name_are_another_version(
    experts, finished, of_expert, tmp_path
):
    shutil.copytree(finished, tmp_path / "again")
    for folder, file in ((finished, "a.jsonl"), (tmp_path / "again", "b.jsonl")):
        plan = dataclasses.replace(of_expert, notes={"data": file})
        kept = keep_version(experts, folder, plan, result(1.0, 2.0), use=False)
        assert kept.version.data == file
    assert names(experts) == ["0001", "0002"]
