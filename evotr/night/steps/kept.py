"""What the base says to the program's own questions, kept from night to night.

They and the base stay the same, so it need not be asked again. Only questions that
come with the program are kept, and what is made of the base's answers to them alone:
nothing of the user's words is in the files. What the
bundled model answers to those that are replayed comes with the program, too.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from typing_extensions import override

from evotr.errors import named_os_error
from evotr.files import write_whole
from evotr.night.steps.answering import Answerer, Asked, Reply, Serving, Speaker
from evotr.paths import BUNDLED_ANSWERS

__all__ = ["KeptAnswers"]


class KeptAnswers(Answerer):
    """Answers from a file what the base answered before, and asks for the rest.

    Args:
        answerer: Who is asked.
        folder: For files; each base has a folder there, named by its fingerprint.
        base: The base's fingerprint.
        serving: How ``answerer`` asks; another way has files of its own.
        bundled: The questions whose answers may be kept; `keep` adds to them.
    """

    def __init__(
        self,
        answerer: Answerer,
        folder: Path,
        base: str,
        serving: Serving,
        bundled: Collection[Asked],
    ) -> None:
        self._answerer = answerer
        self._folders = folder / base, BUNDLED_ANSWERS / base
        self._serving = serving
        self._bundled = set(bundled)

    @override
    def keep(self, asked: Iterable[Asked]) -> None:
        """As `Answerer.keep`."""
        self._bundled.update(asked)

    @override
    def answer(self, asked: Sequence[Asked], speaker: Speaker) -> list[Reply]:
        """As `Answerer.answer`.

        Raises:
            EvotrError: What the engine raises; DiskFull or FolderNotWritable where
                the file cannot be written.
        """
        if speaker.adapters:
            return self._answerer.answer(asked, speaker)
        name = f"{_digest(asdict(self._serving), speaker.instruction)}.json"
        own, shipped = (folder / name for folder in self._folders)
        kept = _read(shipped) | _read(own)
        keys = {one: _digest(_said(one)) for one in asked}
        new = [one for one, key in keys.items() if key not in kept]
        fresh = dict(zip(new, self._answerer.answer(new, speaker), strict=True))
        storable = {keys[one]: r for one, r in fresh.items() if one in self._bundled}
        if storable:
            _write(own, _read(own) | storable)
        return [fresh.get(one) or kept[keys[one]] for one in asked]


def _said(asked: Asked) -> dict[str, Any]:
    """What an answer follows from: how long it may be changes none that ends."""
    told = asdict(asked)
    del told["room"]
    return told


def _digest(*parts: object) -> str:
    text = json.dumps(parts, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _read(file: Path) -> dict[str, Reply]:
    try:
        content: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return {key: Reply(**reply) for key, reply in content.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}  # it is asked again


def _write(file: Path, replies: Mapping[str, Reply]) -> None:
    content = {key: asdict(reply) for key, reply in replies.items()}
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(file, json.dumps(content, ensure_ascii=False) + "\n")
    except OSError as error:
        raise named_os_error(error, file) from error
