import pytest

from evotr.domain import Message
from evotr.errors import FolderNotWritable, RunDamaged
from evotr.night.exam.anchors import read_anchors
from evotr.night.steps.answering import Asked
from evotr.night.steps.build import Built, Probe, Question
from evotr.night.steps.material import Correction, Praise
from evotr.night.steps.questions import (
    Questions,
    anchors_up_to,
    liked,
    read_questions,
    write_questions,
)

ONE = Correction("c1", "Türkiye'nin başkenti neresi?", "Ankara.", "tr")
PROBE = Probe(ONE, 2, Asked((Message("user", "Söyle: başkent neresi?"),)))
NEAR = Question(Asked((Message("user", "What about Peru?"),)), ONE)
BUILT = Built((), (), 0, 0, (PROBE,), (NEAR,), (), ("c1",), 1)


def test_what_is_asked_comes_back_as_it_was(tmp_path):
    write_questions(tmp_path / "run", BUILT)
    known = {"c1": ONE}
    assert read_questions(tmp_path / "run", known) == Questions((PROBE,), (NEAR,))


@pytest.mark.parametrize("content", [None, "", "{}", '{"probes": [[1]]}'])
def test_what_cannot_be_read_or_is_about_others_is_named(tmp_path, content):
    write_questions(tmp_path, BUILT)
    known = {"c1": ONE}
    if content is None:
        known = {}
    else:
        (tmp_path / "questions.json").write_text(content)
    with pytest.raises(RunDamaged):
        read_questions(tmp_path, known)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderNotWritable):
        write_questions(tmp_path / "file" / "run", BUILT)


@pytest.mark.parametrize("most", [1, 2, 40, 401, 10**6])
def test_so_many_anchors_are_drawn_evenly_and_in_pairs_of_languages(most):
    every, drawn = read_anchors(), anchors_up_to(most)
    assert len(drawn) <= max(most, 2)
    assert len(drawn) >= min(most, len(every)) - 2
    places = [every.index(anchor) for anchor in drawn]
    assert places == sorted(set(places))
    if most == 40:
        assert places[-1] > 0.9 * len(every)
        assert {anchor.language for anchor in drawn} == {"tr", "en"}


def test_a_liked_answer_that_only_measures_is_asked_as_it_was():
    (probe,) = liked([Praise("p1", "En uzun nehir?", "Kızılırmak.", "tr")])
    assert probe.correction.right == "Kızılırmak."
    assert probe.asked.messages == (Message("user", "En uzun nehir?"),)
