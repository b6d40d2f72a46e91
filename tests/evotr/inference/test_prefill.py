"""Which prompts are read in one call, and when a background one waits for others."""

from dataclasses import dataclass

import pytest

from evotr.domain import Priority
from evotr.inference.prefill import read_together
from tests.fakes.desk import Desk
from tests.fakes.tiny_model import build_mamba

ONCE = {"priority": Priority.BACKGROUND, "cache_prompt": False}
QUESTIONS = ("Merhaba", "Nasılsın?", "Bugün hava nasıl?", "dünya", "Adın ne senin?")


@dataclass
class Prompt:
    order: int
    unread: int
    rest: int = 1
    priority: Priority = Priority.BACKGROUND


def chosen(prompts, tokens=100, rows=8):
    return [prompt.order for prompt in read_together(prompts, tokens, rows)]


def test_the_older_ones_are_read_together_as_far_as_they_fit():
    prompts = [Prompt(order, 20) for order in (3, 1, 2, 0)]
    assert chosen(prompts) == [0, 1, 2, 3]
    assert chosen(prompts, tokens=60) == [0, 1, 2]
    assert chosen(prompts, rows=2) == [0, 1]


def test_padding_counts():
    assert chosen([Prompt(0, 10), Prompt(1, 60)]) == [0]
    assert chosen([Prompt(0, 10), Prompt(1, 50)]) == [0, 1]


def test_a_prompt_longer_than_all_is_read_alone():
    assert chosen([Prompt(0, 500), Prompt(1, 1)]) == [0]


def test_without_padding_only_prompts_of_one_length_are_read_together():
    prompts = [Prompt(0, 20), Prompt(1, 21), Prompt(2, 20), Prompt(3, 19)]
    even = read_together(prompts, 100, 8, padded=False)
    assert [prompt.order for prompt in even] == [0, 2]


def test_another_rest_is_not_read_along():
    assert chosen([Prompt(1, 1), Prompt(2, 1, rest=5), Prompt(3, 1)]) == [1, 3]


@pytest.fixture
def wide(folder):
    made = Desk(folder, background_rows=8)
    yield made
    made.session.close()


def asked(desk, *experts, name="q", **more):
    return [
        desk.ask(text, *experts, conversation=f"{name}{at}", tokens=4 + 7 * at, **more)
        for at, text in enumerate(QUESTIONS * 4)
    ]


def answers(desk, jobs):
    desk.run(*jobs)
    return ["".join(getattr(event, "text", "") for event in job) for job in jobs]


@pytest.mark.parametrize("name", [None, "coder", "chat"])
def test_what_is_asked_at_once_is_answered_as_alone(wide, desk, experts, name):
    chosen = (experts[name],) if name else ()
    together = answers(wide, asked(wide, *chosen, **ONCE))
    alone = [answers(desk, [job])[0] for job in asked(desk, *chosen, **ONCE)]
    assert together == alone


def test_rows_of_several_experts_are_read_together(wide, desk, always):
    def ask(at):
        for number, text in enumerate(QUESTIONS):
            yield at.ask(text, always["coder"], conversation=f"c{number}", **ONCE)
            yield at.ask(text, always["chat"], conversation=f"d{number}", **ONCE)
            yield at.ask(text, conversation=f"e{number}", **ONCE)

    together = answers(wide, list(ask(wide)))
    assert together == [answers(desk, [job])[0] for job in ask(desk)]


def test_what_a_recurrent_layer_carries_takes_up_no_padding(tmp_path):
    folder = build_mamba(tmp_path)
    wide, narrow = Desk(folder, background_rows=8), Desk(folder, background_rows=1)
    try:
        together = answers(wide, asked(wide, **ONCE))
        assert together == answers(narrow, asked(narrow, **ONCE))
        assert wide.session.cache_bytes == 0  # an opening cannot be cut out of it
    finally:
        wide.session.close()
        narrow.session.close()


def test_the_rows_of_a_block_join_in_one_call(wide, monkeypatch):
    joined = []
    begin = wide.session._background.batch.begin
    monkeypatch.setattr(
        wide.session._background.batch,
        "begin",
        lambda prompts, rest: (joined.append(len(prompts)), begin(prompts, rest)),
    )
    answers(wide, asked(wide, **ONCE))
    assert sum(joined) >= len(QUESTIONS) * 4 - 2  # the last ones may be alone
    assert min(joined[:-1]) == 2  # a quarter of the rows


def test_a_person_does_not_wait_for_a_block(wide):
    background = asked(wide, **ONCE)
    while not any(task.answer for task in wide.session._background.tasks.running):
        wide.session.turn()
    person = wide.ask("Merhaba dünya", conversation="me", tokens=1)
    rounds = 0
    while not person.ended:
        wide.session.turn()
        rounds += 1
    assert rounds <= 4  # a seat, its prompt, its token
    assert not all(job.ended for job in background)
    answers(wide, background)


