"""A desktop that a test can press keys and click notices on."""

from contextlib import contextmanager

from ui.platform import Memory

ALL = frozenset({"hot_key", "notices", "login_item", "dock", "awake"})


class FakePlatform:
    """Keeps what it was asked for; ``refuse`` is raised by the next change."""

    def __init__(self, *features):
        self.features = frozenset(features) or ALL
        self.refuse = None
        self.hot_key = None
        self.focus = []
        self.lifted = []
        self.told = []
        self.at_login = False
        self.in_dock = True
        self.awake = []

    def bind_hot_key(self, keys, pressed):
        self._may()
        self.hot_key = (keys, pressed)

    def press(self):
        if self.hot_key is not None:
            self.hot_key[1]()

    def release_hot_key(self):
        self.hot_key = None

    def lift(self, panel):
        self.lifted.append(panel)

    def note_focus(self):
        self.focus.append("noted")

    def return_focus(self):
        self.focus.append("returned")

    def tell(self, notice, chosen):
        self._may()
        self.told.append((notice, chosen))

    def starts_at_login(self):
        return self.at_login

    def set_start_at_login(self, *, on):
        self._may()
        self.at_login = on

    def show_in_dock(self, *, shown):
        self.in_dock = shown

    @contextmanager
    def keep_awake(self, reason):
        self.awake.append(reason)
        yield
        self.awake.append("over")

    def idle_seconds(self):
        return 12.0

    def battery(self):
        return None

    def thermal(self):
        return "nominal"

    def memory(self):
        return Memory(400_000_000, 8_000_000_000, 16_000_000_000)

    def _may(self):
        refusal, self.refuse = self.refuse, None
        if refusal is not None:
            raise refusal
