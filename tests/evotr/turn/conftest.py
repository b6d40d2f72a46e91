"""An assistant with three experts and a router that the test holds."""

import pytest

from evotr.assistant import Assistant, Profile
from evotr.domain import ExpertCard, SamplingParams
from evotr.turn import Switchboard
from tests.fakes.engine import FakeEngine
from tests.fakes.experts import registry
from tests.fakes.migrated import open_migrated
from tests.fakes.router import FakeRouter
from tests.fakes.tiny_model import build_model

TITLES = {"tr": "?", "en": "?"}


def card(expert, prompt):
    return ExpertCard(expert, TITLES, TITLES, system_prompt=prompt)


CARDS = {
    "general": card("general", "never said"),
    "law": card("law", "Cite the law."),
    "chef": card("chef", "Cook."),
}


@pytest.fixture
def journal(tmp_path):
    journal = open_migrated(tmp_path / "journal.db", tmp_path / "backups")
    yield journal
    journal.close()


@pytest.fixture
def engine():
    engine = FakeEngine()
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def model(tmp_path_factory):
    return build_model(tmp_path_factory.mktemp("model"))


@pytest.fixture
def experts(tmp_path, model):
    return registry(tmp_path, model, **CARDS)


@pytest.fixture
def router():
    return FakeRouter({"kira": "law", "çorba": "chef"})


@pytest.fixture
def open_board():
    boards = []

    def open_board(build, **options):
        boards.append(Switchboard(build, **options))
        return boards[-1]

    yield open_board
    for board in boards:
        board.close()


@pytest.fixture
def open_assistant(journal, engine, experts, router, open_board):
    def open_assistant(build=lambda: router, **profile):
        return Assistant(
            journal,
            engine,
            Profile("fake", "", SamplingParams(), **profile),
            experts,
            open_board(build),
        )

    return open_assistant


@pytest.fixture
def assistant(open_assistant):
    return open_assistant()
