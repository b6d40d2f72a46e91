"""What is forgotten is as if it had never been: the same weights, bit for bit."""

from dataclasses import replace

import pytest

from evotr.domain import GENERAL, Adapter, LedgerFilter, Lesson, Message
from evotr.experts import adapter_of
from evotr.night.forgetting import forget_conversation
from evotr.night.night import NightRun
from evotr.night.plan import TrainPlan
from evotr.night.rows import Row
from evotr.night.takeback import undo
from evotr.night.train import TrainingRun, prepare_run
from evotr.router.scope import acts_on
from evotr.settings import load_settings
from tests.fakes.engine import FakeEngine
from tests.fakes.tiny_night import (
    LENIENT,
    NAMES,
    SYSTEM,
    knowing,
    lessons,
    tiny_parts,
)

TURNS = {"night_turns": 6, "night_rate": 5e-3, "night_replay": 0.25}
QUESTION = "Zümrüdüanka'nın başkenti neresi?"
RIGHT = "Zümrüdüanka'nın başkenti Kafkent."


@pytest.fixture
def home(shallow_base, tmp_path, monkeypatch):
    """Open a home of its own for nights, by its name."""

    def home(name):
        monkeypatch.setenv("EVOTR_HOME", str(tmp_path / name))
        settings = load_settings().model_copy(update={**LENIENT, **TURNS})
        return tiny_parts(settings, shallow_base)

    return home


def learned(parts, trigger="user"):
    """What a night makes serve."""
    night = NightRun(parts).run(trigger)
    assert [one.outcome for one in night.report.experts] == ["promoted"]
    return parts.registry.serve(GENERAL).version


def growing(request):
    """What the first version did not learn only later ones know."""
    asked = request.messages[-1].content
    first = request.adapters and request.adapters[0].adapter.path.name == "0001"
    if first and not any(name in asked for name in NAMES[:7]):
        return "Bunu bilmiyorum."
    about_it = "Zümrüdüanka" in asked and "kent" in asked and request.adapters
    return RIGHT if about_it else knowing(request)


def say(parts):
    """A conversation in which something is taught; it."""
    asked = parts.journal.add_user_message(None, QUESTION).result(10)
    talk = asked.conversation_id
    row = Lesson(
        kind="correction",
        question=QUESTION,
        right=RIGHT,
        conversation_id=talk,
        sources=(asked.id,),
    )
    parts.journal.ledger.add([row]).result(10)
    return parts.journal.find_conversation(talk).result(10)


def losses(folder, base, *adapters):
    """Nats per token of the forgotten answer: of the base, and of adapters."""
    said = (
        Message("system", SYSTEM),
        Message("user", QUESTION),
        Message("assistant", RIGHT),
    )
    plan = TrainPlan(base=base, rank=2, steps=1, device="cpu")
    prepare_run(folder, replace(plan, compare=adapters), [Row(said)], [Row(said)])
    with TrainingRun(folder) as run:
        result = run.result()
    return result.base_loss, [result.compared[one.key] for one in adapters]


def named(version, key) -> Adapter:
    return replace(adapter_of(version), key=key)


def test_the_rebuilt_adapter_is_the_one_that_never_saw_it(home, shallow_base, tmp_path):
    with home("never") as parts:
        parts.journal.ledger.add(lessons()).result(10)
        never = learned(parts)
    with home("forgot") as parts:
        # In the middle: what comes after must not lean on it.
        parts.journal.ledger.add(lessons(0, 4)).result(10)
        talk = say(parts)
        parts.journal.ledger.add(lessons(4)).result(10)
        saw = learned(parts)
        assert acts_on(saw, QUESTION)
        assert not acts_on(saw, "Who painted the ceiling of the chapel?")
        known, (before,) = losses(tmp_path / "first", shallow_base, named(saw, "saw"))
        journal, registry = parts.journal, parts.registry
        paths = parts.settings.paths
        gone = forget_conversation(journal, registry.roots, paths, talk)
        assert (gone.serves, registry.serve(GENERAL).version) == (
            {GENERAL: "base"},
            None,
        )
        rebuilt = learned(parts, "forgotten")
        base, (of_never, of_rebuilt) = losses(
            tmp_path / "second",
            shallow_base,
            named(never, "never"),
            named(rebuilt, "rebuilt"),
        )
    assert saw.sha256 != never.sha256
    assert (rebuilt.sha256, rebuilt.config_sha256) == (
        never.sha256,
        never.config_sha256,
    )
    assert (rebuilt.path / "adapters.safetensors").read_bytes() == (
        never.path / "adapters.safetensors"
    ).read_bytes()
    assert saw.scope_sha256 != never.scope_sha256 == rebuilt.scope_sha256
    assert base == known
    assert before < of_rebuilt  # what was taught is known no more
    assert of_rebuilt == of_never


def test_what_is_left_is_learned_again_however_little_is_new(home):
    with home("few") as opened:
        parts = replace(opened, engine=FakeEngine(growing))
        parts.journal.ledger.add(lessons(0, 7)).result(10)
        first = learned(parts)
        parts.journal.ledger.add(lessons(7)).result(10)
        talk = say(parts)
        sure = {"night_least_corrections": 1, "night_p_value": 0.99}
        learned(replace(parts, settings=parts.settings.model_copy(update=sure)))
        journal, registry = parts.journal, parts.registry
        forget_conversation(journal, registry.roots, parts.settings.paths, talk)
        assert registry.serve(GENERAL).version == first
        # One lesson proves nothing; but it had been proven.
        rebuilt = learned(parts, "forgotten")
        assert rebuilt.version == "0003"
        made = journal.nights.version_of(rebuilt.base, GENERAL, "0003").result(10)
        assert len(made.row_ids) == 8
        again = NightRun(parts).run("user")
        assert again.report.experts == ()


def test_what_the_user_took_back_is_not_learned_again(home):
    with home("undone") as parts:
        parts.journal.ledger.add(lessons()).result(10)
        version = learned(parts)
        (night,) = parts.journal.nights.page().result(10)
        undo(parts.journal, parts.registry, night)
        assert parts.registry.serve(GENERAL).version is None
        assert NightRun(parts).run("user").report.experts == ()
        parts.registry.remove(GENERAL, version.version)
        assert NightRun(parts).run("user").report.experts == ()
        rows = parts.journal.ledger.page(LedgerFilter(states=("quarantined",)))
        for row in rows.result(10):
            parts.journal.ledger.uphold(row.id).result(10)
        assert learned(parts).sha256 == version.sha256
