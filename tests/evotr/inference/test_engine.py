import gc
import shutil
import threading
from itertools import pairwise

import mlx.core as mx
import pytest

from evotr.domain import (
    GenerationFinished,
    GenerationRequest,
    Message,
    Priority,
    PromptProgress,
    SamplingParams,
    TokenChunk,
)
from evotr.errors import (
    EngineClosed,
    EvotrError,
    GenerationBroken,
    InvalidSetting,
    ModelNotFound,
)
from evotr.inference import Engine, EngineConfig
from tests.fakes.own_process import run_code
from tests.fakes.tiny_model import build_model

WAIT = 60
LONG = 400


def ask(*turns: str, conversation: str = "c", **params: object) -> GenerationRequest:
    priority = params.pop("priority", Priority.INTERACTIVE)
    roles = ("user", "assistant")
    messages = tuple(Message(roles[at % 2], text) for at, text in enumerate(turns))
    sampling = SamplingParams(**{"max_tokens": 8, **params})
    return GenerationRequest(conversation, messages, sampling, priority)


def read(stream) -> tuple[str, GenerationFinished]:
    events = list(stream)
    chunks = (event.text for event in events if isinstance(event, TokenChunk))
    return "".join(chunks), events[-1]


def settle(engine: Engine) -> Engine:
    """The engine, done with what it keeps after an answer's last word."""
    engine.count(("",)).result(WAIT)
    return engine


def held() -> int:
    """Bytes that other tests of this process still hold in MLX."""
    gc.collect()
    return mx.get_active_memory()


def until_text(stream):
    """The stream's iterator, read up to its first text."""
    events = iter(stream)
    while not isinstance(next(events), TokenChunk):
        pass
    return events


@pytest.fixture
def make(tiny):
    engines = []

    def make(folder=tiny, on_state=None, **settings: object) -> Engine:
        engines.append(Engine(EngineConfig(folder, **settings), on_state))
        return engines[-1]

    yield make
    for engine in engines:
        engine.close()


def test_neither_import_nor_construction_imports_mlx(tiny):
    code = """
import sys
from pathlib import Path
from evotr.inference import Engine, EngineConfig, api
engine = Engine(EngineConfig(Path(sys.argv[1])))
heavy = {"mlx", "mlx_lm", "transformers", "torch"} & set(sys.modules)
engine.close()
sys.exit(str(heavy) if heavy else 0)
"""
    done = run_code(code, tiny)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_program_that_forgets_to_close_still_ends(tiny):
    code = """
import sys
from pathlib import Path
from evotr.domain import GenerationRequest, Message, SamplingParams
from evotr.inference import Engine, EngineConfig
engine = Engine(EngineConfig(Path(sys.argv[1])))
params = SamplingParams(max_tokens=400)
stream = engine.submit(GenerationRequest("c", (Message("user", "a"),), params))
next(iter(stream))
"""
    done = run_code(code, tiny)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_failed_load_leaves_the_engine_usable(make, tiny, tmp_path):
    states = []
    engine = make(tmp_path / "model", on_state=states.append)
    for _ in range(2):
        with pytest.raises(ModelNotFound):
            read(engine.submit(ask("a")))
    assert engine.status().state == "failed"
    shutil.copytree(tiny, tmp_path / "model")
    assert read(engine.submit(ask("a")))[1].usage.completion_tokens == 8
    assert states == ["loading", "failed", "loading", "failed", "loading", "ready"]


def test_a_fault_ends_requests_but_not_the_thread(make):
    states = []
    engine = make(cache_bytes="a lot", on_state=states.append)
    for _ in range(2):
        with pytest.raises(EvotrError) as caught:
            read(engine.submit(ask("a")))
        assert caught.value.values["reason"].startswith("TypeError")
    engine.close()
    assert states.count("failed") == 2


def test_a_fault_while_answering_gives_the_memory_back(make):
    before = held()
    engine = make()
    read(settle(engine).submit(ask("a")))
    weights = engine.status().weights_bytes
    engine._session._people = None
    with pytest.raises(EvotrError):
        read(engine.submit(ask("a")))
    engine.close()
    assert engine.metrics().active_bytes < before + weights / 100


