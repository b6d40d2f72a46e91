import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from evotr.domain import AdapterVersion
from evotr.errors import (
    ActiveUnreadable,
    AdapterDamaged,
    AdapterMismatch,
    ExpertBusy,
    ExpertNotFound,
    NoEarlierVersion,
    VersionInUse,
    VersionNotFound,
)
from evotr.experts import Provenance, Roots, adapter_of
from evotr.experts import registry as registry_module
from evotr.experts.disk import exclusive

WEIGHTS = "adapters.safetensors"


def names(registry, expert="tr_chat"):
    return [stored.name for stored in registry.versions(expert)]


def serving(registry, expert="tr_chat"):
    version = registry.serve(expert).version
    return version and version.version


def folder(registry, roots, version="", expert="tr_chat"):
    return roots.own / registry.base.fingerprint / expert / version


def spoil(path):
    """One bit is another, and nothing else."""
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def test_an_expert_without_versions_serves_its_system_prompt(registry):
    assert registry.versions("tr_chat") == ()
    assert registry.active("tr_chat") == "base"
    served = registry.serve("tr_chat")
    assert (served.version, served.refused) == (None, ())


def test_a_new_version_keeps_how_it_came_to_be(registry, open_registry, adapters, base):
    provenance = Provenance(
        activation="reply",
        data="220 rows, generated",
        parent="0000",
        night_run="n7",
        seed=11,
        scores={"own": 0.91},
    )
    added = registry.add("tr_chat", adapters["dora"], provenance)
    (stored,) = open_registry().versions("tr_chat")
    assert stored.card == added
    assert isinstance(added, AdapterVersion)
    assert (added.version, added.base) == ("0001", base.fingerprint)
    assert (added.method, added.rank, added.status) == ("dora", 4, "candidate")
    assert added.scores == {"own": 0.91}
    assert (added.data, added.parent, added.night_run, added.seed) == (
        "220 rows, generated", "0000", "n7", 11,
    )  # fmt: skip
    source = (adapters["dora"] / WEIGHTS).read_bytes()
    assert (added.path / WEIGHTS).read_bytes() == source
    # What is kept does not serve before somebody says so.
    assert serving(registry) is None


def test_use_and_roll_back_step_by_step(registry, add):
    for name in ("one", "two", "three"):
        registry.use("tr_chat", add(name))
    assert serving(registry) == "0003"
    states = [stored.status for stored in registry.versions("tr_chat")]
    assert states == ["retired", "retired", "active"]
    assert registry.rollback("tr_chat") == "0002"
    assert serving(registry) == "0002"
    assert registry.rollback("tr_chat") == "0001"
    assert registry.rollback("tr_chat") == "base"
    assert serving(registry) is None
    with pytest.raises(NoEarlierVersion):
        registry.rollback("tr_chat")


def test_a_rolled_back_version_can_be_chosen_again(registry, add):
    for name in ("one", "two"):
        registry.use("tr_chat", add(name))
    registry.rollback("tr_chat")
    registry.use("tr_chat", "0002")
    assert registry.rollback("tr_chat") == "0001"


def test_choosing_what_serves_already_is_no_step(registry, add):
    registry.use("tr_chat", add())
    registry.use("tr_chat", "0001")
    assert registry.rollback("tr_chat") == "base"


def test_base_is_a_choice_like_any(registry, add):
    registry.use("tr_chat", add())
    registry.use("tr_chat", "base")
    assert serving(registry) is None
    assert registry.rollback("tr_chat") == "0001"


def test_rollback_passes_over_what_is_gone_or_damaged(registry, roots, add):
    for name in ("one", "two", "three", "dora"):
        registry.use("tr_chat", add(name))
    shutil.rmtree(folder(registry, roots, "0003"))
    spoil(folder(registry, roots, "0002") / WEIGHTS)
    assert registry.rollback("tr_chat") == "0001"


def test_experts_do_not_share_versions(registry, add):
    registry.use("tr_chat", add())
    assert add("two", "python_coder") == "0001"
    assert serving(registry, "python_coder") is None


