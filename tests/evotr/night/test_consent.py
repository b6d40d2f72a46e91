from datetime import UTC, date, datetime, timedelta

from evotr.journal.home import open_journal
from evotr.night.consent import allow_nights
from evotr.night.notes import Notes
from evotr.settings import Settings, load_settings


def test_a_yes_switches_nights_on_and_forgets_the_deaths(home):
    settings = Settings(evotr_home=home)
    with open_journal(settings) as journal:
        nights = journal.nights
        night = nights.begin("schedule", date(2026, 11, 21)).result()
        nights.resume(night.id).result()
        nights.resume(night.id).result()
        assert nights.unclean_streak().result() == 2
        Notes(settings.paths.nights).switched(off=True)
        allow_nights(settings, nights)
        assert nights.unclean_streak().result() == 0
    said = Notes(settings.paths.nights).since
    assert timedelta() <= datetime.now(UTC) - said < timedelta(minutes=1)
    settings = load_settings({"evotr_home": home})
    assert settings.night
    with open_journal(settings) as journal:
        allow_nights(settings, journal.nights)  # a second yes says nothing new
    assert Notes(settings.paths.nights).since == said
    assert not Notes(settings.paths.nights).off
