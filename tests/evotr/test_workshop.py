"""Experts, models and settings as the panels have them."""

from datetime import date, timedelta

import pytest

from evotr.domain import HomeElsewhere, NightProgress
from evotr.errors import (
    EmbedderMissing,
    EmbedderReplaced,
    HubConnectionRefused,
    ModelInUse,
    ModelNotFound,
    RerankerMissing,
    VersionNotFound,
)
from evotr.instance import hold_instance
from evotr.journal import Journal
from evotr.paths import Paths
from evotr.settings import load_settings, write_setting
from evotr.workshop import Workshop
from tests.fakes.hub import MODEL, FakeHub
from tests.fakes.model_files import tiny_model


@pytest.fixture
def workshop(home):
    return Workshop(load_settings({"evotr_home": home}))


@pytest.fixture
def _hub(monkeypatch):
    with FakeHub(tiny_model()) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        yield


def expert(workshop, name):
    return next(e for e in workshop.experts().experts if e.card.id == name)


def test_the_experts_of_the_program_with_their_versions(workshop):
    crowd = workshop.experts()
    assert crowd.faults == ()
    served = {state.card.id: state for state in crowd.experts if state.serves}
    assert "tr_chat" in served
    for state in served.values():
        (active,) = [v for v in state.versions if v.status == "active"]
        assert active.name == state.serves
        assert active.card is not None
        assert active.bundled


def test_a_version_is_chosen_and_taken_back(workshop):
    before = expert(workshop, "tr_chat").serves
    assert not expert(workshop, "tr_chat").earlier  # none, and that has its own button
    workshop.use("tr_chat", "base")
    assert expert(workshop, "tr_chat").serves == ""
    assert expert(workshop, "tr_chat").earlier
    assert workshop.roll_back("tr_chat") == before
    assert expert(workshop, "tr_chat").serves == before
    with pytest.raises(VersionNotFound):
        workshop.use("tr_chat", "v9999")


def test_a_setting_that_pins_an_expert_is_named(home):
    pinned = load_settings({"evotr_home": home, "adapter_tr_path": home})
    state = expert(Workshop(pinned), "tr_chat")
    assert state.pinned_by == "ADAPTER_TR_PATH"
    assert state.refused


def test_without_a_base_the_cards_are_still_there(home, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    broken = load_settings({"evotr_home": home, "base_model_path": str(empty)})
    crowd = Workshop(broken).experts()
    assert len(crowd.faults) == 1
    assert crowd.experts
    assert all(state.versions == () for state in crowd.experts)


@pytest.mark.usefixtures("_hub")
def test_a_model_is_pulled_chosen_and_removed(workshop, home):
    told = []
    workshop.pull(MODEL, lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 0
    bundled, pulled = workshop.models()
    assert (bundled.bundled, bundled.in_use, bundled.fit) == (True, True, "fits")
    assert (pulled.id, pulled.in_use) == (MODEL, False)
    workshop.use_model(MODEL)
    assert load_settings({"evotr_home": home}).base_model_path == MODEL
    assert [model.in_use for model in workshop.models()] == [False, True]
    with pytest.raises(ModelInUse):
        workshop.remove_model(MODEL)
    workshop.use_model(bundled.id)
    assert workshop.remove_model(MODEL) > 0
    assert len(workshop.models()) == 1


@pytest.mark.usefixtures("_hub")
def test_a_pull_ends_where_it_is_told_to(workshop):
    class Enough(Exception):
        pass

    def refuse(*_):
        raise Enough

    with pytest.raises(Enough):
        workshop.pull(MODEL, refuse)
    assert len(workshop.models()) == 1


def test_a_chosen_model_that_is_gone_is_listed_as_that(workshop, home):
    write_setting(Paths(home), "base_model_path", "org/gone")
    bundled, gone = workshop.models()
    assert (bundled.in_use, gone.in_use) == (False, True)
    assert (gone.id, gone.bundled) == ("org/gone", False)
    assert isinstance(gone.problem, ModelNotFound)
    workshop.use_model(bundled.id)
    (only,) = workshop.models()
    assert only.in_use


def test_models_that_are_not_there(workshop, monkeypatch):
    with pytest.raises(ModelNotFound):
        workshop.use_model("org/none")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr("evotr.models.hub.time.sleep", lambda _: None)
    with pytest.raises(HubConnectionRefused):
        workshop.pull("org/none", lambda *_: None)


def test_settings_are_read_anew_after_each_writing(workshop):
    workshop.set("max_tokens", "64")
    found = {setting.name: setting.value for setting in workshop.settings()}
    assert found["max_tokens"] == "64"
    workshop.set("max_tokens", None)
    found = {setting.name: setting.value for setting in workshop.settings()}
    assert found["max_tokens"] == "1024"


@pytest.fixture
def journal(home):
    home.mkdir(exist_ok=True)
    journal = Journal.open(home / "journal.db", home / "backups")
    yield journal
    journal.close()


@pytest.fixture
def _taken(home):
    with hold_instance(Paths(home).lock):
        yield


@pytest.mark.usefixtures("journal")
def test_a_home_that_nobody_has_open_is_free(workshop):
    assert workshop.elsewhere() == HomeElsewhere(free=True)


@pytest.mark.usefixtures("journal", "_taken")
def test_a_home_without_a_night_is_taken(workshop):
    assert workshop.elsewhere() == HomeElsewhere(free=False)


@pytest.mark.usefixtures("_taken")
def test_the_night_of_another_process_is_followed_and_stopped(workshop, journal):
    night = journal.nights.begin("user", date(2026, 11, 21)).result(10)
    journal.nights.doing(night.id, "train").result(10)
    far = NightProgress(night.number, "train")
    assert workshop.elsewhere() == HomeElsewhere(free=False, far=far)
    journal.nights.wish("run").result(10)  # what would follow it, too
    workshop.stop_elsewhere()
    (wish,) = journal.nights.wishes().result(10)
    assert wish.kind == "stop"


@pytest.mark.usefixtures("_taken")
def test_a_night_that_died_is_not_under_way(workshop, journal, monkeypatch):
    journal.nights.begin("user", date(2026, 11, 21)).result(10)
    monkeypatch.setattr("evotr.workshop._ALIVE", timedelta(0))
    assert workshop.elsewhere() == HomeElsewhere(free=False)


def test_a_chosen_embedder_that_is_not_here_is_told_until_another_is_written(home):
    write_setting(Paths(home), "embedder", "bge-m3")
    workshop = Workshop(load_settings({"evotr_home": home}))

    def told():
        (setting,) = (each for each in workshop.settings() if each.name == "embedder")
        return list(map(type, workshop.unread())), type(setting.fault)

    assert told() == ([EmbedderMissing], EmbedderMissing)
    workshop.set("embedder", "auto")
    assert told() == ([], type(None))
    workshop.set("embedder", "org/gone")  # from the next start on
    assert told() == ([], EmbedderMissing)


def test_a_damaged_embedder_is_told_as_long_as_it_is_the_chosen_one(home):
    workshop = Workshop(load_settings({"evotr_home": home}))
    unfit = {
        "embedder": EmbedderReplaced(model="BAAI/bge-m3", reason="EOF"),
        "reranker": RerankerMissing(model="org/gone"),  # it is none any more
    }

    def told():
        faults = {each.name: each.fault for each in workshop.settings(unfit)}
        return workshop.unread(unfit), faults["embedder"], faults["reranker"]

    assert told() == ((unfit["embedder"],), unfit["embedder"], None)
    workshop.set("embedder", "minilm")
    assert told() == ((), None, None)
