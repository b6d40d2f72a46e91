"""Experts through the session: who reads, who speaks, what is kept, who is where."""

import mlx.core as mx
import pytest
from mlx_lm.generate import stream_generate
from mlx_lm.models.cache import make_prompt_cache
from mlx_lm.tuner.utils import load_adapters
from mlx_lm.utils import load, load_model

from evotr.domain import Priority, WeightedAdapter
from tests.fakes.desk import Desk


def tokens_of_mlx_lm(folder, adapter, text, size):
    model, tokenizer = load(str(folder), adapter_path=adapter and str(adapter))[:2]
    prompt = tokenizer.apply_chat_template(
        [{"role": "user", "content": text}], add_generation_prompt=True
    )
    return "".join(
        response.text for response in stream_generate(model, tokenizer, prompt, size)
    )


def activated(folder, adapter, ids, reply, size):
    """Greedy tokens with the base's keys and values before ``reply``: two models."""
    base, expert = load_model(folder)[0], load_model(folder)[0]
    load_adapters(expert, str(adapter))
    caches = make_prompt_cache(base)
    base(mx.array([ids[:reply]]), cache=caches)
    tokens, chosen = ids[reply:], []
    for _ in range(size):
        logits = expert(mx.array([tokens]), cache=caches)[0, -1]
        tokens = [mx.argmax(logits).item()]
        chosen += tokens
    return chosen


def answered_ids(desk, job):
    tasks = desk.session._all_tasks()
    (task,) = [task for task in tasks if task.job is job]
    desk.run(job)
    return task


@pytest.mark.parametrize("name", ["coder", "chat"])
def test_an_always_expert_answers_as_mlx_lm_does_with_it(
    desk, folder, adapters, always, name
):
    text, _ = desk.answer("Merhaba dünya", always[name])
    assert text == tokens_of_mlx_lm(folder, adapters[name], "Merhaba dünya", 8)


@pytest.mark.parametrize("name", ["coder", "chat"])
def test_an_activated_expert_acts_from_the_header_on(
    desk, folder, adapters, experts, name
):
    job = desk.ask("Merhaba dünya", experts[name])
    task = answered_ids(desk, job)
    ids, reply = task.prompt.ids, task.prompt.reply
    header = desk.session.loaded.tokenizer.decode(ids[reply:])
    assert header == "<|im_start|>assistant\n"
    wanted = activated(folder, adapters[name], ids, reply, 8)
    assert task.answer == wanted[: len(task.answer)]
    assert len(task.answer) == 8


def test_a_chat_that_changes_experts_is_read_once(desk, experts):
    said, before = ("Merhaba dünya",), 0
    for expert in (experts["coder"], experts["chat"], None, experts["poet"]):
        chosen = () if expert is None else (expert,)
        text, usage = desk.answer(said, *chosen)
        new = usage.prompt_tokens - before
        assert usage.prompt_tokens - usage.cached_tokens <= new + 1
        before = usage.prompt_tokens + usage.completion_tokens
        said = (*said, text, "What is your name?")


def test_what_is_read_again_equals_reading_it_anew(folder, desk, experts):
    text, _ = desk.answer("Merhaba dünya", experts["coder"])
    said = ("Merhaba dünya", text, "Nasılsın?")
    after, usage = desk.answer(said)
    assert usage.cached_tokens > 0
    fresh = Desk(folder)
    job = fresh.ask("Merhaba dünya", experts["coder"])
    fresh.run(job)
    fresh.session._keeper._kept.forget("c")
    assert fresh.answer(said)[0] == after


def test_a_question_that_comes_before_the_rereading_is_answered_first(desk, experts):
    job = desk.ask("Merhaba dünya", experts["coder"], tokens=100)
    while not job.ended:
        if not desk.session.busy:
            desk.woken.wait(10)
        desk.session.turn()
    text = "".join(getattr(event, "text", "") for event in job)
    assert desk.session._keeper._rereader.busy
    asked = desk.ask(("Merhaba dünya", text, "Nasılsın?"), experts["chat"])
    desk.run(asked)
    (*_, last) = list(asked)
    assert last.usage.cached_tokens > 0  # the history before the first answer


def test_an_always_expert_has_a_cache_of_its_own(desk, always):
    desk.answer("Merhaba dünya", always["coder"])
    said = ("Merhaba dünya", "Merhaba", "Nasılsın?")
    assert desk.answer(said)[1].cached_tokens == 0
    assert desk.answer(said, always["coder"])[1].cached_tokens > 0


def test_experts_answer_side_by_side_as_they_do_alone(desk, experts, always):
    chosen = [(), (experts["coder"],), (always["chat"],), (experts["poet"],)]
    alone = [desk.answer("Merhaba", *c, conversation="x")[0] for c in chosen]
    jobs = [
        desk.ask("Merhaba", *c, conversation=f"{at}") for at, c in enumerate(chosen)
    ]
    desk.run(*jobs)
    texts = ["".join(getattr(e, "text", "") for e in job) for job in jobs]
    assert texts == alone
    assert len(set(alone)) > 1