def test_a_damaged_version_is_refused_by_name_and_the_one_before_serves(
    registry, roots, add
):
    for name in ("one", "two"):
        registry.use("tr_chat", add(name))
    assert serving(registry) == "0002"
    path = folder(registry, roots, "0002")
    spoil(path / WEIGHTS)
    served = registry.serve("tr_chat")
    assert served.version.version == "0001"
    (refused,) = served.refused
    assert type(refused) is AdapterDamaged
    assert refused.values == {"path": path, "reason": f"{WEIGHTS}: sha256"}
    stored = registry.versions("tr_chat")[1]
    assert (stored.card, stored.problem) == (None, refused)
    with pytest.raises(AdapterDamaged):
        registry.use("tr_chat", "0002")


def test_a_version_that_is_gone_is_refused_by_name(registry, roots, add):
    registry.use("tr_chat", add())
    shutil.rmtree(folder(registry, roots, "0001"))
    served = registry.serve("tr_chat")
    assert served.version is None
    assert served.refused[0].values["reason"] == "ACTIVE: 0001"


def test_candidates_are_never_fallen_back_to(registry, roots, add):
    add("one")
    registry.use("tr_chat", add("two"))
    spoil(folder(registry, roots, "0002") / WEIGHTS)
    assert serving(registry) is None


def test_going_back_to_base_is_not_undone_by_a_fault(registry, roots, add):
    registry.use("tr_chat", add("one"))
    registry.use("tr_chat", "base")
    registry.use("tr_chat", add("two"))
    spoil(folder(registry, roots, "0002") / WEIGHTS)
    assert serving(registry) is None


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"../../etc\n", b"0001x\n", b"\n" * 9_000]
)
def test_a_pointer_that_names_nothing_serves_nothing(registry, roots, add, content):
    registry.use("tr_chat", add())
    pointer = folder(registry, roots) / "ACTIVE"
    pointer.write_bytes(content)
    served = registry.serve("tr_chat")
    assert served.version is None
    (fault,) = served.refused
    assert isinstance(fault, ActiveUnreadable)
    assert fault.values["path"] == pointer
    registry.use("tr_chat", "0001")
    assert registry.serve("tr_chat").refused == ()
    assert serving(registry) == "0001"


def test_a_pointer_that_is_a_pipe_or_a_folder_is_named(registry, roots, add):
    registry.use("tr_chat", add())
    pointer = folder(registry, roots) / "ACTIVE"
    pointer.unlink()
    os.mkfifo(pointer)
    assert isinstance(registry.serve("tr_chat").refused[0], ActiveUnreadable)
    registry.use("tr_chat", "0001")
    pointer.unlink()
    pointer.mkdir()
    assert isinstance(registry.serve("tr_chat").refused[0], ActiveUnreadable)
    with pytest.raises(ActiveUnreadable) as caught:
        registry.use("tr_chat", "0001")
    assert caught.value.values["path"] == pointer


def test_a_removed_version_is_gone_and_its_number_with_it(registry, roots, add):
    registry.use("tr_chat", add("one"))
    registry.use("tr_chat", add("two"))
    registry.rollback("tr_chat")
    registry.remove("tr_chat", "0002")
    assert names(registry) == ["0001"]
    assert add("three") == "0003"
    here = {path.name for path in folder(registry, roots).iterdir()}
    assert here == {"0001", "0003", "ACTIVE", "LAST", ".lock"}


def test_a_removed_version_is_neither_missed_nor_gone_back_to(registry, roots, add):
    for name in ("one", "two", "three"):
        registry.use("tr_chat", add(name))
    registry.remove("tr_chat", "0002")
    path = folder(registry, roots, "0003")
    spoil(path / WEIGHTS)
    served = registry.serve("tr_chat")
    assert served.version.version == "0001"
    assert [error.values["path"] for error in served.refused] == [path]
    assert registry.rollback("tr_chat") == "0001"


def test_the_active_version_stays(registry, add):
    registry.use("tr_chat", add())
    with pytest.raises(VersionInUse):
        registry.remove("tr_chat", "0001")
    assert serving(registry) == "0001"


