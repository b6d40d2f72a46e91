"""What nights propose to teach the router, on the command line."""

import json
from datetime import date

import pytest

from evotr.domain import Exemplar

LAW = "Kiracı depozitoyu geri alabilir mi?"
ODD = "Zümrüdüanka nerede yaşar?"


@pytest.fixture
def proposed(stored):
    """Two proposals of a night; their ids."""
    night = stored.nights.begin("user", date(2026, 11, 20)).result(10)
    new = [Exemplar(LAW, "legal", "user"), Exemplar(ODD, "python_coder", "user")]
    found = stored.proposals.propose(night.id, new).result(10)
    return [one.id for one in found]


def test_they_are_listed_with_how_to_answer(schooled, proposed):
    code, out, _ = schooled("router", "proposals", "list")
    assert code == 0
    assert ODD in out
    assert f"evotr router proposals accept {proposed[0][:8]}" in out
    said = json.loads(schooled("router", "proposals", "list", "--json")[1])
    assert [one["id"] for one in said["proposals"]] == proposed
    assert {one["state"] for one in said["proposals"]} == {"proposed"}


def test_what_is_accepted_is_learned_at_once(schooled, proposed):
    code, out, _ = schooled("router", "proposals", "accept", proposed[1][:8])
    assert (code, out) == (0, "The router has learned: 1.\n")
    who = json.loads(schooled("route", ODD, "--json")[1])
    assert (who["expert"], who["confidence"]) == ("python_coder", 0.99)


def test_what_is_refused_is_gone(schooled, proposed, stored):
    code, out, _ = schooled("router", "proposals", "refuse", *proposed)
    assert (code, out) == (0, "Not proposed again: 2.\n")
    assert "No night proposes" in schooled("router", "proposals", "list")[1]
    assert stored.exemplars().result(10) == ()


def test_wrong_ids_are_one_sentence(schooled, proposed):
    code, _, err = schooled("router", "proposals", "accept", proposed[0], "zzzz")
    assert code == 2
    assert "zzzz" in err
    assert "evotr router proposals list" in err
    schooled("router", "proposals", "refuse", proposed[0])
    code, _, err = schooled("router", "proposals", "accept", proposed[0])
    assert code == 2
    assert "not a proposal that waits" in err


def test_it_speaks_turkish(schooled, monkeypatch, stored):
    monkeypatch.setenv("EVOTR_LANGUAGE", "tr")
    assert stored.exemplars().result(10) == ()
    out = schooled("router", "proposals", "list")[1]
    assert out == "Şu anda hiçbir gecenin önerisi yok.\n"
