"""Which experts are where: in the bank (hot), in memory (warm), or on disk (cold).

A hot adapter is prepared for this base and chosen at no cost. A warm one was read and
checked ahead of its first use. Reading is the work of a thread of its own and leaves
NumPy arrays; everything else happens on the engine's thread, between two steps. Both
tiers are capped in bytes and give up what was used longest ago. What leaves the bank
goes to disk: on unified memory a second copy would cost what it saves.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Container, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Generic, Protocol, TypeVar

from evotr.domain import Adapter, WeightedAdapter
from evotr.errors import AdapterError
from evotr.inference.adapter_file import RawAdapter, read_adapter
from evotr.inference.adapters import Preparation
from evotr.inference.bank_metrics import BankMetrics
from evotr.inference.layers import AdaptedLinear, Delta, blend

__all__ = ["Bank", "blend_key"]

_SLICE = 8  # linears prepared between two steps: about one block
_WARM_SHARE = 4  # of the bank's bytes


class _Sized(Protocol):
    @property
    def nbytes(self) -> int: ...


T = TypeVar("T", bound=_Sized)


class _Tier(Generic[T]):
    """Entries by key, least recently used first, capped in bytes."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.entries: OrderedDict[str, T] = OrderedDict()

    @property
    def nbytes(self) -> int:
        return sum(entry.nbytes for entry in self.entries.values())

    def put(self, key: str, entry: T) -> None:
        self.entries[key] = entry
        self.entries.move_to_end(key)

    def shrink(self, keep: Container[str]) -> int:
        """Drop entries until the cap holds; how many went.

        Never ``keep``, and never the newest: it would be read again at each turn.
        """
        spare = [key for key in list(self.entries)[:-1] if key not in keep]
        gone = 0
        while self.nbytes > self.max_bytes and gone < len(spare):
            del self.entries[spare[gone]]
            gone += 1
        return gone


def blend_key(parts: Iterable[WeightedAdapter]) -> str:
    """The name of a blend's weights: of one adapter at 1.0 its own key."""
    whole = 1.0
    return "+".join(
        p.adapter.key if p.weight == whole else f"{p.adapter.key}:{p.weight!r}"
        for p in parts
    )


class Bank:
    """The experts of one loaded model.

    Args:
        linears: The model's adapted linears by name.
        max_bytes: For prepared adapters and blends; those in use are never dropped.
        wake: Called on the reading thread when an adapter has been read.
        in_use: The keys that waiting and running answers need.
    """

    def __init__(
        self,
        linears: Mapping[str, AdaptedLinear],
        max_bytes: int,
        wake: Callable[[], None],
        in_use: Callable[[], set[str]],
    ) -> None:
        self._linears = linears
        self._wake = wake
        self._in_use = in_use
        self._hot: _Tier[Delta] = _Tier(max_bytes)
        self._warm: _Tier[RawAdapter] = _Tier(max_bytes // _WARM_SHARE)
        self._loads: dict[str, Future[RawAdapter]] = {}
        self._ahead: set[str] = set()  # loads that nobody waits for
        self._preparing: deque[Preparation] = deque()
        self._failed: dict[str, AdapterError] = {}
        self._counts = BankMetrics()
        self._reader = ThreadPoolExecutor(1, "evotr-adapters")

    @property
    def busy(self) -> bool:
        """Whether `work` has something to do now."""
        return bool(self._preparing) or any(f.done() for f in self._loads.values())

    @property
    def metrics(self) -> BankMetrics:
        """The bank at a glance."""
        return replace(
            self._counts,
            hot=tuple(self._hot.entries),
            hot_bytes=self._hot.nbytes,
            warm_bytes=self._warm.nbytes,
        )

    def request(self, adapters: Iterable[Adapter]) -> None:
        """Count an answer's need of adapters, and begin to fetch what is not hot."""
        for adapter in adapters:
            if adapter.key in self._hot.entries:
                self._hot.entries.move_to_end(adapter.key)
                self._count(hits=1)
                continue
            self._count(misses=1)
            self._fetch(adapter)

    def prefetch(self, adapters: Iterable[Adapter]) -> None:
        """Read adapters ahead of their first use; nobody is told if that fails."""
        for adapter in adapters:
            if not any(adapter.key in known for known in self._known()):
                self._ahead.add(adapter.key)
                self._read(adapter)

    def ready(self, adapters: Iterable[Adapter]) -> bool:
        """Whether all are hot.

        Raises:
            AdapterError: One of them cannot be served.
        """
        keys = [adapter.key for adapter in adapters]
        for key in keys:
            if key in self._failed:  # until the next request of it
                raise self._failed[key]
        return all(key in self._hot.entries for key in keys)

    def delta(self, parts: tuple[WeightedAdapter, ...]) -> Delta | None:
        """What hot adapters add together; None for no adapter."""
        if not parts:
            return None
        key = blend_key(parts)
        if key not in self._hot.entries:
            deltas = [(self._hot.entries[p.adapter.key], p.weight) for p in parts]
            self._put(blend(key, deltas))
        self._hot.entries.move_to_end(key)
        return self._hot.entries[key]

    def work(self) -> None:
        """Take in what was read and prepare one slice of one adapter."""
        for key in [key for key, load in self._loads.items() if load.done()]:
            self._arrive(key, self._loads.pop(key))
        if self._preparing:
            made = self._preparing[0].advance(_SLICE)
            if made is not None:
                self._preparing.popleft()
                self._put(made)

    def shrink(self) -> None:
        """Keep to the cap again; call it when an answer has let go of its experts."""
        self._count(evictions=self._hot.shrink(self._in_use()))

    def close(self) -> None:
        """Stop reading."""
        self._reader.shutdown(wait=False, cancel_futures=True)

    def _known(self) -> tuple[Iterable[str], ...]:
        preparing = [preparation.key for preparation in self._preparing]
        return self._hot.entries, self._warm.entries, self._loads, preparing

    def _count(self, **more: int) -> None:
        changed = {name: getattr(self._counts, name) + n for name, n in more.items()}
        self._counts = replace(self._counts, **changed)

    def _fetch(self, adapter: Adapter) -> None:
        key = adapter.key
        self._failed.pop(key, None)
        if any(preparation.key == key for preparation in self._preparing):
            return
        if key in self._warm.entries:
            self._count(warm_hits=1)
            self._prepare(key, self._warm.entries.pop(key))
        elif key in self._loads:
            self._ahead.discard(key)
        else:
            self._read(adapter)

    def _read(self, adapter: Adapter) -> None:
        load = self._reader.submit(read_adapter, adapter.path, adapter.sha256)
        self._loads[adapter.key] = load
        load.add_done_callback(lambda _: self._wake())

    def _arrive(self, key: str, load: Future[RawAdapter]) -> None:
        ahead = key in self._ahead
        self._ahead.discard(key)
        try:
            raw = load.result()
        except AdapterError as error:
            if not ahead:
                self._failed[key] = error
            return
        self._count(loads=1)
        if ahead:
            self._warm.put(key, raw)
            self._warm.shrink(())
        else:
            self._prepare(key, raw)

    def _prepare(self, key: str, raw: RawAdapter) -> None:
        try:
            self._preparing.append(Preparation(key, raw, self._linears))
        except AdapterError as error:
            self._failed[key] = error

    def _put(self, delta: Delta) -> None:
        self._hot.put(delta.key, delta)
        self.shrink()
