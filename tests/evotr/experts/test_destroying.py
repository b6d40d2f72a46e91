"""Versions that must not be, whatever serves."""

import pytest

from evotr.errors import VersionNotFound
from evotr.experts import BASE, Provenance, Roots, destroy_versions
from tests.fakes.versions import folder, names, serving


def destroy(registry, roots, *versions, expert="tr_chat"):
    base = registry.base.fingerprint
    return destroy_versions(roots, base, expert, frozenset(versions))


def test_what_served_last_and_is_none_of_them_serves(registry, roots, add):
    for name in ("one", "two", "three"):
        registry.use("tr_chat", add(name))
    assert destroy(registry, roots, "0003", "0002") == "0001"
    assert (serving(registry), names(registry)) == ("0001", ["0001"])
    assert registry.serve("tr_chat").refused == ()
    assert add("dora") == "0004"  # a number means one version for ever


def test_where_another_serves_it_goes_on(registry, roots, add):
    registry.use("tr_chat", add("one"))
    registry.use("tr_chat", add("two"))
    assert destroy(registry, roots, "0001") is None
    assert (serving(registry), names(registry)) == ("0002", ["0002"])
    assert registry.rollback("tr_chat") == BASE


def test_where_nothing_is_left_the_base_serves(registry, roots, add):
    registry.use("tr_chat", add("one"))
    assert destroy(registry, roots, "0001") == BASE
    assert (serving(registry), names(registry)) == (None, [])
    assert destroy(registry, roots, "0001") is None  # a second time is nothing


def test_the_programs_own_serves_again_and_is_never_touched(
    open_registry, registry, roots, add, adapters, tmp_path
):
    registry.use("tr_chat", add("one"))
    both = Roots(own=tmp_path / "mine", bundled=roots.own)
    mine = open_registry(roots=both)
    own = mine.add("tr_chat", adapters["two"], Provenance(activation="reply"))
    mine.use("tr_chat", own.version)
    assert destroy(mine, both, own.version, "0001") == "0001"
    assert (serving(mine), names(mine)) == ("0001", ["0001"])


def test_another_base_and_an_unknown_expert_are_nothing(registry, roots, add):
    registry.use("tr_chat", add("one"))
    assert destroy(registry, roots, "0001", expert="nobody") is None
    assert destroy_versions(roots, "f" * 64, "tr_chat", frozenset({"0001"})) is None
    assert serving(registry) == "0001"
    with pytest.raises(VersionNotFound):
        registry.use("tr_chat", "0002")
    assert not folder(registry, roots, "0002").exists()
