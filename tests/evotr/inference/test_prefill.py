"""Which prompts are read in one call, and when a background one waits for others."""

from dataclasses import dataclass

import pytest

from evotr.domain import Priority
from evotr.inference.prefill import read_together
from tests.fakes.desk import Desk

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
