"""A row's tokens do not depend on the rows that come and go beside it."""

import mlx.core as mx
import pytest
from mlx_lm.generate import stream_generate
from mlx_lm.models.cache import make_prompt_cache

from evotr.domain import SamplingParams
from evotr.inference.layers import Selection
from evotr.inference.rows import Batch, Pending, Row
from evotr.inference.sampling import Chooser

PROMPTS = [list(range(5, 9)), list(range(50, 90)), list(range(200, 211))]
GREEDY = SamplingParams()
DRAWN = SamplingParams(temperature=1.0, top_p=0.95, top_k=50, seed=7)


@pytest.fixture
def batch(loaded) -> Batch:
    return Batch(loaded.model, Selection())


def join(batch: Batch, loaded, ids: list[int], params=GREEDY) -> Row:
    row = Row(list(ids), Chooser(params, loaded, ids))
    caches = make_prompt_cache(loaded.model)
    loaded.model(mx.array([ids[:-1]]), cache=caches)
    batch.join(row, caches, 1)
    return row


def alone(loaded, ids: list[int], size: int, params=GREEDY) -> list[int]:
    batch = Batch(loaded.model, Selection())
    row = join(batch, loaded, ids, params)
    for _ in range(size):
        batch.step()
    return row.ids[len(ids) :]


def test_greedy_tokens_are_those_of_mlx_lm(loaded):
    eos, loaded.tokenizer.eos_token_ids = loaded.tokenizer.eos_token_ids, set()
    expected = stream_generate(loaded.model, loaded.tokenizer, PROMPTS[1], 20)
    tokens = [response.token for response in expected]
    loaded.tokenizer.eos_token_ids = eos
    assert alone(loaded, PROMPTS[1], 20) == tokens


@pytest.mark.parametrize("params", [GREEDY, DRAWN], ids=["greedy", "drawn"])
def test_rows_joining_and_leaving_do_not_change_a_row(batch, loaded, params):
    first = join(batch, loaded, PROMPTS[0], params)
    for _ in range(3):
        batch.step()
    second = join(batch, loaded, PROMPTS[1], params)
    batch.step()
    third = join(batch, loaded, PROMPTS[2], params)
    for _ in range(4):
        batch.step()
    batch.leave(second)
    for _ in range(3):
        batch.step()
    batch.leave(first)
    for _ in range(5):
        batch.step()
    for row, prompt in zip((first, second, third), PROMPTS, strict=True):
        tokens = row.ids[len(prompt) :]
        assert tokens == alone(loaded, prompt, len(tokens), params)
    assert [len(row.ids) - row.prompt for row in (first, second, third)] == [11, 5, 12]


def test_what_is_fed_is_what_the_caches_hold(batch, loaded):
    rows = [join(batch, loaded, prompt) for prompt in PROMPTS]
    for _ in range(3):
        batch.step()
    for row in rows:
        caches = batch.leave(row)
        assert caches[0].size() == row.fed == len(row.ids)


def pending(loaded, ids: list[int], known: int) -> Pending:
    caches = make_prompt_cache(loaded.model)
    if known:
        loaded.model(mx.array([ids[:known]]), cache=caches)
    row = Row(list(ids), Chooser(GREEDY, loaded, ids))
    return Pending(row, caches, known, None)


@pytest.mark.parametrize("known", [(0, 0, 0), (3, 0, 7), (2, 38, 0)])
@pytest.mark.parametrize("rest", [1, 2])
def test_prompts_read_in_one_call_are_answered_as_alone(batch, loaded, known, rest):
    beside = join(batch, loaded, PROMPTS[1])
    batch.step()
    pairs = zip(PROMPTS, known, strict=True)
    prompts = [pending(loaded, ids, min(size, len(ids) - rest)) for ids, size in pairs]
    batch.begin(prompts, rest)
    for _ in range(6):
        batch.step()
    for one, ids in zip(prompts, PROMPTS, strict=True):
        assert one.row.ids[len(ids) :] == alone(loaded, ids, 6)
    assert beside.ids[len(PROMPTS[1]) :] == alone(loaded, PROMPTS[1], 7)


def test_a_dropped_row_is_seen_no_more_and_the_others_do_not_change(batch, loaded):
    rows = [join(batch, loaded, prompt) for prompt in PROMPTS * 3]
    for at, row in enumerate(rows[:-1]):
        assert len(batch.step()) == len(batch.rows) == len(rows) - at
        batch.drop(row)
        assert row not in batch.rows
    batch.step()
    for at, row in enumerate(rows):
        ids = PROMPTS[at % 3]
        size = len(row.ids) - len(ids)
        assert size == min(at + 1, len(rows))
        assert row.ids[len(ids) :] == alone(loaded, ids, size)
    assert batch.leave(rows[-1])[0].size() == len(rows[-1].ids)


def test_a_row_takes_the_place_of_dropped_ones(batch, loaded):
    rows = [join(batch, loaded, PROMPTS[2]) for _ in range(8)]
    batch.step()
    batch.drop(rows[3])
    late = join(batch, loaded, PROMPTS[0])
    for _ in range(5):
        assert len(batch.step()) == 8
    assert late.ids[len(PROMPTS[0]) :] == alone(loaded, PROMPTS[0], 5)
    assert rows[7].ids[len(PROMPTS[2]) :] == alone(loaded, PROMPTS[2], 6)


def test_the_last_step_begins_no_other(batch, loaded):
    row = join(batch, loaded, PROMPTS[0])
    batch.step()
    assert len(batch.step(last=True)) == 1
    assert batch.leave(row)[0].size() == row.fed == len(row.ids) - 1
