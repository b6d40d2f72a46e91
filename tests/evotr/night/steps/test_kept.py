import pytest

from evotr.domain import Adapter, Message, WeightedAdapter
from evotr.errors import FolderNotWritable
from evotr.night.steps.answering import Asked, EngineAnswerer, Serving, Speaker
from evotr.night.steps.kept import KeptAnswers
from tests.fakes.engine import FakeEngine

OWN = [Asked((Message("user", f"bundled {n}"),)) for n in range(3)]
PRIVATE = Asked((Message("user", "my secret neighbour"),))
SERVING = Serving("Be short.")


@pytest.fixture
def engine():
    return FakeEngine()


@pytest.fixture
def kept(engine, tmp_path):
    answerer = EngineAnswerer(engine, SERVING)
    return KeptAnswers(answerer, tmp_path, "cache", SERVING, OWN)


def test_what_was_answered_once_is_not_asked_again(kept, engine):
    first = kept.answer(OWN, Speaker())
    assert len(engine.requests) == 3
    assert kept.answer([*OWN, OWN[0]], Speaker()) == [*first, first[0]]
    assert len(engine.requests) == 3


def test_nothing_of_the_user_is_in_the_files(kept, engine, tmp_path):
    for _ in range(2):
        kept.answer([*OWN, PRIVATE], Speaker())
    assert len(engine.requests) == 4 + 1
    files = [file for file in (tmp_path / "cache").iterdir() if file.is_file()]
    assert files
    assert not any("secret" in file.read_text("utf-8") for file in files)


def test_an_adapter_is_always_asked(kept, engine, tmp_path):
    speaker = Speaker((WeightedAdapter(Adapter("k", tmp_path)),))
    for _ in range(2):
        kept.answer(OWN, speaker)
    assert len(engine.requests) == 6


def test_another_prompt_or_instruction_has_other_answers(kept, engine, tmp_path):
    kept.answer(OWN, Speaker())
    kept.answer(OWN, Speaker(instruction="Be long."))
    other = Serving("Be kind.")
    KeptAnswers(EngineAnswerer(engine, other), tmp_path, "cache", other, OWN).answer(
        OWN, Speaker()
    )
    assert len(engine.requests) == 9


@pytest.mark.parametrize("content", ["", "[]", '{"x": 3}', "\0"])
def test_a_broken_file_is_made_anew(kept, engine, tmp_path, content):
    first = kept.answer(OWN, Speaker())
    (file,) = (tmp_path / "cache").glob("*.json")
    file.write_text(content)
    assert kept.answer(OWN, Speaker()) == first
    assert kept.answer(OWN, Speaker()) == first
    assert len(engine.requests) == 6


def test_a_folder_that_is_none_is_told(engine, tmp_path):
    (tmp_path / "c").write_text("")
    kept = KeptAnswers(
        EngineAnswerer(engine, SERVING), tmp_path / "c", "base", SERVING, OWN
    )
    with pytest.raises(FolderNotWritable):
        kept.answer(OWN, Speaker())
