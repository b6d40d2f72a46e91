"""The program's versions beside the user's."""

from dataclasses import replace

import pytest

from evotr.errors import (
    VersionInUse,
)
from evotr.experts import Provenance, Roots
from tests.fakes.versions import names, serving


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
