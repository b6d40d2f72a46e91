"""Versions that come, go, and are written about."""

import shutil

import pytest

from evotr.domain import AdapterVersion, version_name
from evotr.errors import (
    AdapterDamaged,
    AdapterMismatch,
    ExpertBusy,
    ExpertNotFound,
    VersionInUse,
    VersionNotFound,
)
from evotr.experts import Cards, Provenance, Registry, adapter_of, crew_of
from evotr.experts import registry as registry_module
from evotr.experts.disk import exclusive
from tests.fakes.experts import CARDS, card
from tests.fakes.versions import WEIGHTS, folder, names, serving, spoil


def test_an_expert_without_versions_serves_its_system_prompt(registry):
    assert registry.versions("tr_chat") == ()
    assert registry.active("tr_chat") == "base"
    served = registry.serve("tr_chat")
    assert (served.version, served.refused) == (None, ())


@pytest.fixture
def taught(roots, model, adapters):
    """A registry in which "general" has learned something, and the version's name."""
    cards = Cards({**CARDS, "general": card("general", "Genel", "General")})
    registry = Registry(cards, roots, model)
    made = registry.add("general", adapters["one"], Provenance(activation="reply"))
    registry.use("general", made.version)
    return registry, made.version


def test_who_has_nothing_of_its_own_has_what_general_learned(taught):
    registry, number = taught
    inherited = registry.serve("python_coder").version
    assert (inherited.expert, inherited.version) == ("general", number)
    assert version_name("python_coder", inherited) == f"general/{number}"
    assert version_name("general", inherited) == number
    assert not registry.has_own("python_coder")
    registry.use("python_coder", "base")  # the user wants its system prompt alone
    assert registry.serve("python_coder").version is None
    assert registry.has_own("python_coder")


def test_its_own_version_goes_before_what_general_learned(taught, adapters):
    registry, _ = taught
    own = registry.add("tr_chat", adapters["two"], Provenance(activation="reply"))
    assert registry.serve("tr_chat").version.expert == "general"
    registry.use("tr_chat", own.version)
    assert registry.serve("tr_chat").version.expert == "tr_chat"


def test_what_experts_share_is_one_adapter_of_a_blend(taught):
    registry, number = taught
    crew = crew_of(registry, [("python_coder", 0.6), ("tr_chat", 0.4)])
    names = [(one.id, one.version) for one in crew.experts]
    assert names == [(one, f"general/{number}") for one in ("python_coder", "tr_chat")]
    (adapter,) = crew.adapters
    assert adapter.weight == 1.0


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


def test_experts_do_not_share_versions(registry, add):
    registry.use("tr_chat", add())
    assert add("two", "python_coder") == "0001"
    assert serving(registry, "python_coder") is None


def test_a_removed_version_is_gone_and_its_number_with_it(registry, roots, add):
    registry.use("tr_chat", add("one"))
    registry.use("tr_chat", add("two"))
    registry.rollback("tr_chat")
    registry.remove("tr_chat", "0002")
    assert names(registry) == ["0001"]
    assert add("three") == "0003"
    here = {path.name for path in folder(registry, roots).iterdir()}
    assert here == {"0001", "0003", "ACTIVE", "LAST", ".lock"}


def test_numbers_grow_a_digit(registry, roots, add):
    for name in ("9999", "999999999"):
        folder(registry, roots, name).mkdir(parents=True)
    added = add()
    assert added == "1000000000"
    registry.use("tr_chat", added)
    assert (serving(registry), add("two")) == (added, "1000000001")


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


def test_what_was_judged_is_written_into_the_card(registry, open_registry, add):
    add()
    judged = Provenance(activation="reply", status="rejected", scores={"own": 0.2})
    registry.annotate("tr_chat", "0001", judged)
    (stored,) = open_registry().versions("tr_chat")
    assert (stored.status, stored.card.scores) == ("rejected", {"own": 0.2})
    # The user's choice stands above the judge's.
    registry.use("tr_chat", "0001")
    assert registry.versions("tr_chat")[0].status == "active"


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
