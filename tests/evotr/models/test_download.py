import os
import shutil
import subprocess
import sys

import pytest
from filelock import FileLock

from evotr.errors import (
    ChecksumMismatch,
    HubError,
    HubUnauthorized,
    HubUnreachable,
    ModelBundled,
    ModelDamaged,
    ModelNameWrong,
    ModelNotFound,
    ModelUnsupported,
    PullRunning,
    TokenizerMissing,
)
from evotr.models import ModelLibrary
from evotr.models.download import DownloadProgress, pull
from evotr.models.hub import HubAccess
from evotr.models.staging import staging_folder
from evotr.paths import PROGRAM
from tests.fakes.hub import COMMIT, MODEL
from tests.fakes.model_files import safetensors

WEIGHTS = "model.safetensors"
OLD, NEW = "hf_old", "hf_new"


def got(access, models, **options):
    return pull(MODEL, models, access, reserve_bytes=0, **options)


def weights_requests(hub):
    """The ranges in which the weights were asked for, at the CDN."""
    return [r.headers["Range"] for r in hub.requests if r.cdn]


def part_of(models):
    (part,) = staging_folder(models, MODEL).glob(f"{WEIGHTS}.*.part")
    return part


def installed(models):
    return [i.id for i in ModelLibrary(models, models / "none").installed()[1:]]


def test_a_model_arrives_whole_and_is_in_the_library(hub, access, models):
    info = got(access, models)
    assert info.id == MODEL
    assert info.problem is None
    assert (info.license, info.base) == ("mit", "org/base")
    for name, content in hub.files.items():
        assert (info.path / name).read_bytes() == content
        assert hub.served[name] == len(content)
    assert installed(models) == [MODEL]
    assert not staging_folder(models, MODEL).exists()


def test_every_request_asks_for_the_listed_commit(hub, access, models):
    got(access, models, revision="v1.0")
    listing, *files = [request.path for request in hub.requests if not request.cdn]
    assert listing == f"/api/models/{MODEL}/revision/v1.0"
    assert all(path.startswith(f"/{MODEL}/resolve/{COMMIT}/") for path in files)
    packings = {r.headers["Accept-Encoding"] for r in hub.requests[1:]}
    assert packings == {"identity"}


def test_progress_counts_all_bytes_of_all_files(hub, access, models):
    seen = []
    got(access, models, on_progress=seen.append)
    total = sum(len(content) for content in hub.files.values())
    assert {progress.total for progress in seen} == {total}
    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert done[-1] == total
    assert isinstance(seen[0], DownloadProgress)
    assert seen[0].file == "config.json"


def test_a_cut_connection_is_taken_up_where_it_broke(hub, access, models):
    hub.faults.cut[WEIGHTS] = 10_000
    got(access, models)
    assert hub.served[WEIGHTS] == len(hub.files[WEIGHTS])
    assert weights_requests(hub) == [None, "bytes=10000-"]


def test_many_cuts_are_survived_while_bytes_arrive(hub, access, models):
    hub.faults.cut[WEIGHTS] = step = 4000
    small = sum(len(c) for name, c in hub.files.items() if name != WEIGHTS)

    def cut_again(progress):
        if progress.file == WEIGHTS:
            hub.faults.cut[WEIGHTS] = progress.done - small + step

    got(access, models, on_progress=cut_again)
    assert len(weights_requests(hub)) > 3 * access.retries
    assert hub.served[WEIGHTS] == len(hub.files[WEIGHTS])


def test_each_pull_goes_on_from_the_last(hub, models):
    whole = len(hub.files[WEIGHTS])
    access = HubAccess(hub.endpoint, retries=0, wait_s=0)
    for cut in range(4000, whole, 4000):
        hub.faults.cut[WEIGHTS] = cut
        with pytest.raises(HubUnreachable):
            got(access, models)
        assert part_of(models).stat().st_size == cut
    got(access, models)
    assert hub.served[WEIGHTS] == whole


def test_a_connection_that_always_breaks_ends_the_pull_and_keeps_the_part(
    hub, access, models
):
    hub.faults.cut_always[WEIGHTS] = 10_000
    with pytest.raises(HubUnreachable):
        got(access, models)
    assert len(weights_requests(hub)) == 1 + access.retries
    assert part_of(models).stat().st_size == 10_000
    assert installed(models) == []
    hub.faults.cut_always.clear()
    got(access, models)
    assert hub.served[WEIGHTS] == len(hub.files[WEIGHTS])
    assert hub.served["config.json"] == len(hub.files["config.json"])


