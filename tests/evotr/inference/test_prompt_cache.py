import mlx.core as mx
import pytest
from mlx_lm.models.cache import make_prompt_cache

from evotr.inference.prompt_cache import PromptCache

IDS = list(range(1, 41))
BIG = 2**40


@pytest.fixture
def cache(loaded) -> PromptCache:
    return PromptCache(loaded.model, BIG)


@pytest.fixture
def read(loaded):
    def read(ids: list[int]) -> list:
        caches = make_prompt_cache(loaded.model)
        mx.eval(loaded.model(mx.array([ids]), cache=caches))
        return caches

    return read


def same(loaded, caches: list, ids: list[int]) -> bool:
    """Whether ``caches`` hold ``ids``: the next token's logits agree."""
    fresh = make_prompt_cache(loaded.model)
    whole = loaded.model(mx.array([[*ids, 7]]), cache=fresh)[:, -1]
    step = loaded.model(mx.array([[7]]), cache=caches)[:, -1]
    return mx.allclose(whole, step, atol=1e-4).item()


def test_an_unknown_prompt_starts_empty(cache):
    caches, size = cache.take("a", "", IDS)
    assert size == 0
    assert all(layer.empty() for layer in caches)


def test_a_longer_prompt_takes_the_whole_entry(cache, read, loaded):
    cache.put("a", "", IDS, read(IDS))
    caches, size = cache.take("a", "", [*IDS, 99, 100])
    assert size == len(IDS)
    assert same(loaded, caches, IDS)
    assert cache.nbytes == 0  # moved, not copied


def test_a_shorter_prompt_takes_what_it_asks_for(cache, read, loaded):
    cache.put("a", "", IDS, read(IDS))
    caches, size = cache.take("a", "", IDS[:-1])
    assert size == len(IDS) - 1
    assert same(loaded, caches, IDS[:-1])


def test_what_other_experts_read_does_not_serve(cache, read):
    cache.put("a", "coder", IDS, read(IDS))
    assert cache.take("a", "", IDS)[1] == 0
    cache.put("a", "", IDS, read(IDS))
    assert cache.take("a", "coder", IDS)[1] == len(
        IDS
    )  # the base's put did not drop it


def test_a_changed_end_keeps_the_common_beginning(cache, read, loaded):
    cache.put("a", "", IDS, read(IDS))
    caches, size = cache.take("a", "", [*IDS[:20], 99, 98, 97])
    assert size == 20
    assert same(loaded, caches, IDS[:20])
    again, size = cache.take("a", "", [*IDS, 5])
    assert size == len(IDS)  # the entry is still there, and whole
    assert same(loaded, again, IDS)


def test_another_conversation_shares_the_beginning(cache, read, loaded):
    cache.put("a", "", IDS, read(IDS))
    caches, size = cache.take("b", "", [*IDS, 99])
    assert size == len(IDS)
    assert same(loaded, caches, IDS)
    assert cache.nbytes > 0


def test_a_few_common_tokens_are_not_worth_a_copy(cache, read):
    cache.put("a", "", IDS, read(IDS))
    assert cache.take("b", "", [*IDS[:4], 99, 98])[1] == 0


def test_the_next_turn_replaces_the_last(cache, read):
    cache.put("a", "", IDS, read(IDS))
    before = cache.nbytes
    cache.put("a", "", [*IDS, 50], read([*IDS, 50]))
    assert cache.nbytes == before


def test_a_conversation_keeps_two_branches(cache, read):
    for branch in range(4):
        ids = [*IDS, *[100 + branch] * 30]
        cache.put("a", "", ids, read(ids))
    assert cache.take("a", "", [*IDS, *[101] * 30, 1])[1] == len(IDS)
    assert cache.take("a", "", [*IDS, *[102] * 30, 1])[1] == len(IDS) + 30


def test_the_cap_drops_the_least_recently_used(loaded, read):
    one = sum(layer.nbytes for layer in read(IDS))
    cache = PromptCache(loaded.model, 2 * one)
    prompts = {name: [at + 60, *IDS] for at, name in enumerate("abc")}
    for name in "ab":
        cache.put(name, "", prompts[name], read(prompts[name]))
    cache.take("other", "", [*prompts["a"], 1])  # a is used, b is now the oldest
    cache.put("c", "", prompts["c"], read(prompts["c"]))
    assert cache.nbytes <= 2 * one
    assert cache.take("b", "", [*prompts["b"], 1])[1] == 0
    assert cache.take("a", "", [*prompts["a"], 1])[1] == len(IDS) + 1


def test_an_entry_larger_than_the_cap_is_not_kept(loaded, read):
    cache = PromptCache(loaded.model, 10)
    cache.put("a", "", IDS, read(IDS))
    assert cache.nbytes == 0


def test_forgetting_drops_only_that_conversation(cache, read):
    for name, first in (("a", 60), ("b", 61)):
        cache.put(name, "", [first, *IDS], read([first, *IDS]))
    cache.forget("a")
    assert cache.take("a", "", [60, *IDS, 1])[1] == 0
    assert cache.take("b", "", [61, *IDS, 1])[1] == len(IDS) + 1


def test_what_is_more_than_the_cap_alone_is_not_kept_and_nothing_leaves_for_it(
    loaded, read
):
    short, long = IDS[:10], [1 + i % 40 for i in range(300)]
    room = sum(layer.nbytes for layer in read(short))
    cache = PromptCache(loaded.model, room)
    assert cache.put("a", "", short, read(short))
    assert not cache.put("b", "", long, read(long))
    assert cache.nbytes == room
    assert cache.take("a", "", short)[1] == len(short)