@pytest.fixture
def program(roots, tmp_path) -> Roots:
    """The user's versions, and those that come with the program."""
    return Roots(own=roots.own, bundled=tmp_path / "bundled")


@pytest.fixture
def bundle(program, open_registry, adapters):
    """Let the program come with a version that it serves."""

    def bundle_(name="one"):
        maker = open_registry(roots=Roots(own=program.bundled))
        made = maker.add("tr_chat", adapters[name], Provenance(activation="reply"))
        maker.use("tr_chat", made.version)
        return made

    return bundle_


def add_own(registry, adapters):
    provenance = Provenance(activation="reply")
    return registry.add("tr_chat", adapters["two"], provenance).version


def test_bundled_versions_serve_and_are_not_written(
    open_registry, program, bundle, adapters
):
    assert bundle().version == "0001"
    registry = open_registry(roots=program)
    assert serving(registry) == "0001"
    assert registry.versions("tr_chat")[0].bundled
    before = sorted(program.bundled.rglob("*"))
    assert add_own(registry, adapters) == "1001"
    registry.use("tr_chat", "1001")
    assert registry.rollback("tr_chat") == "0001"
    with pytest.raises(VersionInUse):
        registry.remove("tr_chat", "0001")
    with pytest.raises(VersionInUse):
        registry.annotate("tr_chat", "0001", Provenance(activation="reply"))
    registry.use("tr_chat", "base")
    assert serving(registry) is None
    assert sorted(program.bundled.rglob("*")) == before


def test_what_the_program_brings_later_finds_its_number_free(
    open_registry, program, bundle, adapters
):
    registry = open_registry(roots=program)
    own = add_own(registry, adapters)
    made = bundle()
    assert registry.serve("tr_chat").version == replace(made, status="active")
    assert names(registry) == ["0001", own]
    registry.use("tr_chat", own)
    assert (serving(registry), names(registry)) == (own, ["0001", own])


def test_a_candidate_of_the_bundled_versions_number_does_not_serve(
    registry, open_registry, program, bundle, add
):
    assert add("two") == "0001"  # when the program came with none
    made = bundle()
    both = open_registry(roots=program)
    assert both.serve("tr_chat").version.path == made.path
    states = {stored.path: stored.status for stored in both.versions("tr_chat")}
    own = registry.versions("tr_chat")[0].path
    assert states == {made.path: "active", own: "candidate"}
    # What the user chose is the user's.
    registry.use("tr_chat", "0001")
    assert both.serve("tr_chat").version.path == own


def test_what_was_judged_is_written_into_the_card(registry, open_registry, add):
    add()
    judged = Provenance(activation="reply", status="rejected", scores={"own": 0.2})
    registry.annotate("tr_chat", "0001", judged)
    (stored,) = open_registry().versions("tr_chat")
    assert (stored.status, stored.card.scores) == ("rejected", {"own": 0.2})
    # The user's choice stands above the judge's.
    registry.use("tr_chat", "0001")
    assert registry.versions("tr_chat")[0].status == "active"


def test_another_process_sees_a_change_at_once(registry, open_registry, add):
    other = open_registry()
    assert serving(other) is None
    registry.use("tr_chat", add())
    assert serving(other) == "0001"


def test_a_verdict_is_kept_until_a_file_changes(registry, roots, add):
    registry.use("tr_chat", add())
    weights = folder(registry, roots, "0001") / WEIGHTS
    spoil(weights)
    (first,) = registry.serve("tr_chat").refused
    assert registry.serve("tr_chat").refused[0] is first
    os.utime(weights)
    assert registry.serve("tr_chat").refused[0] is not first
    spoil(weights)
    assert serving(registry) == "0001"


def test_unknown_names_are_told(registry, add):
    add()
    for call in (registry.versions, registry.serve, registry.rollback, registry.active):
        with pytest.raises(ExpertNotFound) as caught:
            call("tr_chta")
        assert caught.value.values["suggestion"] == "tr_chat"
    for name in ("0002", "1", "../0001", "", "LAST"):
        with pytest.raises(VersionNotFound):
            registry.use("tr_chat", name)
        with pytest.raises(VersionNotFound):
            registry.remove("tr_chat", name)