def test_a_server_without_ranges_sends_the_file_anew(hub, access, models):
    hub.faults.cut[WEIGHTS] = 10_000
    hub.faults.ignore_range = True
    info = got(access, models)
    assert (info.path / WEIGHTS).read_bytes() == hub.files[WEIGHTS]
    assert hub.served[WEIGHTS] == 10_000 + len(hub.files[WEIGHTS])


def test_the_hub_is_asked_again_when_a_file_is_refused_for_a_while(hub, access, models):
    def trouble(progress):
        if progress.done == len(hub.files["config.json"]):
            hub.faults.failures = 1

    assert got(access, models, on_progress=trouble).problem is None
    assert hub.faults.failures == 0


def test_what_the_watcher_raises_ends_the_pull_and_keeps_the_part(hub, access, models):
    hub.files[WEIGHTS] = safetensors({"w": ("F32", (500_000,))})

    def leave(progress):
        if progress.file == WEIGHTS:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        got(access, models, on_progress=leave)
    kept = part_of(models).stat().st_size
    assert 0 < kept < len(hub.files[WEIGHTS])
    got(access, models)
    assert weights_requests(hub)[1] == f"bytes={kept}-"


def test_a_watcher_that_is_gone_is_not_the_disks_fault(access, models):
    def gone(_progress):
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        got(access, models, on_progress=gone)


CHILD = """
import sys
from pathlib import Path
from evotr.models.download import pull
from evotr.models.hub import HubAccess

def tell(progress):
    print(progress.file, progress.done, flush=True)

pull(sys.argv[1], Path(sys.argv[2]), HubAccess(sys.argv[3]), on_progress=tell,
     reserve_bytes=0)
"""


# The smaller one fits a write buffer, where a kill would lose it.
@pytest.mark.parametrize("received", [5_000, 1_500_000])
def test_a_killed_process_loses_no_byte(hub, access, models, received):
    hub.files[WEIGHTS] = safetensors({"w": ("F32", (500_000,))})
    hub.faults.stall[WEIGHTS] = received
    small = sum(len(c) for name, c in hub.files.items() if name != WEIGHTS)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, MODEL, str(models), hub.endpoint],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(PROGRAM)},
    )
    with child:
        for line in child.stdout:
            if line.split() == [WEIGHTS, str(small + received)]:
                break
        child.kill()
    assert child.returncode == -9
    assert part_of(models).stat().st_size == received
    hub.faults.stall.clear()
    info = got(access, models)
    assert info.problem is None
    assert weights_requests(hub) == [None, f"bytes={received}-"]
    assert (info.path / WEIGHTS).read_bytes() == hub.files[WEIGHTS]


@pytest.mark.parametrize("name", [WEIGHTS, "tokenizer.json"])
def test_a_wrong_file_is_thrown_away_and_fetched_again(hub, access, models, name):
    hub.faults.corrupt.add(name)
    with pytest.raises(ChecksumMismatch) as caught:
        got(access, models)
    assert caught.value.values == {"file": name, "model": MODEL}
    assert not list(staging_folder(models, MODEL).glob(f"{name}*"))
    assert installed(models) == []
    hub.faults.corrupt.clear()
    assert got(access, models).problem is None


def test_a_part_that_is_wrong_or_too_long_does_not_survive(hub, access, models):
    hub.faults.cut_always[WEIGHTS] = 10_000
    with pytest.raises(HubUnreachable):
        got(access, models)
    hub.faults.cut_always.clear()
    part_of(models).write_bytes(b"x" * 10_000)
    with pytest.raises(ChecksumMismatch):
        got(access, models)
    hub.served.clear()
    assert got(access, models).problem is None
    assert hub.served[WEIGHTS] == len(hub.files[WEIGHTS])
    hub.faults.cut_always[WEIGHTS] = 10_000
    shutil.rmtree(models)
    with pytest.raises(HubUnreachable):
        got(access, models)
    hub.faults.cut_always.clear()
    part_of(models).write_bytes(b"x" * 10_000_000)
    assert got(access, models).problem is None


def test_more_bytes_than_announced_are_not_swallowed(hub, access, models):
    hub.files[WEIGHTS] = safetensors({"w": ("F32", (5_000_000,))})
    hub.faults.announced[WEIGHTS] = 1000
    with pytest.raises(ChecksumMismatch):
        got(access, models)
    assert hub.served[WEIGHTS] < len(hub.files[WEIGHTS])


def test_a_new_version_is_not_spliced_onto_the_old(hub, access, models):
    hub.faults.cut_always[WEIGHTS] = 10_000
    with pytest.raises(HubUnreachable):
        got(access, models)
    hub.faults.cut_always.clear()
    hub.files[WEIGHTS] = safetensors({"w": ("F32", (9000,))})
    del hub.files["tokenizer_config.json"]
    info = got(access, models)
    assert (info.path / WEIGHTS).read_bytes() == hub.files[WEIGHTS]
    assert weights_requests(hub)[-1] is None
    assert {f.name for f in info.path.iterdir()} == {*hub.files, ".evotr.json"}


