"""A correction is learned at once: the lines anew, everything else as it was."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from evotr.domain import Exemplar
from evotr.router.features import Floats
from evotr.router.ground import Ground, Labels, Scales, Seen
from evotr.router.heads import Neighbours
from evotr.router.judging import EVERYDAY, TURKISH_CHAT, topic_of
from evotr.router.levels import Levels
from evotr.router.lines import learn_line
from evotr.router.model import Model, Panel

__all__ = ["refit"]

_TAUGHT = 3.0  # the weight of what the user taught, beside 1 for a card's exemplar


def refit(
    model: Model, ground: Ground, taught: Sequence[Exemplar], seen: Seen
) -> Model:
    """``model`` with the exemplars ``taught`` on top of those on the ``ground``.

    Its basis and its judges stay; a handful of exemplars changes neither.
    """
    added = ground.basis.rows(seen.looked, seen.vectors, Scales())
    rows = np.vstack([ground.rows, added])
    keyword = _panel(model, model.keyword, ground.keyword, (ground, taught, seen), rows)
    good = [at for at, each in enumerate(taught) if not each.negative]
    exemplars = (
        *model.exemplars,
        *((taught[at].text, taught[at].expert) for at in good),
    )
    if model.whole is None or model.neighbours is None or seen.vectors is None:
        return replace(model, keyword=keyword, exemplars=exemplars)
    near = model.neighbours
    topics = [model.topics.index(topic_of(taught[at].expert)) for at in good]
    return replace(
        model,
        keyword=keyword,
        exemplars=exemplars,
        whole=_panel(model, model.whole, ground.whole, (ground, taught, seen), rows),
        neighbours=Neighbours(
            Levels.of(np.vstack([near.near.vectors, seen.vectors[good]])),
            np.append(near.topics, np.array(topics, np.int32)),
            near.mean,
            near.kinds,
        ),
    )


def _panel(
    model: Model,
    panel: Panel,
    labels: Labels,
    lesson: tuple[Ground, Sequence[Exemplar], Seen],
    rows: Floats,
) -> Panel:
    ground, taught, seen = lesson
    with_meaning = panel is model.whole
    width = rows.shape[1] if with_meaning else rows.shape[1] - len(ground.basis.mean)
    labels = labels.joined(_labels(model, panel, taught, seen))
    line = learn_line(rows[:, :width], labels, len(model.topics))
    return replace(panel, head=line.unfolded(ground.basis, Scales()))


def _labels(
    model: Model, panel: Panel, taught: Sequence[Exemplar], seen: Seen
) -> Labels:
    """What each of ``taught`` is of; a negative is of the likeliest other topic."""
    topics, turkish, weights = [], [], []
    for at, each in enumerate(taught):
        own = model.topics.index(topic_of(each.expert))
        if each.negative:
            vector = None if seen.vectors is None else seen.vectors[at]
            vector = vector if panel is model.whole else None
            scores = panel.head.score(seen.looked[at], vector)[:-1]
            scores[own] = -np.inf
            own = int(scores.argmax())
        everyday = topic_of(each.expert) == EVERYDAY and not each.negative
        topics.append(own)
        turkish.append(int(each.expert == TURKISH_CHAT) if everyday else -1)
        weights.append(_TAUGHT)
    return Labels(
        np.array(topics, np.int32),
        np.array(turkish, np.int32),
        np.array(weights, np.float32),
    )