def test_without_mlx_every_request_is_told_and_none_hangs(tiny):
    code = f"""
import sys
from pathlib import Path
sys.modules["mlx_lm"] = None
from evotr.domain import GenerationRequest, Message, SamplingParams
from evotr.errors import EvotrError
from evotr.inference.config import EngineConfig
from evotr.inference.engine import Engine
engine = Engine(EngineConfig(Path({str(tiny)!r})))
request = GenerationRequest("c", (Message("user", "a"),), SamplingParams())
for _ in range(2):
    try:
        list(engine.submit(request))
    except EvotrError as error:
        print(error.values["reason"].split(":")[0], engine.status().state)
engine.close()
"""
    done = run_code(code, tiny)
    assert done.stdout.split() == ["ModuleNotFoundError", "failed"] * 2


def test_a_listener_that_raises_is_logged(make, caplog):
    def listener(state: str) -> None:
        raise KeyError(state)

    engine = make(on_state=listener)
    assert read(engine.submit(ask("a")))[1].usage.completion_tokens == 8
    assert "on_state(ready)" in caplog.text


@pytest.mark.parametrize("wrong", [{"max_batch": 0}, {"prefill_chunk": 0}])
def test_an_engine_that_could_never_answer_is_not_built(make, wrong):
    with pytest.raises(ValueError, match="EngineConfig"):
        make(**wrong)


def test_what_cannot_be_loaded_counts_nothing(make, tmp_path):
    with pytest.raises(ModelNotFound):
        make(tmp_path / "none").count(["bir"]).result(WAIT)


def test_who_waits_for_a_count_is_told_of_a_fault_and_of_the_end(make):
    engine = make()
    with pytest.raises(EvotrError) as caught:
        engine.count([object()]).result(WAIT)
    assert "AttributeError" in str(caught.value.values["reason"])
    waiting = [engine.count(["bir " * 4000]) for _ in range(20)]
    engine.close()
    for count in waiting:
        assert count.exception(WAIT) is None or isinstance(
            count.exception(), EngineClosed
        )


def test_a_count_that_was_cancelled_disturbs_nobody(make):
    engine = make()
    waits, counted = engine.count(["bir"]), engine.count(["bir"])
    waits.cancel()
    assert counted.result(WAIT).texts > (0,)


def test_preload_loads_and_status_tells(make):
    ready = threading.Event()
    engine = make(on_state=lambda state: state == "ready" and ready.set())
    assert engine.status().state == "unloaded"
    engine.preload()
    assert ready.wait(WAIT)
    status = engine.status()
    assert (status.context_tokens, status.model) == (512, "model")
    assert 0 < status.weights_bytes <= status.active_bytes


def test_turn_ten_reads_only_its_new_tokens(make):
    engine = make()
    turns: list[str] = []
    before = 0
    for turn in range(10):
        turns.append(f"Soru {turn}: bugün hava nasıl?")
        text, finish = read(engine.submit(ask(*turns, temperature=1.0, seed=turn)))
        usage = finish.usage
        assert usage.dropped_messages == 0
        new = usage.prompt_tokens - before
        assert usage.prompt_tokens - usage.cached_tokens <= new + 8
        assert turn == 0 or usage.cached_tokens >= before
        before = usage.prompt_tokens + usage.completion_tokens - 1
        turns.append(text)


def test_what_a_cancelled_answer_said_is_kept(make):
    engine = make()
    stream = engine.submit(ask("Merhaba", max_tokens=LONG))
    text = ""
    for event in stream:
        if isinstance(event, TokenChunk):
            text += event.text
            stream.cancel()
    assert event.reason == "cancelled"
    usage = read(engine.submit(ask("Merhaba", text, "Devam")))[1].usage
    assert usage.cached_tokens >= event.usage.prompt_tokens
    assert usage.cached_tokens >= (
        event.usage.prompt_tokens + event.usage.completion_tokens - 1
    )


