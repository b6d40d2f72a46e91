from dataclasses import replace
from datetime import timedelta

import pytest

from evotr import errors
from evotr.domain import NightReason, NightSpent
from evotr.night.story import story
from evotr.night.telling import (
    fault_told,
    headline,
    lasting,
    outcome,
    paused,
    reason_hint,
    reason_told,
    when,
)
from evotr.text import LANGUAGES, Catalog
from tests.fakes.nights import BEGAN, FEW, REFUSED, learned, night

SAY = {language: Catalog.load(language) for language in LANGUAGES}


@pytest.mark.parametrize(
    ("made", "en", "tr"),
    [
        (night(), "nothing new", "yeni bir şey yoktu"),
        (night(learned()), "version 0004 took the place", "0004 sürümü kullanıma"),
        (
            night(replace(learned(), deleted=True)),
            "0004 took the place of version 0003, and has been deleted since",
            "o sürüm sonradan silindi",
        ),
        *(
            (night(replace(learned(), undone=BEGAN, undone_why=why)), en, tr)
            for why, en, tr in (
                ("disliked", "alone, version 0004, was taken back", "beğenmediniz"),
                (
                    "repeating",
                    "since its answers ran in circles",
                    "kendini yineliyordu",
                ),
                ("crashed", "the program ended twice", "program iki kez kapandı"),
            )
        ),
        (night(learned(outcome="held")), "tr_chat waits", "tr_chat bekliyor"),
        (night(learned(outcome="rejected")), "was refused", "geri çevrildi"),
        (night(learned(outcome="failed")), "could not be", "eğitilemedi"),
        (
            night(state="running", step="train"),
            "It is at “training”",
            "“eğitim” adımında",
        ),
        (
            night(state="stopped", step="judge"),
            "stopped at “judging”",
            "“yargılama” adımında durduruldu",
        ),
        *(
            (night(state="stopped", step="screen", report={"end": end}), en, tr)
            for end, en, tr in (
                ("interrupted", "“screening” by Ctrl-C", "Ctrl-C ile durduruldu"),
                ("asked", "since you asked for that", "isteğinizle durduruldu"),
                ("forgotten", "something was forgotten", "unutulduğu için durduruldu"),
                ("time", "since its time was over", "süresi dolduğu için"),
                ("hours", "hours of nights were over", "gece saatleri bittiği için"),
            )
        ),
        (night(state="unclean", step=None), "goes on from there", "oradan sürdürür"),
        (
            night(state="left", step="train"),
            "left at “training”",
            "adımında bırakıldı",
        ),
        (night(learned(), undone=BEGAN), "You took it back on", "geri aldınız"),
    ],
)
def test_a_night_is_told_in_a_sentence(made, en, tr):
    assert en in headline(made, SAY["en"])
    assert tr in headline(made, SAY["tr"])


@pytest.mark.parametrize(
    ("version", "en", "tr"),
    [
        (
            "base",
            "the model as it comes answers again",
            "yeniden modelin kendisi yanıt",
        ),
        ("0002", "version 0002 answers again", "yeniden 0002 sürümü yanıt"),
    ],
)
def test_what_was_there_before_any_night_has_not_learned(version, en, tr):
    rebuilt = NightReason("rebuilt", {"bound": 0.0})
    back = replace(
        learned(before="1001", reasons=(rebuilt,)), version=version, training=None
    )
    assert en in outcome(back, SAY["en"])
    assert tr in outcome(back, SAY["tr"])
    assert "1001" in outcome(back, SAY["tr"])
    assert "has learned" not in headline(night(back), SAY["en"])


def test_a_failed_night_says_what_it_met():
    failed = night(state="failed", step="build", error="DiskFull")
    assert SAY["en"]("night.step.build") in headline(failed, SAY["en"])
    assert "disk" in headline(failed, SAY["en"])
    strange = night(state="failed", error="MemoryError")
    assert "MemoryError" in headline(strange, SAY["tr"])
    assert fault_told(night(), SAY["en"]) == ("", "")


