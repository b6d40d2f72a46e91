import pytest

from evotr.domain import GenerationRequest, Message, SamplingParams
from evotr.errors import EmptyMessage, InvalidSetting
from evotr.inference.requests import check_request


def ask(*messages: Message, **params: object) -> GenerationRequest:
    return GenerationRequest("c", messages, SamplingParams(**params))


@pytest.mark.parametrize(
    "messages",
    [(), (Message("user", " \0\n"),), (Message("user", "a"), Message("assistant", ""))],
)
def test_a_request_needs_words_of_the_user_at_its_end(messages):
    with pytest.raises(EmptyMessage):
        check_request(ask(*messages))


def test_an_emoji_is_a_message():
    check_request(ask(Message("user", "🙂")))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("top_k", -1),
        ("xtc_threshold", 0.6),
        ("xtc_probability", 2.0),
        ("repetition_penalty", 0.0),
        ("penalty_context", 0),
        ("presence_penalty", float("inf")),
    ],
)
def test_a_value_out_of_range_is_named(key, value):
    with pytest.raises(InvalidSetting) as caught:
        check_request(ask(Message("user", "a"), **{key: value}))
    assert caught.value.values["key"] == key
    assert str(value) in caught.value.values["reason"]
