"""A night's report in pictures: PNG files without a word of the user.

The only importer of Matplotlib, which takes half a second: only when there is
something to draw.
"""

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import fmean
from textwrap import fill
from typing import TYPE_CHECKING, Final

from evotr.domain import GroupResult, Night, NightReport, TrainingTold
from evotr.errors import named_os_error
from evotr.settings import Settings
from evotr.text import Catalog
from evotr.text.forms import Written

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_night", "pictures"]

_INCHES: Final = (8.0, 3.6)
_DPI: Final = 120
_WIDE: Final = 24  # letters of a label, then it goes on below
_BEFORE: Final = "#999999"  # told from the next one by whoever sees few colours
_AFTER: Final = "#0072B2"
_MEMORY: Final = "#E69F00"
_BAR: Final = 0.38
_SMOOTH: Final = 20  # of so many steps one to each side
_PERCENT: Final = 100.0
_FOLDER: Final = "report"
_MB: Final = 1e6
_SHORTEST: Final = 1.0  # seconds; of less there are no bars to be seen

Picture = Callable[["Figure"], None]


def pictures(settings: Settings, night: Night, say: Catalog) -> tuple[Path, ...]:
    """The pictures of a night that is over, in its folder of the home.

    Raises:
        DiskFull, FolderNotWritable: As `draw_night`.
    """
    if night.state == "running":
        return ()
    paths = settings.paths
    return draw_night(night, paths.nights / night.id / _FOLDER, paths.drawing, say)


def draw_night(
    night: Night, folder: Path, cache: Path, say: Catalog
) -> tuple[Path, ...]:
    """Draw what a night that is over has to show; what is drawn already stays.

    Args:
        night: Its report's numbers are drawn: each expert's learning curve and right
            answers before and after, and the time and memory of the steps.
        folder: Where the files go; each has its language in its name.
        cache: Where Matplotlib keeps what it knows of fonts.
        say: The labels.

    Raises:
        DiskFull, FolderNotWritable: The system refuses.
    """
    drawn = []
    for name, picture in _pictures(night, say).items():
        file = folder / f"{name}-{say.language}.png"
        if not file.exists():
            try:
                _save(picture, file, cache)
            except OSError as error:
                raise named_os_error(error, file) from error
        drawn.append(file)
    return tuple(drawn)


def _pictures(night: Night, say: Catalog) -> dict[str, Picture]:
    found: dict[str, Picture] = {}
    for each in night.report.experts:
        if each.training is not None and len(each.training.curve) > 1:
            draw = partial(_learning, each.expert, each.training, say)
            found[f"{each.expert}-learning"] = draw
        if each.groups:
            draw = partial(_answers, each.expert, each.groups, say)
            found[f"{each.expert}-answers"] = draw
    if night.report.experts and sum(night.report.seconds.values()) >= _SHORTEST:
        found["time"] = partial(_times, night.report, say)
    return found


def _save(picture: Picture, file: Path, cache: Path) -> None:
    """Draw into ``file``, which is there when all of it is."""
    os.environ.setdefault("MPLCONFIGDIR", str(cache))  # nothing outside of the home
    cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Told on standard error while fonts are looked for, the first time.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    from matplotlib.figure import Figure  # noqa: PLC0415 — slow; see above

    # Without pyplot: no window, no state of the process; a PNG is Agg's.
    figure = Figure(figsize=_INCHES, dpi=_DPI, layout="constrained")
    picture(figure)
    staged = file.with_suffix(".new")
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        figure.savefig(staged, format="png")
        staged.replace(file)
    finally:
        staged.unlink(missing_ok=True)


def _learning(expert: str, told: TrainingTold, say: Catalog, figure: "Figure") -> None:
    axes = figure.subplots()
    steps, losses = zip(*told.curve, strict=True)
    axes.plot(steps, losses, color=_BEFORE, linewidth=0.8, alpha=0.7)
    axes.plot(steps, _smooth(losses), color=_AFTER)
    axes.set_ylim(bottom=0)
    axes.set_xlabel(say("night.plot.step"))
    axes.set_ylabel(say("night.plot.loss"))
    axes.set_title(say("night.plot.learning", expert=expert), loc="left")
    axes.yaxis.set_major_formatter(partial(_number, say))
    _bare(axes, say)


def _smooth(losses: Sequence[float]) -> list[float]:
    """The mean of each loss and those around it; each step sees other rows."""
    reach = len(losses) // _SMOOTH
    around = (losses[max(0, i - reach) : i + reach + 1] for i in range(len(losses)))
    return [fmean(some) for some in around]


def _answers(
    expert: str, groups: Mapping[str, GroupResult], say: Catalog, figure: "Figure"
) -> None:
    shares, changes = figure.subplots(1, 2, sharey=True)
    names = [f"{_label(name, say)} ({each.count})" for name, each in groups.items()]
    places = range(len(names))
    for offset, after in ((-_BAR / 2, False), (_BAR / 2, True)):
        shares.barh(
            [place + offset for place in places],
            [_PERCENT * (g.after if after else g.before) for g in groups.values()],
            height=_BAR,
            color=_AFTER if after else _BEFORE,
            label=say("night.plot.after" if after else "night.plot.before"),
        )
    shares.set_yticks(places, names)
    shares.invert_yaxis()  # the first one is on top
    shares.set_xlim(0, _PERCENT)
    shares.set_xlabel(say("night.plot.share"))
    shares.set_title(say("night.plot.answers", expert=expert), loc="left")
    figure.legend(frameon=False, loc="outside upper right", ncols=2)
    _changes(changes, groups, say)
    for axes in (shares, changes):
        _bare(axes, say)


def _changes(axes: "Axes", groups: Mapping[str, GroupResult], say: Catalog) -> None:
    """The change of each group, with its bounds."""
    for place, each in enumerate(groups.values()):
        bounds = (_PERCENT * each.lower, _PERCENT * each.upper)
        change = _PERCENT * (each.after - each.before)
        axes.plot(bounds, (place, place), color=_AFTER)
        axes.plot((change,), (place,), color=_AFTER, marker="o")
    axes.axvline(0, color=_BEFORE, linewidth=1)
    axes.set_xlabel(say("night.plot.change"))


def _times(report: NightReport, say: Catalog, figure: "Figure") -> None:
    seconds, memory = figure.subplots(1, 2, sharey=True)
    names = [fill(say(f"night.step.{step}"), _WIDE) for step in report.seconds]
    places = range(len(names))
    seconds.barh(places, list(report.seconds.values()), color=_AFTER)
    seconds.set_yticks(places, names)
    seconds.invert_yaxis()
    seconds.set_xlabel(say("night.plot.seconds"))
    seconds.set_title(say("night.plot.time"), loc="left")
    held = [report.peak_bytes.get(step, 0) / _MB for step in report.seconds]
    memory.barh(places, held, color=_MEMORY)
    memory.set_xlabel(say("night.plot.memory"))
    for axes in (seconds, memory):
        _bare(axes, say)


def _label(group: str, say: Catalog) -> str:
    return fill(say(f"judging.group.{group}"), _WIDE)


def _number(say: Catalog, value: float, _place: int | None = None) -> str:
    """A number on an axis, as the language writes it."""
    return say.number(Written(f"{value:.6g}".replace("-", "−")))


def _bare(axes: "Axes", say: Catalog) -> None:
    """Without a frame; only what tells something is drawn."""
    axes.xaxis.set_major_formatter(partial(_number, say))
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(visible=True, axis="x", alpha=0.3)
    axes.set_axisbelow(True)
