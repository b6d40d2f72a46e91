"""The nights: when they are, how far one is, what they told, and taking them back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from evotr.domain import (
    NIGHT_STEPS,
    NightHead,
    NightProgress,
    NightsStanding,
    NightTakenBack,
    in_the_way,
)
from ui.bridge import Errands, NightsPort
from ui.text import Speech

__all__ = ["NightsPresenter", "NightsShown"]

POLL_MS = 500
_MINUTE = 60
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class NightsShown:
    """How things stand, in words.

    Attributes:
        lines: Sentences about the next night and what waits for it.
        on: Whether nights begin by themselves.
        hours: When they may.
        hindered: What speaks against one now, in words; "" where nothing does.
    """

    lines: tuple[str, ...]
    on: bool
    hours: str
    hindered: str


class NightsPresenter(QObject):
    """Looks, begins, ends and takes back; it is there from the program's start on.

    Signals:
        stood(shown): How things stand, as `NightsShown`.
        changed(heads): The nights, the newest first, as `NightHead`.
        reported(told): The report that was asked for, as `NightTold`.
        progressed(sentence, percent): How far a night is; "" when none is under way.
        running_changed(running): One has begun, or is over.
        told(sentence): Something was done.
        failed(error): Something asked for could not be done.
    """

    stood = Signal(object)
    changed = Signal(object)
    reported = Signal(object)
    progressed = Signal(str, int)
    running_changed = Signal(bool)
    told = Signal(str)
    failed = Signal(object)

    def __init__(self, texts: Speech, parent: QObject) -> None:
        super().__init__(parent)
        self._texts = texts
        self._errands = Errands(self)
        self._port: NightsPort | None = None
        self._far: NightProgress | None = None
        self._stop_elsewhere: Callable[[], None] | None = None
        self._standing: NightsStanding | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.poll)

    @property
    def running(self) -> bool:
        """Whether a night is under way in this program."""
        return self._far is not None and self._port is not None

    @property
    def pauses(self) -> bool:
        """Whether the night that is told of is held up right now."""
        return self._far is not None and bool(self._far.paused)

    @property
    def waits(self) -> bool:
        """Whether it heeds conditions: who asks for a night has it wait for none."""
        return self.running and self._far is not None and self._far.waits

    @property
    def on_asking(self) -> str:
        """What becomes of the night under way where one is asked for, as a sentence."""
        if not self.running:
            return ""
        return self._texts("nights.hastens" if self.waits else "nights.in_vain")

    def follow(
        self, far: NightProgress | None, stop: Callable[[], None] | None
    ) -> None:
        """Tell of a night that another process makes; ``stop`` asks for its end."""
        self._stop_elsewhere = stop
        self._tell(far)

    def attach(self, port: NightsPort | None) -> None:
        """Look at these nights from now on (None: at none)."""
        self._port = port
        if port is None:
            self._timer.stop()
        else:
            port.speak(self._texts.still())
            self._timer.start()
            self.poll()

    def close(self) -> None:
        """Ask nothing more."""
        self.attach(None)
        self._errands.close()

    def poll(self) -> None:
        """Look now how far a night is."""
        self._tell(self._port.progress if self._port is not None else None)

    def _tell(self, far: NightProgress | None) -> None:
        if far == self._far:
            return
        was, self._far = self._far, far
        self.progressed.emit(*self._line(far))
        if (was is None) != (far is None):
            self.running_changed.emit(far is not None)
        if _stage(was) != _stage(far):
            self.refresh()  # its report says where it is

    def refresh(self) -> None:
        """Read again how things stand, and the list."""
        if self._port is not None:
            self._errands.run(self._port.standing, self._stands, self.failed.emit)
            self._errands.run(self._port.nights, self._listed, self.failed.emit)

    def retell(self) -> None:
        """Say how things stand in the language of now, and have the rest told so."""
        if self._port is not None:
            self._port.speak(self._texts.still())
        if self._far is not None:
            self.progressed.emit(*self._line(self._far))
        if self._standing is not None:
            self._stands(self._standing)
        self.refresh()

    def show(self, night_id: str) -> None:
        """Have the report of a night told."""
        if self._port is not None:
            work = partial(self._port.report, night_id)
            self._errands.run(work, self.reported.emit, self.failed.emit)

    def allow(self, *, on: bool) -> None:
        """Let nights begin by themselves, or no more."""
        if self._port is not None:
            key = "nights.allowed" if on else "nights.not_allowed"
            self._do(partial(self._port.allow, on=on), lambda _: self._texts(key))

    def run(self) -> None:
        """Begin a night now; one that is under way waits for nothing any more."""
        if self._port is None:
            return
        waits = self.waits

        def begun(_: None) -> None:
            if waits:
                self.told.emit(self._texts("nights.hastened"))
            self.poll()

        self._errands.run(self._port.run, begun, self.failed.emit)

    def stop(self) -> None:
        """End the night under way."""
        stop = self._port.stop if self._port is not None else self._stop_elsewhere
        if stop is not None and self._far is not None:
            stop()
            self.told.emit(self._texts("nights.stopping"))

    def keep(self, night_id: str) -> None:
        """Let what a night learned stay."""
        if self._port is not None:
            kept = self._texts("nights.kept")
            self._do(partial(self._port.keep, night_id), lambda _: kept)

    def undo(self, night_id: str) -> None:
        """Take a night back."""
        if self._port is not None:
            self._do(partial(self._port.undo, night_id), self._taken_back)

    def never(self, night_id: str) -> None:
        """Take a night back, and never learn from its lessons."""
        if self._port is not None:
            self._do(partial(self._port.never, night_id), self._taken_back)

    def _do(self, work: Callable[[], object], sentence: Callable[..., str]) -> None:
        def done(result: object) -> None:
            self.told.emit(sentence(result))
            self.refresh()

        self._errands.run(work, done, self.failed.emit)

    def _taken_back(self, taken: NightTakenBack) -> str:
        texts = self._texts
        said = [texts("night.rollback.done", number=taken.number)]
        if taken.waiting:
            said.append(texts("nights.waiting", count=taken.waiting))
        if taken.never:
            said.append(texts("night.rollback.never", count=taken.never))
        return texts.join(*said)

    def _listed(self, heads: tuple[NightHead, ...]) -> None:
        self.changed.emit(heads)

    def _stands(self, standing: NightsStanding) -> None:
        self._standing = standing
        shown = NightsShown(
            tuple(self._lines(standing)),
            standing.next is not None,
            standing.hours,
            self._conditions(in_the_way(standing.unmet)),
        )
        self.stood.emit(shown)

    def _lines(self, standing: NightsStanding) -> list[str]:
        texts, when = self._texts, standing.next
        if when is not None:
            lines = [texts("night.status.on", hours=standing.hours, next=when)]
            if standing.unmet:
                unmet = self._conditions(standing.unmet)
                lines.append(texts("night.status.unmet", conditions=unmet))
        else:
            lines = [texts("nights.broken" if standing.broken else "nights.off")]
        lines.append(texts(standing.fresh_key, count=standing.fresh))
        if standing.doubts:
            lines.append(texts("nights.doubts", count=standing.doubts))
        if standing.orphans:
            experts = ", ".join(map(texts.expert, standing.orphans))
            lines.append(texts("nights.orphans", experts=experts))
        if standing.damaged:
            experts = ", ".join(map(texts.expert, standing.damaged))
            lines.append(texts("nights.damaged", experts=experts))
        return lines

    def _conditions(self, names: tuple[str, ...]) -> str:
        return ", ".join(self._texts(f"night.now.{name}") for name in names)

    def _line(self, far: NightProgress | None) -> tuple[str, int]:
        """How far a night is, as a sentence and in percent of its steps."""
        if far is None:
            return "", 0
        texts = self._texts
        if far.step is None:
            return texts("nights.begins"), 0
        at = NIGHT_STEPS.index(far.step) + (far.done / far.total if far.total else 0)
        step = texts(f"night.step.{far.step}")
        if far.expert:
            step = texts("nights.step_of", step=step, expert=far.expert)
        if self._stop_elsewhere is not None:
            step = texts("nights.elsewhere", step=step)
        if far.total:
            step = texts("nights.trains", step=step, left=self._time(far.left_s))
        if far.paused:
            unmet = self._conditions(far.paused)
            step = texts("nights.paused", step=step, conditions=unmet)
        return (
            texts("nights.under_way", number=far.number, step=step),
            round(_WHOLE * at / len(NIGHT_STEPS)),
        )

    def _time(self, seconds: float) -> str:
        minutes, rest = divmod(round(seconds), _MINUTE)
        if minutes:
            return self._texts("night.minutes", minutes=minutes, seconds=rest)
        return self._texts("night.seconds", seconds=rest)


def _stage(far: NightProgress | None) -> tuple[object, ...] | None:
    return None if far is None else (far.number, far.step, far.expert, far.paused)
