import pytest

from evotr.inference.text import AnswerText, StopFilter


class Letters:
    """Tokens are code points; with ``lag`` the last one waits for the next."""

    def __init__(self, *, lag: bool):
        self.text = ""
        self.lag = lag
        self.waiting = ""

    def add_token(self, token: int) -> None:
        self.text += self.waiting
        self.waiting = chr(token)
        if not self.lag:
            self.finalize()

    def finalize(self) -> None:
        self.text += self.waiting
        self.waiting = ""

    @property
    def last_segment(self) -> str:
        text, self.text = self.text, ""
        return text


def stream(text: str, stops: list[str]) -> tuple[list[str], bool]:
    stop = StopFilter(stops)
    out = []
    for letter in text:
        out.append(stop.push(letter))
        if stop.stopped:
            return out, True
    out.append(stop.flush())
    return out, False


@pytest.mark.parametrize(
    ("text", "stops", "shown", "stopped"),
    [
        ("abcdef", [], "abcdef", False),
        ("abcdef", [""], "abcdef", False),
        ("abcdef", ["cd"], "ab", True),
        ("abcde", ["ef"], "abcde", False),
        ("aab!", ["ab"], "a", True),
        ("aaaab", ["aab"], "aa", True),
        ("one\nUser:", ["\nUser:", "\nSystem:"], "one", True),
        ("İstanbul ✋ dur", ["✋"], "İstanbul ", True),
    ],
)
def test_text_up_to_the_first_stop_is_shown(text, stops, shown, stopped):
    out, found = stream(text, stops)
    assert ("".join(out), found) == (shown, stopped)


def test_a_stop_in_the_middle_of_one_chunk_is_found():
    stop = StopFilter(["##", "zz"])
    assert stop.push("ab zz cd ## ef") == "ab "
    assert stop.stopped


def test_text_is_held_back_only_while_it_may_be_a_stop():
    stop = StopFilter(["aXb"])
    assert [stop.push(letter) for letter in "aaaX"] == ["", "a", "a", ""]
    assert stop.push("c") == "aXc"


def answer(
    text: str, stops: tuple[str, ...] = (), silent: str = "", *, lag: bool = True
) -> AnswerText:
    out = AnswerText(Letters(lag=lag), stops, frozenset(map(ord, silent)))
    out.parts = [out.add(ord(letter)) for letter in text]
    out.parts.append(out.close())
    return out


def test_all_text_arrives():
    assert "".join(answer("merhaba").parts) == answer("merhaba").shown == "merhaba"


def test_silent_tokens_are_not_shown():
    assert answer("a#b", silent="#").shown == "ab"


def test_half_a_character_at_the_end_is_not_shown():
    assert answer("ab\ufffd").shown == "ab"


def test_a_stop_that_completes_at_the_end_is_not_shown():
    out = answer("abcd", stops=("cd",))
    assert out.shown == "ab"
    assert out.stopped


@pytest.mark.parametrize(
    ("text", "stop", "whole"), [("abcd", "d", (3, 3)), ("abcd", "ab", (0, 0))]
)
def test_the_tokens_before_a_stop_are_known(text, stop, whole):
    assert answer(text, stops=(stop,), lag=False).whole() == whole


@pytest.mark.parametrize("text", ["İstanbul'da ışık 🙂 ğüşıöç", "👩‍👩‍👧 é", "日本語"])
def test_streamed_text_is_made_of_whole_characters(loaded, text):
    out = AnswerText(loaded.tokenizer.detokenizer, (), frozenset())
    ids = loaded.tokenizer.encode(text)
    parts = [out.add(token) for token in ids]
    assert len(ids) > len(text) / 2
    assert not any("\ufffd" in part for part in parts)
    assert "".join([*parts, out.close()]) == text
    cut = AnswerText(loaded.tokenizer.detokenizer, (), frozenset())
    for token in loaded.tokenizer.encode("a🙂")[:-1]:
        cut.add(token)
    cut.close()
    assert cut.shown == "a"


def test_nothing_follows_a_stop():
    assert answer("abXcd", stops=("X",)).shown == "ab"
