import pytest
from tokenizers import Tokenizer

from evotr.embedding.pieces import WordPieces

WORDS = 30_522
LIMIT = 32


@pytest.fixture(scope="module")
def data(minilm_folder):
    return (minilm_folder / "tokenizer.json").read_bytes()


@pytest.fixture(scope="module")
def pieces(data):
    return WordPieces(data, LIMIT, WORDS)


@pytest.fixture(scope="module")
def whole(data):
    """The library's own cutting, of the whole text."""
    tokenizer = Tokenizer.from_buffer(data)
    tokenizer.no_padding()
    tokenizer.enable_truncation(LIMIT)
    return lambda text: tokenizer.encode(text).ids


@pytest.mark.parametrize(
    "text",
    [
        "",
        "short",
        "a few words more than that, and a comma",
        "uzun bir cümle " * 5_000,
        # What ends the first head lies in the middle of a word, or in a long blank.
        "ab" + "abcdefg " * 5_000,
        " " * 4_090 + "words at the very end of the first head " * 20,
        " " * 20_000 + "far behind",
        "x" * 4_095 + " y z",
        "[SEP] " * 3_000,
    ],
)
def test_only_the_head_is_read_and_the_answer_is_that_of_the_whole(pieces, whole, text):
    assert pieces.ids(text) == whole(text)


def test_what_is_behind_the_last_head_is_not_looked_at(pieces):
    assert pieces.ids(" " * 32_768 + "word") == pieces.ids("")


def test_dotless_i_is_an_i(pieces, whole):
    assert pieces.ids("ılık") == whole("ilik") != whole("ılık")


def test_half_a_character_is_nothing(pieces, whole):
    assert pieces.ids("a\ud800 b") == whole("a b")


def test_a_vocabulary_larger_than_the_table_is_refused(data):
    with pytest.raises(ValueError, match="vocab"):
        WordPieces(data, LIMIT, WORDS - 1)


def test_what_is_no_tokenizer_is_refused():
    with pytest.raises(ValueError, match=r"tokenizer\.json"):
        WordPieces(b"{}", LIMIT, WORDS)
