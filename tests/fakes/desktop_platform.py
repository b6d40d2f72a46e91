"""A desktop that a test can press keys and click notices on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtWidgets import QWidget

from evotr.errors import EvotrError  # noqa: TC001 — as elsewhere
from ui.platform import Battery, Feature, Memory, Notice, Thermal

_ALL: Final[frozenset[Feature]] = frozenset(
    {"hot_key", "notices", "login_item", "dock", "awake"}
)


class FakePlatform:
    """Keeps what it was asked for; ``refuse`` is raised by the next change."""

    features: frozenset[Feature] = _ALL

    def __init__(self) -> None:
        self.refuse: EvotrError | None = None
        self.hot_key: tuple[str, Callable[[], None]] | None = None
        self.focus: list[str] = []
        self.lifted: list[QWidget] = []
        self.told: list[tuple[Notice, Callable[[], None]]] = []
        self.at_login = False
        self.in_dock = True
        self.awake: list[str] = []
        self.charge: Battery | None = None

    def bind_hot_key(self, keys: str, pressed: Callable[[], None]) -> None:
        self._may()
        self.hot_key = (keys, pressed)

    def press(self) -> None:
        if self.hot_key is not None:
            self.hot_key[1]()

    def release_hot_key(self) -> None:
        self.hot_key = None

    def lift(self, panel: QWidget) -> None:
        self.lifted.append(panel)

    def note_focus(self) -> None:
        self.focus.append("noted")

    def return_focus(self) -> None:
        self.focus.append("returned")

    def tell(self, notice: Notice, chosen: Callable[[], None]) -> None:
        self._may()
        self.told.append((notice, chosen))

    def starts_at_login(self) -> bool:
        return self.at_login

    def set_start_at_login(self, *, on: bool) -> None:
        self._may()
        self.at_login = on

    def show_in_dock(self, *, shown: bool) -> None:
        self.in_dock = shown

    @contextmanager
    def keep_awake(self, reason: str) -> Iterator[None]:
        self.awake.append(reason)
        yield
        self.awake.append("over")

    def idle_seconds(self) -> float | None:
        return 12.0

    def battery(self) -> Battery | None:
        return self.charge

    def thermal(self) -> Thermal | None:
        return "nominal"

    def memory(self) -> Memory:
        return Memory(400_000_000, 8_000_000_000, 16_000_000_000)

    def _may(self) -> None:
        refusal, self.refuse = self.refuse, None
        if refusal is not None:
            raise refusal