def test_an_adapter_that_does_not_fit_leaves_nothing(
    registry, roots, adapters, tmp_path
):
    source = tmp_path / "source"
    shutil.copytree(adapters["one"], source)
    config = source / "adapter_config.json"
    config.write_text(config.read_text().replace('"rank": 4', '"rank": 5'))
    with pytest.raises(AdapterMismatch) as caught:
        registry.add("tr_chat", source, Provenance(activation="reply"))
    assert caught.value.values["path"] == source
    assert names(registry) == []
    left = {path.name for path in folder(registry, roots).iterdir()}
    assert left == {".lock"}


def test_a_card_that_could_not_be_read_is_not_written(registry, adapters, add):
    unread = Provenance(activation="reply", scores={"own": float("nan")})
    with pytest.raises(AdapterDamaged) as caught:
        registry.add("tr_chat", adapters["one"], unread)
    assert caught.value.values["reason"] == "card.toml: scores"
    assert names(registry) == []
    kept = add()
    with pytest.raises(AdapterDamaged):
        registry.annotate("tr_chat", kept, unread)
    assert registry.versions("tr_chat")[0].problem is None


def test_a_missing_file_of_the_source_is_named(registry, tmp_path):
    with pytest.raises(AdapterDamaged) as caught:
        registry.add("tr_chat", tmp_path, Provenance(activation="reply"))
    assert caught.value.values["reason"] == "adapter_config.json"


def test_writers_wait_for_each_other(registry, roots, add, monkeypatch):
    add()
    monkeypatch.setattr(registry_module, "_WAIT_S", 0.0)
    with exclusive(folder(registry, roots), wait_s=0), pytest.raises(ExpertBusy):
        registry.use("tr_chat", "0001")
    assert serving(registry) is None
    registry.use("tr_chat", "0001")


def test_what_a_killed_writer_left_is_swept_when_the_registry_opens(
    registry, open_registry, roots, add
):
    add()
    shelf = folder(registry, roots)
    for name in (".staging-x", ".removed-0002"):
        shutil.copytree(shelf / "0001", shelf / name)
    (shelf / ".ACTIVE.new").write_text("0001")
    assert names(open_registry()) == ["0001"]
    assert {p.name for p in shelf.iterdir()} == {"0001", "LAST", ".lock"}


def test_a_live_writers_staging_is_left_alone(registry, open_registry, roots, add):
    add()
    shelf = folder(registry, roots)
    (shelf / ".staging-x").mkdir()
    with exclusive(shelf, wait_s=0):
        (shelf / ".staging-y").mkdir()
        assert names(open_registry()) == ["0001"]
        assert (shelf / ".staging-y").is_dir()


def test_many_threads_get_one_answer(registry, add):
    registry.use("tr_chat", add())
    with ThreadPoolExecutor(8) as crowd:
        answers = [crowd.submit(serving, registry) for _ in range(32)]
    assert {answer.result() for answer in answers} == {"0001"}


def test_the_key_changes_with_weights_scale_and_activation(registry, add, adapters):
    add("one")
    add("two")
    first, second = (stored.card for stored in registry.versions("tr_chat"))
    assert adapter_of(first).key == adapter_of(first).key
    assert adapter_of(first).key != adapter_of(second).key
    assert adapter_of(first).path == first.path
    always = registry.add("tr_chat", adapters["one"], Provenance(activation="always"))
    assert adapter_of(always).activation == "always"
    assert adapter_of(always).key != adapter_of(first).key
    before = adapter_of(always).key
    config = always.path / "adapter_config.json"
    config.write_text(config.read_text().replace('"scale": 2.0', '"scale": 1.0'))
    assert adapter_of(always).key != before


def test_a_version_that_went_away_is_named(registry, roots, add):
    add()
    (stored,) = registry.versions("tr_chat")
    shutil.rmtree(folder(registry, roots, "0001"))
    with pytest.raises(AdapterDamaged):
        adapter_of(stored.card)
