"""The fitted model as one file of arrays; another or a broken file is no model.

Texts are not in it: whoever opens it has those that it was fitted on.
"""

import json
import logging
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from evotr.domain import Exemplar
from evotr.router.ground import Basis, Ground, Labels
from evotr.router.heads import Familiar, Head, Judge, Neighbours
from evotr.router.levels import Levels
from evotr.router.model import Model, Panel
from evotr.router.vectors import write_arrays

__all__ = ["has_ground", "load_ground", "load_model", "save_ground", "save_model"]

_log = logging.getLogger(__name__)

_FORM = 3
_HEAD = ("idf", "grams", "dense", "embedding", "bias")
_JUDGES = ("none", "right")
_STAGES = ("keyword", "whole")
_LABELS = ("topics", "turkish", "weights")
_UNREADABLE = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    EOFError,
    BadZipFile,
)

Arrays = dict[str, NDArray[np.generic]]


def save_model(file: Path, model: Model, key: str) -> None:
    """Keep ``model`` under ``key``, the hash of all that it was fitted on."""
    about = {
        "form": _FORM,
        "key": key,
        "experts": model.experts,
        "topics": model.topics,
        "keyword_from": model.keyword_from,
    }
    arrays: Arrays = {
        "about": np.array(json.dumps(about)),
        "familiar": model.familiar.bits,
        **_panel_arrays("keyword", model.keyword),
    }
    if model.whole is not None and model.neighbours is not None:
        arrays |= _panel_arrays("whole", model.whole)
        near = model.neighbours
        arrays |= {
            "levels": near.near.levels,
            "steps": near.near.steps,
            "topics": near.topics,
            "mean": near.mean,
        }
    write_arrays(file, arrays)


def load_model(file: Path, key: str, exemplars: Sequence[Exemplar]) -> Model | None:
    """The model that is kept under ``key``; None where there is none that is whole.

    ``exemplars`` are those that it was fitted on, in that order: negatives are not
    among them.
    """
    if not file.exists():
        return None
    try:
        with file.open("rb") as raw, np.load(raw, allow_pickle=False) as kept:
            about = json.loads(str(kept["about"]))
            if about["form"] != _FORM or about["key"] != key:
                return None
            arrays: Arrays = {name: kept[name] for name in kept.files}
            return _model(about, arrays, exemplars)
    except _UNREADABLE as error:
        _log.warning("kept heads cannot be read: %s", type(error).__name__)
        return None


def save_ground(file: Path, ground: Ground, key: str) -> None:
    """Keep the ``ground`` that the model under ``key`` stands on."""
    used = np.flatnonzero(np.abs(ground.basis.directions).max(1))
    arrays: Arrays = {
        "key": np.array(key),
        "idf": ground.basis.idf,
        "mean": ground.basis.mean,
        "used": used,
        "directions": ground.basis.directions[used].astype(np.float16),
        "rows": ground.rows.astype(np.float16),
    }
    for name in _STAGES:
        labels = getattr(ground, name)
        arrays |= {f"{name}.{part}": getattr(labels, part) for part in _LABELS}
    write_arrays(file, arrays)


def has_ground(file: Path, key: str) -> bool:
    """Whether the ground that is kept is of ``key``; most of it is not read."""
    try:
        with file.open("rb") as raw, np.load(raw, allow_pickle=False) as kept:
            return str(kept["key"]) == key
    except _UNREADABLE:
        return False


def load_ground(file: Path, key: str) -> Ground | None:
    """The ground that is kept under ``key``; None where there is none that is whole."""
    if not file.exists():
        return None
    try:
        with file.open("rb") as raw, np.load(raw, allow_pickle=False) as kept:
            if str(kept["key"]) != key:
                return None
            directions = np.zeros(
                (len(kept["idf"]), kept["directions"].shape[1]), np.float32
            )
            directions[kept["used"]] = kept["directions"]
            labels = (
                Labels(*(kept[f"{name}.{part}"] for part in _LABELS))
                for name in _STAGES
            )
            basis = Basis(kept["idf"], directions, kept["mean"])
            return Ground(basis, kept["rows"].astype(np.float32), *labels)
    except _UNREADABLE as error:
        _log.warning("kept rows cannot be read: %s", type(error).__name__)
        return None


def _panel_arrays(name: str, panel: Panel) -> Arrays:
    arrays: Arrays = {f"{name}.{part}": getattr(panel.head, part) for part in _HEAD}
    arrays[f"{name}.grams"] = panel.head.grams.astype(np.float16)
    for judge in _JUDGES:
        kept: Judge = getattr(panel, judge)
        arrays[f"{name}.{judge}"] = np.array([*kept.weights, kept.bias])
    arrays[f"{name}.base_below"] = np.array(panel.base_below)
    return arrays


def _model(
    about: dict[str, object], arrays: Arrays, exemplars: Sequence[Exemplar]
) -> Model:
    experts, topics = _names(about["experts"]), _names(about["topics"])
    neighbours = None
    if "levels" in arrays:
        if len(arrays["levels"]) != len(exemplars):
            raise ValueError(len(exemplars))
        neighbours = Neighbours(
            Levels(
                arrays["levels"].astype(np.int8), arrays["steps"].astype(np.float32)
            ),
            arrays["topics"].astype(np.int32),
            arrays["mean"].astype(np.float32),
            len(topics),
        )
    return Model(
        experts=experts,
        topics=topics,
        exemplars=tuple((each.text, each.expert) for each in exemplars),
        familiar=Familiar(arrays["familiar"].astype(np.uint8)),
        keyword=_panel("keyword", arrays),
        keyword_from=float(about["keyword_from"]),  # type: ignore[arg-type]
        whole=_panel("whole", arrays) if neighbours else None,
        neighbours=neighbours,
    )


def _names(names: object) -> tuple[str, ...]:
    assert isinstance(names, list)
    return tuple(map(str, names))


def _panel(name: str, arrays: Arrays) -> Panel:
    head = Head(*(arrays[f"{name}.{part}"].astype(np.float32) for part in _HEAD))
    none, right = (arrays[f"{name}.{judge}"].tolist() for judge in _JUDGES)
    return Panel(
        head,
        Judge(tuple(none[:-1]), none[-1]),
        Judge(tuple(right[:-1]), right[-1]),
        float(arrays[f"{name}.base_below"]),
    )
