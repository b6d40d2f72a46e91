"""The window over the fake assistant, to be looked at: ``python tests/ui/showcase.py``.

Options: ``--dark``, ``--empty``, ``--fail`` (the assistant does not open).
Environment: EVOTR_HOME, EVOTR_LANGUAGE.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

from PySide6.QtGui import QColor, QPalette

from evotr.domain import (
    Explanation,
    MemoryItem,
    Recalled,
    Recollection,
    Route,
    Routed,
    ServedExpert,
    Source,
)
from evotr.errors import InstanceRunning
from evotr.settings import load_settings
from tests.fakes.assistant import FakeAssistant, FakeTurn
from ui.app import Application, main

ANSWER = """İstanbul'da yarın için **hafif bir plan** [1]:

1. Sabah *Kadıköy*'de çay ve simit
2. Öğlen [Moda sahili](https://example.org/moda) boyunca yürüyüş
3. Akşam `19.30` vapuru

Küçük bir Python örneği:

```python
def selam(ad: str) -> str:
    \"\"\"Kısa ve içten.\"\"\"
    return f"Merhaba, {ad}!"

print(selam("Işıl"))
```

| Saat | Yer | Ücret |
|------|-----|-------|
| 09.00 | Kadıköy | 60 |
| 13.00 | Moda | 0 |

> Yağmur ihtimali düşük: $p(y) = \\frac{1}{7}$.

## Unutma
- Şemsiye
- Su
  - Küçük şişe yeter
"""


ROUTED = Routed(
    (ServedExpert("tr_chat", 0.7), ServedExpert("python_coder", 0.3)),
    route=Route(
        (("tr_chat", 0.7), ("python_coder", 0.3)),
        0.82,
        "semantic",
        Explanation(("plan", "hafta sonu"), "Hafta sonu nereye gidelim?", 0.81),
        (("tr_chat", 0.61), ("python_coder", 0.21), ("general", 0.1)),
        ms=4.0,
    ),
)


def _said(text: str, source: Source) -> Recollection:
    speaker = "" if source.path else "user"
    kind = "document" if source.path else "episode"
    at = datetime(2026, 5, 4, tzinfo=UTC)
    return Recollection(MemoryItem(text, kind, text, speaker, source, at), 0.9)


RECALLED = Recalled(
    (
        _said("Yürüyüşü severim, uzun yolu değil.", Source("c0000001", "m0000001")),
        _said("Kadıköy–Moda arası 2 km'dir.", Source(path="gezi.pdf", page=3)),
    )
)

DARK = QPalette(QColor("#2b2d31"), QColor("#232529"))
DARK.setColor(QPalette.ColorRole.Base, QColor("#1e2024"))
DARK.setColor(QPalette.ColorRole.Accent, QColor("#308cc6"))


def _answer(turn: FakeTurn, text: str) -> None:
    def stream() -> None:
        if "?" in text:
            turn.route(ROUTED)
            turn.recall(RECALLED)
        turn.read(50, 100)
        time.sleep(0.4)
        words = ANSWER.split(" ") if "?" in text else ["Tabii. ", "Buradayım."]
        for word in words:
            turn.say(word + (" " if "?" in text else ""))
            time.sleep(0.02)
        turn.finish()

    _ANSWERING.submit(stream)


_ANSWERING = ThreadPoolExecutor(4)


def _open(*, fail: bool, empty: bool) -> AbstractContextManager[FakeAssistant]:
    if fail:
        raise InstanceRunning(pid=4711, home="~/EVO-TR")
    fake = FakeAssistant(_answer)
    if not empty:
        now = datetime.now(tz=UTC)
        past = [
            ("Haftalık alışveriş listesi", timedelta(days=9)),
            ("Explain the difference between threads and processes", timedelta(days=3)),
            ("Türkçe şiir önerileri", timedelta(days=1)),
            ("Yarın için İstanbul planı", timedelta(minutes=5)),
        ]
        for title, ago in past:
            key = fake.add(
                title, f"{title}?", ANSWER, "Sağ ol!", "Rica ederim.", at=now - ago
            )
            if "şiir" in title:
                fake.keep_on_top(key, on_top=True)
                fake.put_in_folder(key, "Edebiyat")
    fake.context_tokens = 4096
    return fake.opened()


if __name__ == "__main__":
    application = Application(sys.argv)
    if "--dark" in sys.argv:
        application.setPalette(DARK)
    fail, empty = "--fail" in sys.argv, "--empty" in sys.argv
    sys.exit(main(lambda: _open(fail=fail, empty=empty), load_settings(), sys.argv))