def test_cancel_while_the_prompt_is_read(make):
    engine = make(prefill_chunk=2)
    stream = engine.submit(ask("uzun bir soru " * 30))
    processed = 0
    for event in stream:
        if isinstance(event, PromptProgress):
            stream.cancel()
            processed = event.processed
            total = event.total
    assert event.reason == "cancelled"
    assert event.usage.completion_tokens == 0
    assert processed < total


def test_cancel_while_queued_does_not_wait(make):
    engine = make(max_batch=1)
    first = engine.submit(ask("a", conversation="1", max_tokens=LONG))
    events = until_text(first)
    second = engine.submit(ask("b", conversation="2"))
    second.cancel()
    assert read(second)[1].reason == "cancelled"
    assert not first.ended
    first.cancel()
    assert list(events)[-1].reason == "cancelled"


def test_background_yields_to_interactive_and_goes_on(make):
    engine = make(max_batch=1)
    slow = ask("b", conversation="b", max_tokens=LONG, priority=Priority.BACKGROUND)
    alone = read(engine.submit(slow))[0]
    engine.forget("b")
    background = engine.submit(slow)
    until = until_text(background)
    quick = engine.submit(ask("q", conversation="q", priority=Priority.QUICK))
    assert read(quick)[1].usage.completion_tokens == 8
    assert not background.ended
    rest = "".join(e.text for e in until if isinstance(e, TokenChunk))
    assert rest
    assert alone.endswith(rest)


def test_interactive_overtakes_those_that_wait(make):
    engine = make(max_batch=1)
    first = engine.submit(ask("a", conversation="1", max_tokens=LONG))
    events = until_text(first)
    names = (Priority.BACKGROUND, Priority.QUICK, Priority.INTERACTIVE)
    waiting = [engine.submit(ask("b", conversation=str(p), priority=p)) for p in names]
    first.cancel()
    list(events)
    ends = [read(stream)[1].usage.queue_s for stream in waiting]
    assert ends == sorted(ends, reverse=True)


def test_a_seed_gives_the_same_answer_alone_and_in_a_batch(make):
    engine = make(max_batch=4)
    params = {"temperature": 1.0, "top_p": 0.9, "max_tokens": 40}
    asks = [ask("a", conversation=str(n), seed=n, **params) for n in range(4)]
    alone = [read(engine.submit(one))[0] for one in asks]
    together = [read(stream)[0] for stream in [engine.submit(one) for one in asks]]
    assert together == alone
    assert len(set(alone)) == 4


def test_a_full_window_drops_turns_and_rereads_seldom(make):
    engine = make()
    turns: list[str] = []
    usages = []
    for turn in range(40):
        turns.append(f"{turn}?")
        text, finish = read(engine.submit(ask(*turns)))
        turns.append(text)
        usages.append(finish.usage)
        assert finish.usage.prompt_tokens + 8 <= 512
    drops = [usage.dropped_messages for usage in usages]
    assert drops[0] == 0
    assert drops[-1] > 20
    assert sum(a != b for a, b in pairwise(drops)) < 12
    for before, after in pairwise(usages):
        if before.dropped_messages == after.dropped_messages:
            assert after.prompt_tokens - after.cached_tokens < 25


def test_an_answer_ends_where_the_context_does(make):
    engine = make(context_tokens=64)
    _, finish = read(engine.submit(ask("a", max_tokens=LONG, logit_bias=no_end())))
    usage = finish.usage
    assert finish.reason == "length"
    assert usage.prompt_tokens + usage.completion_tokens == 64


def no_end() -> tuple[tuple[int, float], ...]:
    """Bias against every control token of the tiny tokenizer."""
    return tuple((token, -1e9) for token in range(300, 400))


def test_idle_unload_gives_memory_back_and_the_next_request_loads(make, tiny):
    before, weights = held(), (tiny / "model.safetensors").stat().st_size
    unloaded = threading.Event()
    engine = make(
        idle_unload_s=0.01,
        on_state=lambda state: state == "unloaded" and unloaded.set(),
    )
    read(engine.submit(ask("a")))
    assert unloaded.wait(WAIT)
    assert engine.metrics().active_bytes < before + weights / 100
    assert engine.metrics().cache_bytes == engine.metrics().buffer_bytes == 0
    assert engine.status().weights_bytes == 0
    assert read(engine.submit(ask("a")))[1].usage.cached_tokens == 0
    assert engine.metrics().loads == 2