def test_pulling_again_fetches_only_what_is_damaged(hub, access, models):
    info = got(access, models)
    (info.path / "tokenizer.json").write_bytes(b"{")
    hub.served.clear()
    assert got(access, models).problem is None
    assert dict(hub.served) == {"tokenizer.json": len(hub.files["tokenizer.json"])}
    hub.served.clear()
    got(access, models)
    assert dict(hub.served) == {}
    assert {entry.suffix for entry in (models / ".staging").iterdir()} == {".lock"}


def test_damage_that_keeps_the_size_is_found_too(hub, access, models):
    info = got(access, models)
    (info.path / WEIGHTS).write_bytes(b"x" * len(hub.files[WEIGHTS]))
    info = got(access, models)
    assert (info.path / WEIGHTS).read_bytes() == hub.files[WEIGHTS]


def test_a_file_that_vanished_from_the_hub_meanwhile(hub, access, models):
    def lose(progress):
        if progress.file == "config.json":
            hub.files.pop("tokenizer_config.json", None)

    with pytest.raises(ModelNotFound):
        got(access, models, on_progress=lose)


def test_a_token_that_expires_midway(hub, models):
    hub.private_token = OLD

    def expire(_progress):
        hub.private_token = NEW

    access = HubAccess(hub.endpoint, token=OLD, wait_s=0)
    with pytest.raises(HubUnauthorized):
        got(access, models, on_progress=expire)


def test_the_token_stays_with_the_hub(hub, models):
    access = HubAccess(hub.endpoint, token=OLD)
    got(access, models)
    sent = {(r.cdn, r.headers["Authorization"]) for r in hub.requests}
    assert sent == {(False, f"Bearer {OLD}"), (True, None)}


def test_an_architecture_that_cannot_run_costs_no_download(hub, access, models):
    hub.files["config.json"] = b'{"model_type": "bert"}'
    with pytest.raises(ModelUnsupported) as caught:
        got(access, models)
    assert caught.value.values["architecture"] == "bert"
    assert set(hub.served) == {"config.json"}
    assert not staging_folder(models, MODEL).exists()


def test_a_config_of_nonsense_costs_no_download(hub, access, models):
    hub.files["config.json"] = b'{"model_type": "qwen2", "hidden_size": "x"}'
    with pytest.raises(ModelDamaged) as caught:
        got(access, models)
    assert caught.value.values["reason"] == "config.json: hidden_size"
    assert set(hub.served) == {"config.json"}
    assert not staging_folder(models, MODEL).exists()


def test_a_kill_between_the_last_two_renames_costs_nothing(hub, access, models):
    final = got(access, models).path
    staging = staging_folder(models, MODEL)
    # The old model is out of the library, the new one is not yet in it.
    shutil.copytree(final, staging)
    final.rename(staging.with_name(f"{staging.name}.removed"))
    assert installed(models) == []
    hub.served.clear()
    assert got(access, models).problem is None
    assert sum(hub.served.values()) == 0
    assert [entry.name for entry in staging.parent.iterdir()] == [
        f"{staging.name}.lock"
    ]


def test_announced_files_that_make_no_model_are_named(hub, access, models):
    hub.files[WEIGHTS] = b"no weights"
    with pytest.raises(ModelDamaged):
        got(access, models)
    hub.files[WEIGHTS] = safetensors({"w": ("F32", (9,))})
    del hub.files["tokenizer.json"]
    with pytest.raises(TokenizerMissing):
        got(access, models)
    assert installed(models) == []


def test_a_server_error_while_a_file_comes(hub, access, models):
    def fail(_progress):
        hub.faults.status = (500, "")

    with pytest.raises(HubError) as caught:
        got(access, models, on_progress=fail)
    assert caught.value.values["status"] == 500


def test_two_pulls_of_one_model_do_not_meet(access, models):
    staging = staging_folder(models, MODEL)
    staging.parent.mkdir(parents=True)
    with (
        FileLock(staging.with_name(f"{staging.name}.lock")),
        pytest.raises(PullRunning),
    ):
        got(access, models)
    assert got(access, models).problem is None


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("evotr-mini", ModelBundled),
        *((name, ModelNameWrong) for name in ("../../etc", "foo", "a/b/c", "")),
    ],
)
def test_what_is_no_id_is_not_even_asked_for(hub, access, models, name, error):
    with pytest.raises(error):
        pull(name, models, access)
    assert hub.requests == []