def test_a_blend_answers_and_is_not_its_parts(desk, experts):
    parts = [
        WeightedAdapter(experts["coder"], 0.6),
        WeightedAdapter(experts["chat"], 0.4),
    ]
    blended = desk.answer("Merhaba", *parts)[0]
    single = {desk.answer("Merhaba", experts[n])[0] for n in ("coder", "chat")}
    assert blended not in single
    assert desk.session.bank_metrics.hot[-1] == "chat"


def test_an_instruction_stands_before_the_answer_and_leaves_the_history(desk, experts):
    job = desk.ask("Merhaba dünya", experts["coder"], instruction="Kısa konuş.")
    task = answered_ids(desk, job)
    decode = desk.session.loaded.tokenizer.decode
    text = decode(task.prompt.ids)
    assert text.index("Kısa konuş.") > text.index("Merhaba dünya")
    assert "Kısa" not in decode(task.prompt.lasting)
    answer = "".join(getattr(event, "text", "") for event in job)
    _, usage = desk.answer(("Merhaba dünya", answer, "Nasılsın?"), instruction="Uzun.")
    assert usage.cached_tokens >= len(task.prompt.lasting)


def test_the_bank_gives_up_what_was_used_longest_ago(folder, experts):
    one = Desk(folder)
    one.answer("Merhaba", experts["coder"])
    size = one.session.bank_metrics.hot_bytes
    desk = Desk(folder, adapter_bytes=int(size * 2.5))
    for name in ("coder", "chat", "coder", "poet"):
        desk.answer("Merhaba", experts[name])
    metrics = desk.session.bank_metrics
    assert metrics.hot == ("coder", "poet")
    assert (metrics.hits, metrics.misses, metrics.loads) == (1, 3, 3)
    assert metrics.evictions == 1
    assert metrics.hot_bytes <= size * 2.5


def test_experts_in_use_stay_however_small_the_bank(folder, experts):
    desk = Desk(folder, adapter_bytes=1)
    names = ("coder", "chat", "poet")
    jobs = [desk.ask("Merhaba", experts[n], conversation=n, tokens=30) for n in names]
    desk.run(*jobs)
    assert all(list(job) for job in jobs)
    desk.answer("Merhaba", experts["coder"])
    assert desk.session.bank_metrics.hot == ("coder",)


def test_a_runner_up_is_warm_before_it_is_asked_for(desk, experts):
    desk.session.prefetch((experts["poet"],))
    while not desk.session.bank_metrics.warm_bytes:
        desk.woken.wait(10)
        desk.session.turn()
    desk.answer("Merhaba", experts["poet"])
    metrics = desk.session.bank_metrics
    assert (metrics.misses, metrics.warm_hits, metrics.loads) == (1, 1, 1)
    assert metrics.warm_bytes == 0


def test_an_expert_is_loaded_between_the_steps_of_another_answer(desk, experts):
    running = desk.ask("Merhaba", tokens=60, conversation="a")
    for _ in range(4):
        desk.session.turn()
    assert not running.ended
    asked = desk.ask("Merhaba", experts["chat"], conversation="b", tokens=2)
    steps = 0
    (task,) = desk.session._people.tasks.running
    before = len(task.answer)
    while not asked.begun:
        desk.session.turn()
        steps += 1
    assert len(task.answer) - before >= steps - 1  # no step was left out
    desk.run(running, asked)


def test_a_text_that_the_cache_cannot_hold_is_not_read_for_ever(folder):
    kv_bytes = Desk(folder).session.loaded.kv_bytes
    desk = Desk(folder, cache_bytes=100 * kv_bytes)  # a cache grows by 256 tokens
    job = desk.ask("Merhaba dünya", instruction="Kısa.")
    desk.run(job)  # a rereading that does not end would not return
    assert not desk.session.busy
    assert desk.session.cache_bytes == 0


def test_experts_of_many_rows_are_not_copied_beyond_what_there_is(folder, always):
    """A batch of different experts copies one for each row."""

    def widest(cache_bytes):
        desk = Desk(folder, cache_bytes=cache_bytes)
        coder, chat = always["coder"], always["chat"]
        jobs = [
            desk.ask("Merhaba", expert, conversation=f"c{at}", **background)
            for at, expert in enumerate([coder, chat] * 4)
        ]
        together = []
        while not all(job.ended for job in jobs):
            if not desk.session.busy:
                assert desk.woken.wait(10)
                desk.woken.clear()
            desk.session.turn()
            running = desk.session._background.tasks.running
            together.append({task.speaker for task in running})
        size = desk.session._bank.delta((WeightedAdapter(coder),)).nbytes
        texts = ["".join(getattr(e, "text", "") for e in job) for job in jobs]
        desk.session.close()
        return max(map(len, together)), size, texts

    background = {"priority": Priority.BACKGROUND}
    mixed, size, texts = widest(2**30)
    assert mixed == 2
    alone, _, same = widest(4 * size - 1)  # half of it is less than two copies
    assert alone == 1
    assert same == texts
