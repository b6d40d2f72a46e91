"""The experts with the versions of their adapters: which serve, and which served."""

import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from evotr.domain import GENERAL, AdapterVersion
from evotr.errors import (
    AdapterDamaged,
    AdapterError,
    NoEarlierVersion,
    VersionInUse,
    VersionNotFound,
)
from evotr.experts.active import (
    active_fault,
    rolled_back,
    served,
    write_active,
)
from evotr.experts.adapter_config import CONFIG, SCOPE, WEIGHTS, read_config
from evotr.experts.base import Base, read_base
from evotr.experts.blend import BASE, known_expert
from evotr.experts.cards import Cards
from evotr.experts.disk import discard, exclusive, new_staging, publish, sweep
from evotr.experts.provenance import CARD, Provenance, card_text
from evotr.experts.shelf import Shelf
from evotr.experts.stored import Roots, Served, StoredVersion, status_of
from evotr.experts.verdicts import Verdict, Verdicts
from evotr.experts.verify import PINNED, check_weights, config_digest, scope_digest
from evotr.files import write_whole

__all__ = ["Registry"]

_WAIT_S = 30.0


class Registry:
    """Versions of adapters by expert, for one base.

    Reading takes no lock: every change is one rename. Writers of one expert wait for
    each other, also in other processes. Any thread may call. A verdict is kept until
    one of the version's files changes.

    Args:
        cards: The experts.
        roots: Where the versions lie; the user's are found first.
        model: The base model's folder; it is read when it is first needed.
        pins: Adapter folders that settings name, by expert; they serve before all.
    """

    def __init__(
        self,
        cards: Cards,
        roots: Roots,
        model: Path,
        pins: Mapping[str, Path] | None = None,
    ) -> None:
        self.cards = cards
        self.pins = dict(pins or {})
        self.roots = roots
        self.model = model
        self._base: Base | None = None
        self._verdicts = Verdicts()
        self._lock = threading.RLock()

    @property
    def base(self) -> Base:
        """The base model; what killed writers left for it is swept on the way.

        Raises:
            ModelError, ModelNotFound: It cannot be read.
        """
        with self._lock:
            if self._base is None:
                self._base = read_base(self.model)
                shelves = self.roots.own / self._base.fingerprint
                for folder in shelves.glob("[a-z]*"):
                    sweep(folder)
            return self._base

    def versions(self, expert: str) -> tuple[StoredVersion, ...]:
        """All versions of ``expert`` for this base, sound or not, the oldest first.

        Raises:
            ExpertNotFound: There is no such expert.
            ModelError, ModelNotFound: The base cannot be read.
        """
        shelf = self._shelf(expert)
        active = shelf.active_paths()
        stored = []
        for path in shelf.versions():
            verdict = self._verdict(path)
            status = status_of(path, active, verdict)
            bundled = path.parent == shelf.bundled
            one = StoredVersion(path.name, status, bundled, expert=expert, path=path)
            if isinstance(verdict, AdapterError):
                one = replace(one, problem=verdict)
            else:
                one = replace(one, card=replace(verdict, status=status))
            stored.append(one)
        return tuple(stored)

    def active(self, expert: str) -> str:
        """The version that ``ACTIVE`` names, ``base`` for none."""
        return self._shelf(expert).active()[0]

    def serve(self, expert: str) -> Served:
        """What answers now: the pin, the active version, or the last sound before it.

        An expert for which nothing was ever chosen has what "general" has learned.

        Raises:
            ExpertNotFound: There is no such expert.
            ModelError, ModelNotFound: The base cannot be read.
        """
        if self.has_own(expert) or GENERAL not in self.cards.experts:
            return self._own(expert)
        return self._own(GENERAL)

    def has_own(self, expert: str) -> bool:
        """Whether what ``expert`` answers with was ever chosen for it, or is pinned.

        Raises:
            ExpertNotFound: There is no such expert.
            ModelError, ModelNotFound: The base cannot be read.
        """
        shelf = self._shelf(expert)
        return expert in {GENERAL, *self.pins} or shelf.is_chosen

    def _own(self, expert: str) -> Served:
        shelf = self._shelf(expert)
        active, fault = shelf.active_paths(), active_fault(shelf.own)
        refused: list[AdapterError] = [fault] if fault else []
        if expert in self.pins:
            verdict = self._verdict(self.pins[expert], pinned_to=expert)
            if isinstance(verdict, AdapterVersion):
                return Served(replace(verdict, status="active"))
            refused.append(verdict)
        for path in active:
            if path.name == BASE:
                break
            verdict = self._verdict(path)
            if isinstance(verdict, AdapterVersion):
                return Served(replace(verdict, status="active"), tuple(refused))
            refused.append(verdict)
        return Served(None, tuple(refused))

    def beneath(self, version: AdapterVersion) -> AdapterVersion | None:
        """What answers where ``version`` does not act: its parent; None is the base.

        Raises:
            ExpertNotFound, ModelError, ModelNotFound: As `serve`.
            AdapterError: Its parent is gone or cannot serve.
        """
        if version.parent is None or version.version == PINNED:
            return None
        verdict = self._verdict(self._shelf(version.expert).path(version.parent))
        if isinstance(verdict, AdapterError):
            raise verdict.with_traceback(None)
        return verdict

    def distrust(self, path: Path, fault: AdapterError) -> None:
        """Refuse the version at ``path`` because of what only its use has shown.

        Until this registry goes, or one of the version's files changes.
        """
        self._verdicts.overrule(path, fault)

    def add(
        self,
        expert: str,
        source: Path,
        provenance: Provenance,
        make: Callable[[Path, Path], None] | None = None,
    ) -> AdapterVersion:
        """Keep an adapter as a new version, which serves once `use` says so.

        Args:
            expert: Whose it is.
            source: The adapter's folder; it is copied.
            provenance: How it came to be.
            make: Writes the adapter read from its first argument into the folder that
                is its second (both of mlx-lm's files); copies them when None.

        Raises:
            ExpertNotFound: There is no such expert.
            AdapterError: It is damaged, or not for this base, or its card would not
                be read (a score that is no number); nothing was kept.
            ExpertBusy: Another process is changing this expert's versions.
            DiskFull, FolderNotWritable: It cannot be written; nothing was kept.
        """
        shelf = self._shelf(expert)
        with exclusive(shelf.own, wait_s=_WAIT_S):
            staging = new_staging(shelf.own)
            try:
                (make or _copy)(source, staging)
                version = self._described(shelf, staging, provenance)
                (staging / CARD).write_text(card_text(version), "utf-8")
                publish(staging, version.path)
            except AdapterError as error:  # the staged copy means nothing to anybody
                reason = error.values["reason"]
                raise type(error)(path=source, reason=reason) from error
            finally:
                shutil.rmtree(staging, ignore_errors=True)
        return version

    def use(self, expert: str, version: str) -> None:
        """Serve ``version`` from now on; ``base`` serves none.

        Raises:
            ExpertNotFound, VersionNotFound: There is no such expert or version.
            AdapterError: The version cannot serve; nothing was changed.
            ExpertBusy, DiskFull, FolderNotWritable: It cannot be written.
        """
        shelf = self._shelf(expert)
        with exclusive(shelf.own, wait_s=_WAIT_S):
            if version != BASE:
                self._sound(shelf, version)
            write_active(shelf.own, served(version, shelf.active()))

    def promote(self, expert: str, version: str, over: AdapterVersion | None) -> bool:
        """Serve ``version``, or ``base``, if what it was compared with still serves.

        Args:
            expert: Whose versions they are.
            version: The better one; ``base`` serves none.
            over: What served when they were compared; None for the base.

        Returns:
            Whether it serves now; otherwise nothing was changed.

        Raises:
            EvotrError: As `use`.
        """
        shelf = self._shelf(expert)
        with exclusive(shelf.own, wait_s=_WAIT_S):
            if self.serve(expert).version != over:
                return False
            if version != BASE:
                self._sound(shelf, version)
            write_active(shelf.own, served(version, shelf.active()))
        return True

    def rollback(self, expert: str) -> str:
        """Serve what was served before; once more goes further back.

        Versions that are gone or cannot serve are passed over.

        Returns:
            What is served now; ``base`` for none.

        Raises:
            ExpertNotFound: There is no such expert.
            NoEarlierVersion: Nothing (sound) was served before.
            ExpertBusy, DiskFull, FolderNotWritable: It cannot be written.
        """
        shelf = self._shelf(expert)
        with exclusive(shelf.own, wait_s=_WAIT_S):
            sound = {stored.name for stored in self.versions(expert) if stored.card}
            names = rolled_back(shelf.active(), {BASE, *sound})
            if not names:
                raise NoEarlierVersion(expert=expert)
            write_active(shelf.own, names)
        return names[0]

    def withdraw(self, expert: str, version: str, instead: str) -> str:
        """Serve ``instead`` where ``version`` serves, which then never served.

        Where ``instead`` is gone or cannot serve, it is what `rollback` would go to.
        Where another one serves, nothing is changed.

        Returns:
            What is served now; ``base`` for none.

        Raises:
            ExpertNotFound: There is no such expert.
            ExpertBusy, DiskFull, FolderNotWritable: It cannot be written.
        """
        shelf = self._shelf(expert)
        with exclusive(shelf.own, wait_s=_WAIT_S):
            names = shelf.active()
            if names[0] != version:
                return names[0]
            sound = {stored.name for stored in self.versions(expert) if stored.card}
            others = (name for name in names if name != version)
            left = tuple(name for name, _ in groupby(others))
            if instead in {BASE, *sound}:
                left = served(instead, left)
            else:
                left = rolled_back((version, *left), {BASE, *sound}) or (BASE,)
            write_active(shelf.own, left)
        return left[0]

    def earlier(self, expert: str) -> str | None:
        """What `rollback` would have served again; None where nothing was before."""
        sound = {stored.name for stored in self.versions(expert) if stored.card}
        names = rolled_back(self._shelf(expert).active(), {BASE, *sound})
        return names[0] if names else None

    def remove(self, expert: str, version: str) -> None:
        """Delete a version; its number is not given out again.

        Raises:
            ExpertNotFound, VersionNotFound: There is no such expert or version.
            VersionInUse: It is active, bundled, or beneath one that has a scope.
            ExpertBusy, FolderNotWritable: It cannot be deleted.
        """
        self.check_removable(expert, version)
        shelf = self._shelf(expert)
        with exclusive(shelf.own, wait_s=_WAIT_S):
            self.check_removable(expert, version)
            path, active = shelf.path(version), shelf.active_paths()
            if path in active:
                write_active(shelf.own, tuple(p.name for p in active if p != path))
            discard(path)

    def check_removable(self, expert: str, version: str) -> None:
        """Raise what `remove` would raise before it deletes anything."""
        shelf = self._shelf(expert)
        path = self._found(shelf, version)
        cards = [one.card for one in self.versions(expert) if one.card]
        used = {one.parent for one in cards if one.scope_sha256}
        serves = path == shelf.active_paths()[0]
        if serves or version in used or path.parent == shelf.bundled:
            raise VersionInUse(expert=expert, version=version)

    def annotate(
        self, expert: str, version: str, provenance: Provenance
    ) -> AdapterVersion:
        """Write anew what a version's card says of how it came to be and was judged.

        Raises:
            ExpertNotFound, VersionNotFound: There is no such expert or version.
            VersionInUse: It is bundled.
            AdapterError: It cannot serve.
            ExpertBusy, DiskFull, FolderNotWritable: It cannot be written.
        """
        shelf = self._shelf(expert)
        with exclusive(shelf.own, wait_s=_WAIT_S):
            card = self._sound(shelf, version)
            if card.path.parent == shelf.bundled:
                raise VersionInUse(expert=expert, version=version)
            changed = replace(card, **provenance.plain())
            write_whole(card.path / CARD, card_text(changed))
        return changed

    def _shelf(self, expert: str) -> Shelf:
        known_expert(expert, self.cards.experts)
        own, bundled = self.roots.own, self.roots.bundled
        place = Path(self.base.fingerprint, expert)
        return Shelf(own / place, bundled and bundled / place)

    def _found(self, shelf: Shelf, version: str) -> Path:
        path = shelf.path(version)
        if path not in shelf.versions():
            raise VersionNotFound(expert=shelf.own.name, version=version)
        return path

    def _sound(self, shelf: Shelf, version: str) -> AdapterVersion:
        verdict = self._verdict(self._found(shelf, version))
        if isinstance(verdict, AdapterError):
            raise verdict.with_traceback(None)
        return verdict

    def _verdict(self, path: Path, pinned_to: str = "") -> Verdict:
        return self._verdicts.of(path, self.base, pinned_to)

    def _described(
        self, shelf: Shelf, staging: Path, provenance: Provenance
    ) -> AdapterVersion:
        config = read_config(staging)
        sha256 = check_weights(staging, config, self.base)
        name = shelf.next_version()
        return AdapterVersion(
            expert=shelf.own.name,
            version=name,
            base=self.base.fingerprint,
            method=config.method,
            rank=config.rank,
            sha256=sha256,
            config_sha256=config_digest(staging),
            scope_sha256=scope_digest(staging),
            path=shelf.own / name,
            created_at=datetime.now(UTC).replace(microsecond=0),
            **provenance.plain(),
        )


def _copy(source: Path, staging: Path) -> None:
    for name in (CONFIG, WEIGHTS):
        if not (source / name).is_file():
            raise AdapterDamaged(path=source, reason=name)
        shutil.copyfile(source / name, staging / name)
    if (source / SCOPE).is_file():
        shutil.copyfile(source / SCOPE, staging / SCOPE)
