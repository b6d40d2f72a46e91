"""What was judged of adapter folders, kept until one of their files changes."""

import threading
from pathlib import Path

from evotr.domain import AdapterVersion
from evotr.errors import AdapterDamaged, AdapterError
from evotr.experts.active import ACTIVE
from evotr.experts.adapter_config import CONFIG, SCOPE, WEIGHTS
from evotr.experts.base import Base
from evotr.experts.provenance import CARD
from evotr.experts.shelf import Signature, signature
from evotr.experts.verify import verify_pin, verify_version

__all__ = ["Verdict", "Verdicts"]

Verdict = AdapterVersion | AdapterError
"""A sound version, or why it cannot serve."""


class Verdicts:
    """Judges folders, each once; any thread may ask."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Path, str], tuple[Signature, Verdict]] = {}
        self._lock = threading.Lock()

    def of(self, path: Path, base: Base, pinned_to: str = "") -> Verdict:
        """Judge a version's folder for a base.

        Args:
            path: ``<root>/<base>/<expert>/<version>``, or any folder that is pinned.
            base: The model in use.
            pinned_to: The expert whose adapter a setting pins there.
        """
        with self._lock:
            seen = signature(path, CARD, CONFIG, WEIGHTS, SCOPE)
            known = self._kept.get((path, pinned_to))
            if known is not None and known[0] == seen:
                return known[1]
            verdict = _judge(path, base, pinned_to)
            self._kept[path, pinned_to] = (seen, verdict)
            return verdict

    def overrule(self, path: Path, fault: AdapterError) -> None:
        """Refuse the version at ``path``, which was found sound, because of ``fault``.

        This too holds until one of its files changes.
        """
        with self._lock:
            for key, (seen, verdict) in self._kept.items():
                if isinstance(verdict, AdapterVersion) and verdict.path == path:
                    self._kept[key] = (seen, fault)


def _judge(path: Path, base: Base, pinned_to: str) -> Verdict:
    try:
        if pinned_to:
            return verify_pin(path, pinned_to, base)
        if not path.is_dir():
            raise AdapterDamaged(path=path, reason=f"{ACTIVE}: {path.name}")
        return verify_version(path, path.parents[2], base)
    except AdapterError as error:
        return error
