"""How a night looks: what is cut short, what is counted, what is never driven."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from evotr.cli.context import Context
from evotr.cli.night_views import print_history, print_night
from evotr.domain import (
    NightReason,
    NightReport,
    NightSpent,
    OldAndNew,
    SkippedLesson,
)
from evotr.settings import Settings
from evotr.text import LANGUAGES, Catalog
from tests.fakes.nights import BEGAN, FEW, REFUSED, full_night, learned, night


@pytest.fixture
def shown():
    """What is printed of a night, in a language."""

    def shown(made, language="en", show=print_night):
        out = io.StringIO()
        console = Console(file=out, width=120, highlight=False, emoji=False)
        say = Catalog.load(language)
        show(Context(Settings(), say, console, console), made)
        return out.getvalue()

    return shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_night_can_be_read(shown, language):
    bare = {"groups": {}, "learned": (), "skipped": (), "examples": ()}
    kinds = (
        full_night(),
        night(),
        night(replace(learned(outcome="held"), reasons=(FEW,), **bare)),
        night(learned(outcome="rejected", reasons=(REFUSED,))),
        night(
            learned(outcome="failed", reasons=(NightReason("TrainingDiverged"),)),
        ),
        night(state="failed", step="build", error="DiskFull"),
        night(state="stopped", step="judge", report={"unmet": ("idle", "mains")}),
        night(state="stopped", report={"unmet": ("idle", "mains")}),
        night(state="unclean", step="train", ended=None),
        night(state="running", step="train", ended=None, trigger="forgotten"),
        night(learned(), undone=BEGAN, undone_why="repeating"),
        night(learned(), spent=NightSpent(paused_s=90, paused=("display",))),
    )
    told = [shown(kind, language) for kind in kinds]
    assert all(len(text.splitlines()) > 1 for text in told)
    assert not any("night." in text or "{" in text for text in told)
    assert len(set(told)) == len(kinds)
    listed = shown(kinds, language, print_history)
    assert len(listed.splitlines()) > len(kinds)


def test_many_lessons_are_counted_and_the_new_ones_first(shown):
    many = learned()
    turned = replace(many, learned=many.learned[::-1])
    out = shown(night(turned))
    assert "12 lessons, 3 of them new" in out
    assert out.index("Soru 2?") < out.index("Soru 11?")
    assert "… and 2 more" in out


@pytest.mark.parametrize(
    ("language", "rest"), [("en", "… and 1 more"), ("tr", "… ve 1 tane daha")]
)
def test_what_was_decided_names_its_lessons(shown, language, rest):
    lines = shown(full_night(), language).splitlines()
    at = lines.index("      “Bugün ne 0?” (00000000)")
    assert Catalog.load(language)("ledger.reason.time_bound") in lines[at - 1]
    assert lines[at + 4] == "      “Bugün ne 4?” (00000000)"
    assert lines[at + 5].startswith(f"      {rest}")


def test_answers_that_changed_are_shown_first(shown):
    same = [OldAndNew(f"Soru {i}?", "aynı", "aynı") for i in range(5)]
    other = OldAndNew("Başkent?", "Sidney", "Canberra")
    out = shown(night(replace(learned(), examples=(*same, other))))
    assert out.index("Başkent?") < out.index("before: aynı")
    assert out.count("after: aynı") == 2


def test_what_was_not_learned_says_why(shown):
    skipped = (SkippedLesson("1", "Şifrem?", "secret"),)
    out = shown(night(replace(learned(), skipped=skipped)), "tr")
    assert "Şifrem?: İçinde parola ya da anahtar var" in out


def test_words_of_the_user_do_not_drive_the_terminal(shown):
    sly = OldAndNew("\x1b[31mkırmızı\n\nikinci [bold]satır", "a", "b")
    out = shown(night(replace(learned(), examples=(sly,))))
    assert "\x1b" not in out
    assert "kırmızı ikinci [bold]satır" in out


def test_what_is_not_known_is_not_told(shown):
    bare = replace(learned(), training=None, groups={}, scale=1.0, before=None)
    out = shown(night(bare))
    assert "Training:" not in out
    assert "strength" not in out
    assert "the model as it comes" in out


def test_what_a_night_met_is_told_with_the_way_out(shown):
    fault = NightReason("DiskFull", {"path": "/evim"})
    failed = night(state="failed", step="train", report={"fault": fault})
    assert "The disk of /evim is full." in shown(failed)
    assert "Free some space" in shown(failed)
    one = replace(learned(outcome="failed"), reasons=(fault,))
    assert "Yer açıp" in shown(night(one), "tr")


def test_a_rehearsal_says_that_nothing_was_done(shown):
    would = replace(learned(outcome="held"), reasons=(), groups={}, training=None)
    out = shown(night(would, number=0))
    assert "nothing was done" in out
    assert "tr_chat would be trained" in out
    assert "It would be trained on 12 lessons" in out
    drawn = replace(would, numbers={"offered": 12, "drawn": 5})
    assert "trained on 5 of 12 lessons (3 are new)" in shown(night(drawn, number=0))
    assert "Şu 12 dersten (yenileri: 3)" in shown(night(drawn, number=0), "tr")
    waits = learned(outcome="held", reasons=(FEW,))
    assert "tr_chat waits" in shown(night(waits, number=0))
    nothing = shown(replace(night(number=0), report=NightReport()), "tr")
    assert "yeni bir şey yok" in nothing


def test_a_night_that_never_began_took_no_time(shown):
    out = shown(night(state="stopped", report={"unmet": ("display",)}))
    assert out.splitlines()[1:] == ["It never began: the display was on."]
