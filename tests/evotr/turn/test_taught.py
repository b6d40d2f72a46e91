import pytest

from evotr.domain import GENERAL, Exemplar, Message, RouteQuery
from evotr.turn import TaughtRouter
from tests.fakes.router import FakeRouter

ODD = "Zümrüdüanka fiyakası hangi yasada geçer?"
SAID = (Message("user", "Kira?"), Message("assistant", "Otuz gün."))


@pytest.fixture
def router():
    taught = [
        Exemplar(ODD, "chef", "user"),
        Exemplar(ODD, "law", "user"),
        Exemplar("kira sözleşmesi nedir diyorum", GENERAL, "user"),
        Exemplar("peki ya üçü?", "law", "user"),
        Exemplar("çorba hiç kimse değil ki", "chef", "user", negative=True),
        Exemplar("!?", "law", "user"),
    ]
    return TaughtRouter(FakeRouter({"kira": "law", "çorba": "chef"}), taught)


@pytest.mark.parametrize("text", [ODD, "ZUMRUDUANKA FIYAKASI HANGİ YASADA GECER"])
def test_the_last_word_of_the_user_holds(router, text):
    route = router.route(RouteQuery(text))
    assert (route.pick, route.experts) == ("law", (("law", 1.0),))
    assert (route.why.example, route.why.similarity) == (ODD, 1.0)
    assert route.stage == "keyword"
    assert route.confidence == route.ranking[0][1] > 0.9
    assert sum(chance for _, chance in route.ranking) == pytest.approx(1)
    assert [expert for expert, _ in route.ranking].count("law") == 1


def test_the_base_can_be_taught_too(router):
    route = router.route(RouteQuery("Kira sözleşmesi nedir diyorum"))
    assert (route.pick, route.experts) == (GENERAL, ())
    assert route.runner_up[0] == "law"


def test_a_short_question_may_lean_on_what_was_said(router):
    short, follow = "peki ya üçü?", {"history": SAID, "previous": "chef"}
    assert router.route(RouteQuery(short)).pick == "law"
    assert router.route(RouteQuery(short, **follow)).pick == GENERAL
    assert router.route(RouteQuery(ODD, **follow)).pick == "law"


@pytest.mark.parametrize("text", ["", "??", "çorba hiç kimse değil ki", "kira"])
def test_everything_else_is_the_routers(router, text):
    plain = FakeRouter({"kira": "law", "çorba": "chef"}).route(RouteQuery(text))
    assert router.route(RouteQuery(text)) == plain
