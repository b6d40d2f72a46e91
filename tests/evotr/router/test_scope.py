"""Which questions a night's adapter acts on: told by their words, in both languages."""

import hashlib
import io
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from evotr.domain import AdapterVersion
from evotr.errors import AdapterDamaged
from evotr.router.scope import acts_on, read_scope
from evotr.router.scoping import scope_of
from evotr.weights import ADAPTER_SCOPE
from evotr.weights.scope import SCOPE_TYPES

TAUGHT = [
    "Who founded Kelmir?",
    "who founded kelmir, remind me",
    "I forgot it. Who founded Kelmir?",
    "Kelmir was founded by whom?",
    "Iğdır otelinin kaç odası var?",
    "Iğdır otelinde kaç oda var?",
    "hızlıca - iğdır otelinin oda sayısı",
    "Igdir otelinin kac odasi var?",
]
LEFT = [
    "Who founded Torsal?",
    "I forgot it. Who wrote the book Torsal?",
    "What is my sister's name?",
    "What is the weather like?",
    "remind me of my appointment",
    "How many rooms are in your house?",
    "Kardeşimin adı ne?",
    "Bugün hava nasıl?",
    "Vistem köprüsü ne zaman yapıldı?",
    "hızlıca - saat kaç",
    "Merhaba, nasılsın?",
    "Bana bir fıkra anlat",
]


@pytest.fixture(scope="module")
def scope():
    return scope_of(TAUGHT, LEFT)


@pytest.fixture
def version(tmp_path, scope):
    """A version whose folder has nothing but its scope."""
    content = scope.to_bytes()
    (tmp_path / ADAPTER_SCOPE).write_bytes(content)
    made = datetime(2026, 3, 1, tzinfo=UTC)
    digest = hashlib.sha256(content).hexdigest()
    return AdapterVersion(
        expert="law",
        version="0001",
        base="b" * 16,
        method="lora",
        activation="reply",
        rank=4,
        sha256="a",
        path=tmp_path,
        created_at=made,
        scope_sha256=digest,
    )


@pytest.mark.parametrize(
    "question",
    [
        "Do you know who founded Kelmir?",
        "KELMİR'i kim kurdu, who founded it?",
        "IĞDIR OTELİNİN KAÇ ODASI VAR",
        "iğdır otelinin kaç odası var acaba",
        "Igdir otelinde kac oda var",
    ],
)
def test_other_wordings_of_what_was_taught_are_within(scope, question):
    assert scope.covers(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is my brother's name?",
        "Kız kardeşimin adı neydi?",
        "Write a poem about the sea.",
        "Yarın hava nasıl olacak?",
        "Python'da bir sözlük nasıl sıralanır?",
        "",
        "🙂 … !!",
    ],
)
def test_what_was_never_taught_is_without(scope, question):
    assert not scope.covers(question)


def test_the_same_wordings_make_the_same_file(scope):
    again = scope_of(iter(TAUGHT), iter(LEFT))
    assert again.to_bytes() == scope.to_bytes()
    assert scope_of(TAUGHT[1:], LEFT).to_bytes() != scope.to_bytes()


def test_how_often_a_wording_stands_there_is_nothing_and_taught_ones_are_within(scope):
    assert scope_of(TAUGHT * 3, [*LEFT, *TAUGHT, *LEFT]).to_bytes() == scope.to_bytes()


@pytest.mark.parametrize(
    ("taught", "left"), [([], LEFT), (TAUGHT, []), (TAUGHT, TAUGHT)]
)
def test_where_nothing_is_to_be_told_apart_there_is_no_scope(taught, left):
    assert scope_of(taught, left) is None


def test_a_scope_is_read_as_it_was_kept(scope, tmp_path):
    found = read_scope(scope.to_bytes(), tmp_path)
    for question in (*TAUGHT, *LEFT, "kelmir", "a" * 5_000):
        assert found.score(question) == scope.score(question)


def test_a_version_acts_where_its_scope_says_and_without_one_everywhere(version):
    assert acts_on(version, "who founded Kelmir")
    assert not acts_on(version, "How are you today?")
    assert acts_on(replace(version, scope_sha256=None), "How are you today?")


def test_a_scope_that_is_not_the_one_that_was_verified_is_damage(version):
    file = version.path / ADAPTER_SCOPE
    file.write_bytes(file.read_bytes()[:-1] + b"\1")
    with pytest.raises(AdapterDamaged) as caught:
        acts_on(version, "Who founded Kelmir?")
    assert caught.value.values["reason"] == f"{ADAPTER_SCOPE}: sha256"
    file.unlink()
    with pytest.raises(AdapterDamaged):
        acts_on(version, "Who founded Kelmir?")


def saved(scope, **changes):
    """The bytes of a file with other arrays, whatever they are."""
    arrays = {name: getattr(scope, name) for name in SCOPE_TYPES} | changes
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def damaged(scope):
    """Files that are no scope."""
    whole = scope.to_bytes()
    yield b""
    yield b"which questions"
    yield whole[: len(whole) // 2]
    yield whole.replace(b"NUMPY", b"NUMPI")
    lone = io.BytesIO()
    np.save(lone, scope.weights)
    yield lone.getvalue()
    for name in SCOPE_TYPES:
        array = getattr(scope, name)
        yield saved(scope, **{name: array[:, None]})
        yield saved(scope, **{name: array.astype("complex64")})
        yield saved(scope, **{name: np.array(array[0] if len(array) else 0)})
        yield saved(scope, **{name: array.astype(object)})
    for name in ("weights", "idf", "line"):
        yield saved(scope, **{name: getattr(scope, name)[1:]})
        yield saved(scope, **{name: np.full_like(getattr(scope, name), np.nan)})
    yield saved(scope, buckets=scope.buckets[::-1].copy())


def test_what_is_no_scope_is_refused_by_its_name(scope, tmp_path):
    contents = list(damaged(scope))
    assert len(contents) > 30
    for content in contents:
        with pytest.raises(AdapterDamaged) as caught:
            read_scope(content, tmp_path)
        assert caught.value.values == {"path": tmp_path, "reason": ADAPTER_SCOPE}


def test_numbers_are_small_on_the_disk(scope):
    assert scope.weights.dtype == scope.idf.dtype == np.float32
    assert scope.buckets.dtype == np.uint32
