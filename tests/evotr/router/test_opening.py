import subprocess
import sys
from dataclasses import replace

import pytest

from evotr.domain import Exemplar, RouteQuery
from evotr.paths import PROGRAM
from evotr.router.files import forget_taught
from evotr.router.opening import open_router
from tests.fakes.embedder import FakeEmbedder

QUERY = RouteQuery("Write a function that sorts names.")
TAUGHT = Exemplar("zumzuk köftesi nasıl yapılır", "medical", "answer-1")


def ranks(router, text):
    return dict(router.route(RouteQuery(text)).ranking)


def test_kept_heads_answer_as_the_fitted_ones(knowledge):
    fitted = open_router(knowledge, FakeEmbedder())
    embedder = FakeEmbedder()
    kept = open_router(knowledge, embedder)

    assert embedder.asked == []
    first, second = fitted.route(QUERY), kept.route(QUERY)
    assert second.experts == first.experts
    assert second.confidence == pytest.approx(first.confidence, abs=0.01)


@pytest.mark.parametrize("name", ["base.npz", "ground.npz", "heads.npz", "vectors.npz"])
@pytest.mark.parametrize("rest", [b"", b"PK\x03\x04", b"\x93NUMPY"])
def test_a_damaged_file_is_made_anew(knowledge, name, rest):
    more = replace(knowledge, exemplars=(*knowledge.exemplars, TAUGHT))
    expected = open_router(more, FakeEmbedder()).route(QUERY).pick
    (knowledge.state / name).write_bytes(rest)

    assert open_router(more, FakeEmbedder()).route(QUERY).pick == expected
    assert open_router(more, FakeEmbedder()).route(QUERY).pick == expected


def test_heads_of_another_encoder_do_not_serve(knowledge):
    open_router(knowledge, FakeEmbedder())
    other = FakeEmbedder("fake-2")

    open_router(knowledge, other)

    assert other.asked


def test_a_correction_is_learned_and_can_be_taken_back(knowledge):
    before = ranks(open_router(knowledge, FakeEmbedder()), TAUGHT.text)["medical"]
    more = replace(knowledge, exemplars=(*knowledge.exemplars, TAUGHT))
    embedder = FakeEmbedder()

    after = ranks(open_router(more, embedder), TAUGHT.text)["medical"]

    assert after > before
    assert len(embedder.asked[0]) == 1  # the cards' exemplars are not embedded again
    back = ranks(open_router(knowledge, FakeEmbedder()), TAUGHT.text)["medical"]
    assert back == pytest.approx(before, abs=0.02)


def test_a_correction_is_there_at_the_next_start(knowledge):
    more = replace(knowledge, exemplars=(*knowledge.exemplars, TAUGHT))
    learned = ranks(open_router(more, FakeEmbedder()), TAUGHT.text)
    (knowledge.state / "ground.npz").unlink()
    embedder = FakeEmbedder()

    router = open_router(more, embedder)

    assert embedder.asked == []
    assert ranks(router, TAUGHT.text) == pytest.approx(learned, abs=0.01)


def test_a_correction_does_not_wait_for_scikit_learn():
    code = "import sys, evotr.router.refitting; print('sklearn' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=PROGRAM,
    )

    assert done.stdout.strip() == "False"


def test_a_negative_correction_drives_away(knowledge):
    text = "This garden gate has a loop, mend it."
    wrong = Exemplar(text, "python_coder", "answer-3", negative=True)
    more = replace(knowledge, exemplars=(*knowledge.exemplars, wrong))

    assert share(more, text, "python_coder") < share(knowledge, text, "python_coder")


def share(knowledge, text, expert):
    router = open_router(knowledge, FakeEmbedder())
    opinion = router.model.by_words(router.extractor.look(text), router.candidates)
    return opinion.shares[router.model.experts.index(expert)]


def test_an_expert_of_corrections_alone_can_be_routed_to(knowledge):
    taught = (Exemplar("Malazgirt ne zaman oldu", "history", "answer-2"),)
    more = replace(knowledge, exemplars=(*knowledge.exemplars, *taught))

    assert "history" in ranks(open_router(more, FakeEmbedder()), "Malazgirt")


def test_without_an_embedder_words_decide(knowledge):
    route = open_router(knowledge, None).route(QUERY)

    assert route.pick == "python_coder"
    assert route.stage == "keyword"
    assert route.why.example is None


def test_without_any_expert_the_base_answers(knowledge):
    route = open_router(replace(knowledge, exemplars=()), FakeEmbedder()).route(QUERY)

    assert route.experts == ()


def test_no_text_is_kept_and_what_is_taken_back_leaves_no_heads(knowledge):
    more = replace(knowledge, exemplars=(*knowledge.exemplars, TAUGHT))
    open_router(more, FakeEmbedder())
    kept = [file.read_bytes() for file in knowledge.state.iterdir()]
    for code in ("utf-8", "utf-32le"):
        assert not any("köftesi".encode(code) in each for each in kept)
    assert (knowledge.state / "heads.npz").exists()

    embedder = FakeEmbedder()
    open_router(knowledge, embedder)

    assert not (knowledge.state / "heads.npz").exists()
    assert embedder.asked == []


def test_forgetting_what_was_taught_spares_the_cards_heads(knowledge):
    more = replace(knowledge, exemplars=(*knowledge.exemplars, TAUGHT))
    open_router(more, FakeEmbedder())
    (knowledge.state / "tmp1.new").write_bytes(b"left by a kill")

    forget_taught(knowledge.state)

    left = sorted(file.name for file in knowledge.state.iterdir())
    assert left == ["base.npz", "ground.npz"]
    embedder = FakeEmbedder()
    open_router(knowledge, embedder)
    assert embedder.asked == []


def test_the_closest_exemplar_is_quoted_from_kept_heads(knowledge):
    more = replace(knowledge, exemplars=(*knowledge.exemplars, TAUGHT))
    open_router(more, FakeEmbedder())
    router = open_router(more, FakeEmbedder())
    model = router.model

    assert model.exemplars[-1] == (TAUGHT.text, TAUGHT.expert)
    opinion = router.model.by_meaning(
        router.extractor.look(TAUGHT.text),
        FakeEmbedder().encode([router.extractor.look(TAUGHT.text).embedded])[0],
        router.candidates,
    )
    assert opinion.cosines.argmax() == len(model.exemplars) - 1
