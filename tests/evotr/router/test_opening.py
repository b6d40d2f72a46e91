import shutil
from dataclasses import replace

import pytest

from evotr.domain import Exemplar, RouteQuery
from evotr.router import files
from evotr.router.files import forget_taught, forgotten_at
from evotr.router.opening import lesson_texts, make_ready, open_router
from evotr.router.vectors import VectorCache
from tests.fakes.embedder import FakeEmbedder, WordEmbedder
from tests.fakes.own_process import printed_by

QUERY = RouteQuery("Write a function that sorts names.")
TAUGHT = Exemplar("zumzuk köftesi nasıl yapılır", "medical", "answer-1")
EXPERT = (Exemplar("dizi sırala", "python_coder", "card"),)


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
    assert printed_by(code) == "False"


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

    left = sorted(f.name for f in knowledge.state.iterdir() if f.stat().st_size)
    assert left == ["base.npz", "ground.npz"]
    embedder = FakeEmbedder()
    open_router(knowledge, embedder)
    assert embedder.asked == []


def as_now(knowledge, *more):
    """What is known at this moment, with more exemplars."""
    return replace(
        knowledge,
        exemplars=(*knowledge.exemplars, *more),
        forgotten=forgotten_at(knowledge.state),
    )


def made_of_taught(knowledge):
    """What lies there of what the user taught: heads, and the vector of its text."""
    state = knowledge.state
    names = (file.name for file in state.iterdir())
    left = [name for name in names if name.startswith(("heads", "tmp"))]
    cache = VectorCache(FakeEmbedder(), (state / "vectors.npz",))
    return left + ([] if cache.lacks([embedded(knowledge)]) else ["vector"])


def embedded(knowledge):
    """What is embedded of the text that the user taught."""
    (_, *texts) = lesson_texts(replace(knowledge, exemplars=(*EXPERT, TAUGHT)))
    return texts[0]


def embedder_that(before):
    """The same embedder, where something happens while it is at it."""
    return WordEmbedder(16, "fake-1", lambda _texts: before())


@pytest.mark.parametrize("forgotten", [True, False])
def test_ground_work_brings_back_nothing_that_is_forgotten_meanwhile(
    knowledge, forgotten
):
    """It has read all vectors that lay there, and has some of its own to add."""
    open_router(as_now(knowledge, TAUGHT), FakeEmbedder())
    assert made_of_taught(knowledge) == ["heads.npz", "vector"]
    more = as_now(knowledge, Exemplar("yeni bir kartın örneği", "medical", "card"))
    embedder = embedder_that(lambda: forgotten and forget_taught(knowledge.state))
    make_ready(more, embedder)

    assert embedder.asked
    left = made_of_taught(knowledge)
    assert left == ([] if forgotten else ["heads.npz", "vector"])
    assert (knowledge.state / "ground.npz").exists()


def test_a_correction_that_is_forgotten_while_it_is_learned_is_not_kept(knowledge):
    more = as_now(knowledge, TAUGHT)
    embedder = embedder_that(lambda: forget_taught(knowledge.state))
    router = open_router(more, embedder)

    assert embedder.asked == [[embedded(knowledge)]]
    assert made_of_taught(knowledge) == []
    assert router.route(QUERY).pick == "python_coder"
    open_router(as_now(knowledge, TAUGHT), FakeEmbedder())
    assert made_of_taught(knowledge) == ["heads.npz", "vector"]


def test_each_forgetting_is_another_one_whatever_the_clock_says(tmp_path, monkeypatch):
    known = {forgotten_at(tmp_path)}
    for second in (5, 5, 3):
        monkeypatch.setattr(files.time, "time_ns", lambda at=second: at * 10**9)
        forget_taught(tmp_path)
        known.add(forgotten_at(tmp_path))
    assert len(known) == 4


def test_a_folder_that_cannot_be_written_keeps_nothing_and_answers(knowledge):
    shutil.rmtree(knowledge.state)
    knowledge.state.write_text("a file stands there", "ascii")
    router = open_router(as_now(knowledge, TAUGHT), FakeEmbedder())

    assert router.route(QUERY).pick == "python_coder"
    assert knowledge.state.read_text("ascii") == "a file stands there"


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