def test_forgetting_drops_what_was_read(make):
    engine = make()
    read(engine.submit(ask("Merhaba dünya")))
    assert read(engine.submit(ask("Merhaba dünya")))[1].usage.cached_tokens > 0
    engine.forget("c")
    assert read(engine.submit(ask("Merhaba dünya")))[1].usage.cached_tokens == 0
    assert settle(engine).status().cache_bytes > 0


def test_kept_bytes_stay_under_their_cap(make):
    engine = make(cache_bytes=600_000)
    for turn in range(12):
        text = f"{turn} " + "kelime " * 20
        read(engine.submit(ask(text, conversation=str(turn))))
        assert 0 < settle(engine).status().cache_bytes <= 600_000


def test_rows_that_do_not_fit_the_cap_wait(make):
    engine = make(cache_bytes=120_000, max_batch=4)  # one row's need is about 110,000
    asks = [ask("a", conversation=str(n), max_tokens=LONG) for n in range(2)]
    first, second = [engine.submit(one) for one in asks]
    events = until_text(first)
    assert engine.status().waiting == 1
    first.cancel()
    list(events)
    second_events = until_text(second)
    second.cancel()
    list(second_events)


def test_the_background_is_not_counted_as_what_is_asked(make):
    engine = make(cache_bytes=120_000, max_batch=4)
    params = {"max_tokens": LONG, "priority": Priority.BACKGROUND}
    asks = [ask("a", conversation=str(n), **params) for n in range(2)]
    first, second = [engine.submit(one) for one in asks]
    events = until_text(first)
    assert (engine.status().running, engine.status().waiting) == (0, 0)
    assert (first.ended, second.ended) == (False, False)
    for stream in (second, first):
        stream.cancel()
    list(events)
    list(second)


@pytest.mark.parametrize("value", [float("nan"), 0.0])
def test_broken_numbers_are_an_error_not_an_answer(make, tiny, tmp_path, value):
    folder = shutil.copytree(tiny, tmp_path / "model")
    weights = mx.load(str(folder / "model.safetensors"))
    norm = "model.norm.weight"
    weights[norm] = mx.full(weights[norm].shape, value)
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    engine = make(folder)
    for _ in range(2):
        with pytest.raises(GenerationBroken):
            read(engine.submit(ask("a")))
    assert engine.status().cache_bytes == 0


def test_a_bias_outside_the_vocabulary_ends_its_request_only(make):
    engine = make()
    with pytest.raises(InvalidSetting):
        read(engine.submit(ask("a", logit_bias=((10**6, 1.0),))))
    assert read(engine.submit(ask("a")))[1].usage.completion_tokens == 8


def test_a_stop_string_keeps_the_next_turns_cache(make):
    engine = make()
    params = {"max_tokens": 40, "temperature": 1.0, "seed": 5}
    whole, _ = read(engine.submit(ask("Merhaba", **params)))
    stop = whole[-3:]
    engine.forget("c")
    text, finish = read(engine.submit(ask("Merhaba", stop=(stop,), **params)))
    assert finish.reason == "stop"
    usage = read(engine.submit(ask("Merhaba", text, "Devam")))[1].usage
    said = finish.usage.prompt_tokens + finish.usage.completion_tokens
    assert usage.cached_tokens >= said - 8


@pytest.mark.slow
def test_half_a_billion_parameters_in_four_bits(make, tmp_path):
    folder = build_model(
        tmp_path / "qwen",
        bits=4,
        vocab_size=151936,
        hidden_size=896,
        num_hidden_layers=24,
        num_attention_heads=14,
        num_key_value_heads=2,
        intermediate_size=4864,
        max_position_embeddings=32768,
        rope_theta=1e6,
    )
    engine = make(folder)
    _, finish = read(engine.submit(ask("Merhaba dünya", logit_bias=no_end())))
    assert finish.usage.completion_tokens == 8
    metrics = engine.metrics()
    kept = engine.status().weights_bytes + metrics.cache_bytes
    assert kept <= metrics.peak_bytes <= 1.15 * kept
