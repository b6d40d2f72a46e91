"""Which version serves: the pointer, and who steps in for whom."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from evotr.errors import (
    ActiveUnreadable,
    AdapterDamaged,
    AdapterOverflowed,
    NoEarlierVersion,
    VersionInUse,
)
from evotr.experts import Provenance, crew_of
from evotr.weights import ADAPTER_SCOPE as SCOPE
from tests.fakes.scopes import scope_file
from tests.fakes.versions import WEIGHTS, folder, serving, spoil


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


def test_a_withdrawn_version_never_served(registry, add):
    for name in ("one", "two", "three"):
        registry.use("tr_chat", add(name))
    for name in ("0002", "0003"):
        registry.use("tr_chat", name)
    assert registry.withdraw("tr_chat", "0003", "0001") == "0001"
    assert serving(registry) == "0001"
    assert [registry.rollback("tr_chat") for _ in range(2)] == ["0002", "0001"]


def test_another_one_that_serves_is_not_withdrawn(registry, add):
    for name in ("one", "two"):
        registry.use("tr_chat", add(name))
    assert registry.withdraw("tr_chat", "0001", "base") == "0002"
    assert serving(registry) == "0002"


def test_instead_of_what_is_damaged_the_last_sound_one_serves(registry, roots, add):
    for name in ("one", "two", "three"):
        registry.use("tr_chat", add(name))
    spoil(folder(registry, roots, "0002") / WEIGHTS)
    assert registry.withdraw("tr_chat", "0003", "0002") == "0001"
    shutil.rmtree(folder(registry, roots, "0001"))
    assert registry.withdraw("tr_chat", "0001", "0002") == "base"


def test_rollback_passes_over_what_is_gone_or_damaged(registry, roots, add):
    for name in ("one", "two", "three", "dora"):
        registry.use("tr_chat", add(name))
    shutil.rmtree(folder(registry, roots, "0003"))
    spoil(folder(registry, roots, "0002") / WEIGHTS)
    assert registry.rollback("tr_chat") == "0001"


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


def test_many_threads_get_one_answer(registry, add):
    registry.use("tr_chat", add())
    with ThreadPoolExecutor(8) as crowd:
        answers = [crowd.submit(serving, registry) for _ in range(32)]
    assert {answer.result() for answer in answers} == {"0001"}


def test_what_only_use_has_shown_is_refused_until_a_file_changes(
    registry, open_registry, roots, add
):
    for name in ("one", "two"):
        registry.use("tr_chat", add(name))
    path = folder(registry, roots, "0002")
    registry.serve("tr_chat")
    fault = AdapterOverflowed(path=path)
    registry.distrust(path, fault)
    assert serving(registry) == "0001"
    assert registry.serve("tr_chat").refused == (fault,)
    assert registry.versions("tr_chat")[1].problem is fault
    with pytest.raises(AdapterOverflowed):
        registry.use("tr_chat", "0002")
    assert serving(open_registry()) == "0002"
    os.utime(path / WEIGHTS)
    assert serving(registry) == "0002"


@pytest.fixture
def scoped(registry, adapters, tmp_path):
    """Serve a version with a scope, trained upon the one before; both names."""
    root = registry.add("tr_chat", adapters["one"], Provenance(activation="reply"))
    registry.use("tr_chat", root.version)
    source = shutil.copytree(adapters["two"], tmp_path / "scoped")
    (source / SCOPE).write_bytes(scope_file())
    made = Provenance(activation="reply", parent=root.version, night_run="n1")
    upper = registry.add("tr_chat", source, made)
    registry.use("tr_chat", upper.version)
    return root.version, upper.version


def test_where_a_version_does_not_act_what_lies_beneath_answers(registry, scoped):
    root, upper = scoped
    share = (("tr_chat", 1.0),)
    acts = crew_of(registry, share, bool)
    assert [one.version for one in acts.experts] == [upper]
    beneath = crew_of(registry, share, lambda one: one.version == root)
    assert [one.version for one in beneath.experts] == [root]
    assert [one.adapter.path.name for one in beneath.adapters] == [root]
    assert beneath.instruction == acts.instruction
    assert crew_of(registry, share, [].count).adapters == ()


def test_a_parent_that_is_gone_or_damaged_is_told_and_the_base_answers(
    registry, scoped
):
    (root, _), asked = scoped, []
    served = registry.serve("tr_chat").version
    assert registry.beneath(served).version == root
    spoil(served.path.with_name(root) / WEIGHTS)
    for _ in range(2):
        with pytest.raises(AdapterDamaged):
            registry.beneath(served)
        crew = crew_of(registry, (("tr_chat", 1.0),), asked.append)
        assert (crew.adapters, crew.experts[0].version) == ((), None)
        assert [type(fault) for fault in crew.refused] == [AdapterDamaged]
        shutil.rmtree(served.path.with_name(root), ignore_errors=True)
    assert registry.beneath(replace(served, parent=None)) is None


@pytest.mark.usefixtures("scoped")
def test_a_scope_that_broke_since_is_told_and_the_base_answers(registry):
    fault = AdapterDamaged(path=registry.serve("tr_chat").version.path, reason=SCOPE)

    def broken(_version):
        raise fault

    crew = crew_of(registry, (("tr_chat", 1.0),), broken)
    assert (crew.adapters, crew.refused) == ((), (fault,))


def test_what_is_beneath_may_have_a_scope_of_its_own(registry, scoped, tmp_path):
    root, upper = scoped
    card = registry.serve("tr_chat").version
    source = shutil.copytree(card.path, tmp_path / "third")
    (source / "card.toml").unlink()
    third = Provenance(activation="reply", parent=upper, night_run="n2")
    registry.use("tr_chat", registry.add("tr_chat", source, third).version)
    crew = crew_of(registry, (("tr_chat", 1.0),), lambda one: one.version == root)
    assert [one.version for one in crew.experts] == [root]


def test_what_answers_beneath_a_scope_cannot_be_deleted(registry, scoped):
    root, upper = scoped
    for name in (upper, "base"):
        registry.use("tr_chat", name)
        with pytest.raises(VersionInUse):
            registry.remove("tr_chat", root)
    registry.remove("tr_chat", upper)
    registry.remove("tr_chat", root)
