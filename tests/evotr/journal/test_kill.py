"""Kill -9 at any moment loses nothing that was acknowledged."""

import os
import secrets
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from evotr.journal import Journal
from evotr.paths import PROGRAM

CHILD = Path(__file__).with_name("stream_forever.py")
BRANCHING = Path(__file__).with_name("branch_forever.py")


def stream_and_kill(path, backups, chunks):
    """Kill the child some time after ``chunks`` chunks; what it had acknowledged."""
    with subprocess.Popen(
        [sys.executable, str(CHILD), str(path), str(backups)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROGRAM)},
    ) as child:
        conversation = child.stdout.readline().strip()
        for _ in range(chunks):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read()
    assert child.returncode == -signal.SIGKILL
    # The last line may have been cut by the kill: it counts only when it is whole.
    return conversation, chunks + rest.count("\n")


@pytest.mark.parametrize("run", range(5))
def test_every_acknowledged_chunk_survives_a_kill(path, backups, run):
    conversation, acknowledged = stream_and_kill(
        path, backups, 1 + secrets.randbelow(40 * 4**run)
    )
    beside = Journal.open(path, backups, recover=False)
    try:
        left = beside.transcript(conversation).result(10).messages[1]
    finally:
        beside.close()
    journal = Journal.open(path, backups)
    try:
        asked, answer = journal.transcript(conversation).result(10).messages
        history = journal.history(answer.id).result(10)
        found = journal.search("0").result(10)
    finally:
        journal.close()
    assert left.status == "streaming"
    assert asked.content == "Say!"
    assert answer.status == "interrupted"
    assert answer.content == left.content == history[-1].content
    numbers = [int(number) for number in answer.content.split()]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) in {acknowledged, acknowledged + 1}
    assert found[0].message_id == answer.id


def test_two_killed_processes_are_both_recovered(path, backups):
    first, _ = stream_and_kill(path, backups, 3)
    # The second child recovers the first one's answer before it streams its own.
    second, _ = stream_and_kill(path, backups, 3)
    journal = Journal.open(path, backups)
    try:
        status = [
            journal.transcript(conversation).result(10).messages[1].status
            for conversation in (first, second)
        ]
    finally:
        journal.close()
    assert status == ["interrupted", "interrupted"]


@pytest.mark.parametrize("asked", ["Merhaba, orada mısın?", "Hello, are you there?"])
def test_a_question_that_nobody_began_to_answer_was_cut_off(path, backups, asked):
    journal = Journal.open(path, backups)
    question = journal.add_user_message(None, asked).result(10)
    before = journal.conversations().result(10)
    journal.close()
    beside = Journal.open(path, backups, recover=False)
    assert len(beside.transcript(question.conversation_id).result(10).messages) == 1
    beside.close()
    for _ in range(2):
        journal = Journal.open(path, backups)
        try:
            messages = journal.transcript(question.conversation_id).result(10).messages
            again = journal.question_of(messages[-1].id).result(10)
            history = journal.history(messages[-1].id).result(10)
            waiting = journal.memories.to_remember(10).result(10)
            assert journal.conversations().result(10) == before
        finally:
            journal.close()
        assert [(m.role, m.status, m.content) for m in messages] == [
            ("user", "complete", asked),
            ("assistant", "interrupted", ""),
        ]
        assert again.id == question.id
        assert [message.content for message in history] == [asked]
        assert [message.id for message in waiting] == [question.id]


def test_a_question_whose_words_were_forgotten_stays_as_it_is(path, backups):
    journal = Journal.open(path, backups)
    question = journal.add_user_message(None, "Kedim Pamuk.").result(10)
    journal.memories.forget_messages(question.id).result(10)
    journal.close()
    journal = Journal.open(path, backups)
    try:
        left = journal.transcript(question.conversation_id).result(10).messages
    finally:
        journal.close()
    assert [message.content for message in left] == [""]


@pytest.mark.parametrize("run", range(3))
def test_a_branch_is_there_whole_or_not_at_all(path, backups, run):
    with subprocess.Popen(
        [sys.executable, str(BRANCHING), str(path), str(backups)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROGRAM)},
    ) as child:
        said = [child.stdout.readline() for _ in range(1 + secrets.randbelow(4**run))]
        child.send_signal(signal.SIGKILL)
        said += child.stdout.read().splitlines(keepends=True)
    journal = Journal.open(path, backups)
    try:
        *branches, first = journal.conversations().result(10)
        told = {line.strip() for line in said if line.endswith("\n")}
        assert told <= {one.id for one in branches}
        assert len(branches) - len(told) in {0, 1}
        whole = journal.transcript(first.id).result(10).messages
        for one in branches:
            copies = journal.transcript(one.id).result(10).messages
            assert [m.content for m in copies] == [m.content for m in whole]
            assert [m.answer for m in copies] == [m.answer for m in whole]
        found = journal.search("yanıt 19", limit=100).result(10)
        assert len(found) == min(100, len(branches) + 1)
    finally:
        journal.close()
