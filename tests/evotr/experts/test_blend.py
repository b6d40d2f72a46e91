import pytest

from evotr.errors import BlendWrong, ExpertNotFound, ExpertUnheard
from evotr.experts import known_expert, parse_blend
from tests.fakes.experts import CARDS, card

MANY = CARDS | {name: card(name, name, name) for name in ("general", "law", "math")}


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("base", ()),
        (" base ", ()),
        ("tr_chat", (("tr_chat", 1.0),)),
        ("general", (("general", 1.0),)),
        ("law:0.5,general:0.5", (("law", 0.5), ("general", 0.5))),
        ("tr_chat:0.6", (("tr_chat", 0.6),)),
        ("tr_chat:10", (("tr_chat", 10.0),)),
        (
            "tr_chat:0.6,python_coder:0.4",
            (("tr_chat", 0.6), ("python_coder", 0.4)),
        ),
        (
            " python_coder : .25 , tr_chat:1, law:2.5",
            (("python_coder", 0.25), ("tr_chat", 1.0), ("law", 2.5)),
        ),
    ],
)
def test_what_can_be_asked_for(text, shares):
    assert parse_blend(text, MANY) == shares


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", '""'),
        (",", '""'),
        ("tr_chat:0.5,", '""'),
        ("tr_chat,", "tr_chat"),
        ("tr_chat,law", "tr_chat"),
        ("tr_chat:0", "tr_chat:0"),
        ("tr_chat:10.1", "tr_chat:10.1"),
        ("tr_chat:999999", "tr_chat:999999"),
        ("tr_chat:0.000", "tr_chat:0.000"),
        ("tr_chat:-0.5", "tr_chat:-0.5"),
        ("tr_chat:nan", "tr_chat:nan"),
        ("tr_chat:inf", "tr_chat:inf"),
        ("tr_chat:1e400", "tr_chat:1e400"),
        ("tr_chat:٣", "tr_chat:٣"),
        ("tr_chat:0,6", "tr_chat:0"),
        ("tr_chat:", "tr_chat:"),
        (":0.5", ":0.5"),
        ("tr_chat:0.5:0.5", "tr_chat:0.5:0.5"),
        ("tr_chat:much", "tr_chat:much"),
        ("base:0.5", "base:0.5"),
        ("tr_chat:0.5,base:0.5", "base:0.5"),
        ("tr_chat:0.5,tr_chat:0.5", "tr_chat × 2"),
        ("tr_chat:1,law:1,math:1,python_coder:1", "4 > 3"),
    ],
)
def test_what_cannot(text, reason):
    with pytest.raises(BlendWrong) as caught:
        parse_blend(text, MANY)
    assert caught.value.values == {"blend": text, "reason": reason}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("tr_cht", "tr_chat"),
        ("TR_CHAT", "tr_chat"),
        ("PYTHON_CODER", "python_coder"),
        ("pyhton", "python_coder"),
        ("turkce sohbet", "tr_chat"),
        ("TÜRKÇE SOHBET", "tr_chat"),
        ("Python Yazari", "python_coder"),
        ("turkish", "tr_chat"),
    ],
)
def test_the_nearest_expert_is_suggested(said, meant):
    with pytest.raises(ExpertNotFound) as caught:
        parse_blend(f"{said}:0.5", CARDS)
    assert caught.value.values == {"expert": said, "suggestion": meant}


@pytest.mark.parametrize(
    ("said", "cards"), [("", CARDS), ("gone_one", CARDS), ("tr_chat", {})]
)
def test_where_no_name_is_near_none_is_suggested(said, cards):
    with pytest.raises(ExpertUnheard) as caught:
        known_expert(said, cards)
    assert caught.value.values == {"expert": said}
