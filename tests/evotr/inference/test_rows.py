"""A row's tokens do not depend on the rows that come and go beside it."""

import mlx.core as mx
import pytest
from mlx_lm.generate import stream_generate
from mlx_lm.models.cache import make_prompt_cache

from evotr.domain import SamplingParams
from evotr.inference.layers import Selection
from evotr.inference.rows import Batch, Row
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
    batch.join(row, batch.first(row, caches, 1))
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
    seat = batch.leave(second)
    for _ in range(3):
        batch.step()
    batch.join(second, seat)  # paused and resumed with its cache
    batch.leave(first)
    for _ in range(5):
        batch.step()
    batch.leave(third)
    for _ in range(2):
        batch.step()
    for row, prompt in zip((first, second, third), PROMPTS, strict=True):
        tokens = row.ids[len(prompt) :]
        assert tokens == alone(loaded, prompt, len(tokens), params)
    assert [len(row.ids) - row.prompt for row in (first, second, third)] == [11, 12, 12]


def test_what_is_fed_is_what_the_caches_hold(batch, loaded):
    rows = [join(batch, loaded, prompt) for prompt in PROMPTS]
    for _ in range(3):
        batch.step()
    for row in rows:
        caches = batch.leave(row).caches
        assert caches[0].size() == row.fed == len(row.ids)


def test_the_last_step_begins_no_other(batch, loaded):
    row = join(batch, loaded, PROMPTS[0])
    batch.step()
    assert len(batch.step(last=True)) == 1
    assert batch.leave(row).caches[0].size() == row.fed == len(row.ids) - 1
