import re
from random import Random

import pytest

from evotr.domain import fold_tokens
from evotr.night.phrasing import phrasings_of, read_wording
from evotr.night.phrasing.asides import with_asides
from evotr.text import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_place_gets_a_whole_sentence_of_its_own(language):
    wording, rng = read_wording(language), Random(3)
    made = {with_asides("{aside} {q} {aside}", wording, rng) for _ in range(300)}
    assert len(made) > 290
    for line in made:
        before, _, behind = line.partition(" {q} ")
        for sentence in (before, behind):
            assert re.fullmatch(r"[^\W\d_a-zçğıöşü][^{}]*\.", sentence), sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_no_place_stays(language):
    wording = read_wording(language)
    assert with_asides("Hm, {low}", wording, Random(0)) == "Hm, {low}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_part_of_a_sentence_is_half_of_a_probes(language):
    wording = read_wording(language)
    bare = [
        frozenset(fold_tokens(re.sub(r"\{\w+\}", " ", line)))
        for lines in wording.probes.values()
        for line in lines
    ]
    for part in (one for lines in wording.asides.values() for one in lines):
        words = frozenset(fold_tokens(re.sub(r"\{\w+\}", " ", part)))
        assert all(len(words & probe) <= len(probe) / 2 for probe in bare), part


def test_a_question_with_braces_stays_itself():
    made = phrasings_of("What does {aside} mean?", "en", seed=0, count=15).training
    assert "{aside}" in made[0]
    assert sum("{aside}" in text for text in made) > 5
