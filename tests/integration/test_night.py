"""A night of the real program on evotr-mini: from a row of the ledger to an answer."""

import json
import signal

from evotr.domain import Lesson
from evotr.journal import Journal
from tests.fakes.lesson import LENIENT, QUESTION, RIGHT


def answered(program):
    done = program.json("--set", "temperature=0", "ask", QUESTION)
    return done["answer"]


def night(program):
    done = program.run("night", "run", "--now", "--json")
    assert done.returncode == 0, done.stderr.decode()
    *events, last = [json.loads(line) for line in done.stdout.splitlines()]
    return events, last


def test_a_lesson_is_learned_at_night_though_its_process_is_killed(program):
    program.extra = LENIENT
    journal = Journal.open(program.home / "journal.db", program.home / "backups")
    lesson = Lesson(kind="edit", question=QUESTION, right=RIGHT, wrong="I don't know.")
    journal.ledger.add([lesson]).result(60)
    journal.close()
    with program.start("night", "run", "--now", "--json") as process:
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "training" and event["training"]["event"] == "step":
                break
        process.send_signal(signal.SIGKILL)
    events, done = night(program)
    assert events[0]["event"] == "began"
    assert events[0]["resumed"]
    assert next(e["step"] for e in events if e["event"] == "step") == "train"
    (expert,) = done["report"]["experts"]
    assert (expert["expert"], expert["outcome"]) == ("general", "promoted")
    assert answered(program) == RIGHT
    _, again = night(program)
    assert (again["number"], again["report"]["experts"]) == (2, [])
