"""How unlikely an answer is, by what serves."""

from mlx.nn import Module

from evotr.domain import GENERAL, Lesson, Message, SamplingParams
from evotr.inference.config import EngineConfig
from evotr.inference.loading import load
from evotr.night.parts import Parts
from evotr.night.rows import Row
from evotr.night.steps.answering import Asked, Speaker
from evotr.night.training.attached import attach_stored
from evotr.night.training.examples import Examples
from evotr.night.training.lane import batches_of
from evotr.night.training.layers import Focus
from evotr.night.training.scoring import Scorer
from evotr.paths import BUNDLED_MODEL
from evotr.router.scope import acts_on

__all__ = ["surprise"]


def surprise(parts: Parts, lesson: Lesson) -> tuple[float, float]:
    """Nats per token of a lesson's right answer: by the base, and by what serves.

    They are the same where what serves does not act on its question.
    """
    loaded = load(EngineConfig(BUNDLED_MODEL))
    asked = Asked((Message("user", lesson.question),))
    request = parts.serving.request(asked, Speaker(), SamplingParams())
    said = (*request.messages, Message("assistant", lesson.right))
    row = Row(said, instruction=request.instruction)

    def nats(model: Module, focus: Focus) -> float:
        scorer = Scorer(model, focus, reply_only=True)
        example = Examples(loaded).render(row)
        (batch,) = batches_of(scorer, [example], len(example.ids) * 4)
        total: float = scorer(batch).item()  # type: ignore[assignment]
        return total / example.trained

    base = nats(loaded.model, Focus())
    served = parts.registry.serve(GENERAL).version
    if served is None or not acts_on(served, lesson.question):
        return base, base
    with attach_stored(loaded, served.path) as attached:
        return base, nats(loaded.model, attached.focus)
