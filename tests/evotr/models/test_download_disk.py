import os
import subprocess
import sys
from pathlib import Path

import pytest

from evotr.errors import DiskFull, FolderNotWritable
from evotr.models.download import pull
from evotr.models.staging import staging_folder
from tests.fakes.hub import MODEL
from tests.fakes.model_files import safetensors

WEIGHTS = "model.safetensors"


def test_a_model_that_cannot_fit_is_refused_before_anything_comes(hub, access, models):
    hub.faults.announced[WEIGHTS] = 10**15
    with pytest.raises(DiskFull) as caught:
        pull(MODEL, models, access, reserve_bytes=0)
    assert caught.value.values["needed"] == "1000.0 TB"
    assert set(hub.served) == set()


def test_the_reserve_is_kept_free(hub, access, models):
    with pytest.raises(DiskFull):
        pull(MODEL, models, access, reserve_bytes=10**15)
    assert set(hub.served) == set()


@pytest.fixture
def small_disk(tmp_path):
    """One megabyte of disk, mounted for this test."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a small disk")
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this system lets nobody mount a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)  # noqa: S607 — the system's


def test_a_disk_that_fills_up_midway(hub, access, small_disk: Path):
    hub.files[WEIGHTS] = safetensors({"w": ("F32", (200_000,))})
    models = small_disk / "models"
    ballast = small_disk / "ballast"

    def fill(progress):
        if progress.file == "config.json":
            ballast.write_bytes(b"x" * 500_000)

    with pytest.raises(DiskFull) as caught:
        pull(MODEL, models, access, reserve_bytes=0, on_progress=fill)
    assert caught.value.values["path"] == models
    assert caught.value.values["free"] == "0 B"
    (part,) = staging_folder(models, MODEL).glob(f"{WEIGHTS}.*.part")
    kept = part.stat().st_size
    assert 0 < kept < len(hub.files[WEIGHTS])
    ballast.unlink()
    assert pull(MODEL, models, access, reserve_bytes=0).problem is None
    assert hub.requests[-1].headers["Range"] == f"bytes={kept}-"


def test_a_place_where_no_folder_can_be(access, models):
    models.write_text("a file")
    with pytest.raises(FolderNotWritable) as caught:
        pull(MODEL, models, access, reserve_bytes=0)
    assert caught.value.values["path"] == models