def test_of_what_it_met_the_values_and_the_way_out_are_told():
    fault = NightReason("DiskFull", {"path": "/evim"})
    failed = night(
        state="failed", step="train", error="DiskFull", report={"fault": fault}
    )
    assert "/evim" in headline(failed, SAY["en"])
    for language, hint in (("en", "Free some space"), ("tr", "Yer açıp")):
        sentence, told = fault_told(failed, SAY[language])
        assert "/evim" in sentence
        assert hint in told
    assert reason_hint(fault, SAY["en"]) == fault_told(failed, SAY["en"])[1]
    assert reason_hint(FEW, SAY["en"]) == ""


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            (
                "It paused for 25 min 0 s on its way: somebody used the computer, "
                "it was not plugged in."
            ),
        ),
        (
            "tr",
            (
                "Sürerken 25 dk 0 sn ara verdi: bilgisayar kullanılıyordu, "
                "prize takılı değildi."
            ),
        ),
    ],
)
def test_what_held_a_night_up_on_its_way_is_told(language, said):
    spent = NightSpent(worked_s=60, paused_s=1500, paused=("idle", "mains"))
    assert list(paused(night(spent=spent), SAY[language])) == [said]
    told = story(night(spent=spent), SAY[language])
    assert said in [line for part in told.parts for line in part.lines]
    assert list(paused(night(), SAY[language])) == []


@pytest.mark.parametrize("jump", [-8, 0, 8])
@pytest.mark.parametrize(
    ("language", "said"), [("en", "it took 26 min 0 s."), ("tr", "26 dk 0 sn sürdü.")]
)
def test_a_clock_that_jumped_and_sleep_lengthen_no_night(jump, language, said):
    spent = NightSpent(worked_s=60, paused_s=1500, paused=("idle",))
    ended = BEGAN + timedelta(hours=jump, minutes=26)
    assert when(night(spent=spent, ended=ended), SAY[language]).endswith(said)


def test_a_night_that_never_came_to_be_says_what_it_waited_for():
    waited = night(state="stopped", report={"unmet": ("mains", "disk")})
    assert headline(waited, SAY["en"]) == (
        "It never began: it was not plugged in, the disk was too full."
    )
    assert "Hiç başlamadı: prize" in headline(waited, SAY["tr"])


@pytest.mark.parametrize(
    ("away", "en", "tr"),
    [
        (0.0, "it took 14 min 5 s.", "14 dk 5 sn sürdü."),
        (
            600.0,
            "it took 4 min 5 s, and rested for 10 min 0 s between.",
            "4 dk 5 sn sürdü, arada 10 dk 0 sn durdu.",
        ),
    ],
)
def test_a_night_took_what_it_was_made_in(away, en, tr):
    made = night(away_s=away)
    assert when(made, SAY["en"]).endswith(en)
    assert when(made, SAY["tr"]).endswith(tr)


def test_all_experts_of_a_night_are_told():
    both = night(learned(), learned(expert="python_coder", outcome="held"))
    told = headline(both, SAY["en"])
    assert told.startswith("tr_chat has learned")
    assert "python_coder waits" in told


def test_what_had_no_weights_before_is_told_so():
    first = learned(before=None)
    assert "the model as it comes" in outcome(first, SAY["en"])
    assert "modelin kendisi" in outcome(first, SAY["tr"])


def test_reasons_are_sentences():
    assert "Only 3 new corrections" in reason_told(FEW, SAY["en"])
    assert "-8,1" in reason_told(REFUSED, SAY["tr"])
    group = NightReason("group", {"group": "earlier", "lost": 12.5, "most": 10.0})
    assert "önceki düzeltmeler" in reason_told(group, SAY["tr"])
    full = NightReason("DiskFull", {"path": "/evim"})
    assert "/evim" in reason_told(full, SAY["en"])


def test_an_error_that_is_none_of_ours_is_named():
    for name in ("MemoryError", "named_os_error"):
        assert name in reason_told(NightReason(name), SAY["en"])


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.04, "0.0 s"), (59.96, "60.0 s"), (60, "1 min 0 s"), (845.2, "14 min 5 s")],
)
def test_times_are_told_as_people_say_them(seconds, told):
    assert lasting(seconds, SAY["en"]) == told


def test_what_was_not_kept_of_an_error_is_left_open():
    assert "…" in reason_told(NightReason("DiskFull"), SAY["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_can_be_told_by_its_name_alone(language):
    for name in errors.__all__:
        reason = NightReason(name)
        assert reason_told(reason, SAY[language])
        assert isinstance(reason_hint(reason, SAY[language]), str)