def test_of_a_conversation_that_ends_nothing_is_kept_but_its_opening_once(wide):
    answers(wide, asked(wide, name="first", **ONCE))
    opening = wide.session.cache_bytes
    assert opening > 0
    answers(wide, asked(wide, name="others", **ONCE))
    assert wide.session.cache_bytes == opening
    _, usage = wide.answer("Yeni bir soru", conversation="new", **ONCE)
    assert usage.cached_tokens > 0


def test_of_a_conversation_that_ends_no_word_is_kept(wide):
    instruction = {"instruction": "Kısa yanıt ver", **ONCE}
    wide.answer("Bugün hava nasıl?", tokens=20, **instruction)
    session = wide.session
    (opening,) = session._keeper._kept._entries
    text = session.loaded.tokenizer.decode(opening.ids.tolist())
    assert text == "<|im_start|>system\nYou help.<|im_end|>\n<|im_start|>user\n"
    assert all(len(text) >= cache.keys.shape[2] for cache in opening.caches)
    assert not session._prompts._answers
    session.forget("another")  # who knows which conversation it was the opening of
    assert session.cache_bytes == 0


def test_what_ends_takes_nothing_from_a_conversation_that_it_is_asked_in(wide):
    wide.answer("Merhaba dünya", conversation="c")
    kept = [entry.conversation for entry in wide.session._keeper._kept._entries]
    wide.answer("Merhaba dünya", conversation="c", **ONCE)
    assert (
        [one.conversation for one in wide.session._keeper._kept._entries]
        == kept
        == ["c"]
    )


def test_short_rows_count_as_long_as_the_longest_beside_them(folder):
    kv = 2 * 2 * 2 * 16 * 4  # keys and values of two layers with two heads, float32
    desk = Desk(folder, background_rows=8, cache_bytes=2 * 2048 * kv)
    long = desk.ask("Merhaba " * 100, conversation="long", tokens=50, **ONCE)
    short = [
        desk.ask(f"Merhaba {at}", conversation=f"{at}", tokens=50, **ONCE)
        for at in range(7)
    ]
    most, padded = 0, 0
    tasks = desk.session._background.tasks
    while not all(job.ended for job in [long, *short]):
        desk.session.turn()
        sizes = [len(task.prompt.ids) + task.limit for task in tasks.running]
        most = max(most, len(sizes))
        padded = max(padded, len(sizes) * max(sizes, default=0))
    desk.session.close()
    assert padded <= 2048
    assert most > 1


def test_rows_that_memory_leaves_out_are_not_waited_for(folder, monkeypatch):
    """Else those that are few enough end all before a block of others begins."""
    desk = Desk(folder, background_rows=32)
    room = 8
    tasks = desk.session._background.tasks
    monkeypatch.setattr(desk.session, "_fits", lambda _: len(tasks.running) < room)
    jobs = [
        desk.ask(f"Soru {at}", conversation=f"{at}", tokens=60 if at > 1 else 4, **ONCE)
        for at in range(8)
    ]
    late = [desk.ask("Soru", conversation=f"+{at}", **ONCE) for at in range(3)]
    while not late[0].ended:
        desk.session.turn()
    assert not any(job.ended for job in jobs[2:])
    answers(desk, [*jobs, *late])
    desk.session.close()


def test_the_background_takes_no_room_from_what_is_kept_for_people(folder):
    kv = 2 * 2 * 2 * 16 * 4  # of a token: see above
    desk = Desk(folder, background_rows=8, cache_bytes=1400 * kv)
    for name in ("one", "other"):  # together they leave little
        desk.answer("Merhaba " * 200, conversation=name, tokens=2)
    answers(desk, asked(desk, **ONCE))
    kept = {entry.conversation for entry in desk.session._keeper._kept._entries}
    assert kept == {"one", "other"}
    desk.session.close()


def test_what_has_no_opening_leaves_nothing(wide, monkeypatch):
    monkeypatch.setattr("evotr.inference.prompt._opening", lambda *_: 0)
    answers(wide, asked(wide, **ONCE))
    assert wide.session.cache_bytes == 0


def test_a_cancelled_one_leaves_the_others_as_they_are(wide, desk):
    jobs = asked(wide, **ONCE)
    while not all(task.answer for task in wide.session._background.tasks.running):
        wide.session.turn()
    jobs[2].cancel()
    jobs[5].cancel()
    together = answers(wide, jobs)
    alone = [answers(desk, [job])[0] for job in asked(desk, **ONCE)]
    kept = [at for at in range(len(jobs)) if at not in (2, 5)]
    assert [together[at] for at in kept] == [alone[at] for at in kept]
    assert alone[5].startswith(together[5])
