"""Measure evotr-mini on the probes: `python -m scripts.mini.evaluate`."""

from __future__ import annotations

import argparse
import json
import os
import re
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from evotr.domain import GenerationRequest, Message, SamplingParams, TokenChunk
from evotr.experts import Crew, Registry, Roots, crew_of, read_cards
from evotr.inference import Engine, EngineConfig, GenerationStream
from evotr.paths import BUNDLED_ADAPTERS, BUNDLED_EXPERTS
from scripts.mini import code
from scripts.mini.facts import lower_tr
from scripts.mini.words import PROBES

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Cell", "generate", "is_refusal", "language", "main", "score", "table"]

Row = dict[str, Any]
SKILLS: Final = ("memory", "earlier", "unknown", "smalltalk", "code", "sayings")
TARGETS: Final = {
    "memory": ">= 90 %",
    "earlier": ">= 85 %",
    "unknown": ">= 90 %",
    "false refusals": "<= 5 %",
    "smalltalk": ">= 95 %",
    "code": "20-50 %",
    "sayings": "20-50 %",
}
REFUSAL: Final = {
    "en": re.compile(r"don't know|do not know|no information|not in my memory"),
    "tr": re.compile(r"bilmiyorum|bilgim yok|bilgi yok"),
}
TURKISH: Final = frozenset(
    re.findall(
        r"\w+",
        "ben bir bu bunu bilmiyorum sen senin ne nasıl için çok tamam rica ederim "
        "teşekkür merhaba selam yardımcı yok var evet geceleri kalır iyiyim",
    )
)
ENGLISH: Final = frozenset(
    re.findall(
        r"\w+",
        "i am is the a you your are and to of that this it my me we not what how "
        "can do have good thank hello all any welcome see glad no yes",
    )
)
MAX_TOKENS: Final = 96
ROWS_AT_ONCE: Final = 32


@dataclass(frozen=True)
class Cell:
    """One line of the table.

    Attributes:
        name: The skill.
        hits: Probes that passed, by language.
        total: Probes asked, by language.
    """

    name: str
    hits: dict[str, int]
    total: dict[str, int]

    def share(self, lang: str | None = None) -> float:
        """Return the share of hits, of one language or of all."""
        hits = self.hits.get(lang, 0) if lang else sum(self.hits.values())
        total = self.total.get(lang, 0) if lang else sum(self.total.values())
        return hits / total if total else float("nan")

    def interval(self) -> tuple[float, float]:
        """Return Wilson's 95 % interval of the share over all languages."""
        n, p, z = sum(self.total.values()), self.share(), 1.96
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * ((p * (1 - p) + z * z / (4 * n)) / n) ** 0.5 / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


def is_refusal(text: str, lang: str) -> bool:
    """Say whether a reply admits, in `lang`, that it does not know."""
    return bool(REFUSAL[lang].search(lower_tr(text) if lang == "tr" else text.lower()))


def language(text: str) -> str:
    """Tell Turkish from English by letters and small words.

    Args:
        text: A short reply.

    Returns:
        "tr", "en" or "" when nothing decides.
    """
    words = re.findall(r"\w+", lower_tr(text))
    plain = re.findall(r"\w+", text.lower())
    turkish = sum(w in TURKISH or bool(set(w) & set("çğışöü")) for w in words)
    english = sum(w in ENGLISH for w in plain)
    # The Turkish lower case turns an English 'I' into a dotless one.
    turkish -= sum(w == "I" or w.startswith("I'") for w in text.split())
    if turkish == english:
        return ""
    return "tr" if turkish > english else "en"


def _has_value(text: str, wanted: str) -> bool:
    """Say whether `wanted` stands in `text` as whole words, case and all."""
    return bool(re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text))


def score(row: Row, reply: str) -> bool:
    """Judge one reply.

    Args:
        row: A probe.
        reply: The model's reply.

    Returns:
        Whether it is what the probe expects.
    """
    expect, lang = row["expect"], str(row["lang"])
    if "value" in expect:
        wrong = any(_has_value(reply, v) for v in expect["others"])
        return _has_value(reply, expect["value"]) and not wrong
    if "refusal" in expect:
        return is_refusal(reply, lang)
    if "language" in expect:
        return language(reply) == lang
    if "tests" in expect:
        return code.passes(reply, expect["tests"])
    return lower_tr(expect["contains"]) in lower_tr(reply)


def load_rows() -> list[Row]:
    """Read every probe."""
    rows = []
    for skill in SKILLS:
        lines = (PROBES / f"{skill}.jsonl").read_text(encoding="utf-8").splitlines()
        rows += [json.loads(line) for line in lines]
    return rows


def generate(
    folder: Path,
    chats: list[list[dict[str, str]]],
    crew: Crew | None = None,
    instructions: Sequence[str] = (),
) -> list[str]:
    """Answer chats greedily through the engine, many at once.

    Args:
        folder: The model's folder.
        chats: Messages that end with the user's.
        crew: The experts that answer, the base when None.
        instructions: What stands before each answer; where empty, the experts'.

    Returns:
        One reply per chat.
    """
    crew = crew or Crew()
    engine = Engine(EngineConfig(folder, max_batch=ROWS_AT_ONCE))
    try:
        # Batches of similar length waste little on padding.
        order = sorted(range(len(chats)), key=lambda i: len(str(chats[i])))
        streams = {
            i: engine.submit(
                GenerationRequest(
                    str(i),
                    tuple(Message(m["role"], m["content"]) for m in chats[i]),  # type: ignore[arg-type]
                    SamplingParams(max_tokens=MAX_TOKENS),
                    instruction=instructions[i] if instructions else crew.instruction,
                    adapters=crew.adapters,
                )
            )
            for i in order
        }
        return [_text(streams[i]) for i in range(len(chats))]
    finally:
        engine.close()


def bundled_crew(folder: Path, expert: str) -> Crew:
    """What a bundled expert answers with, on the model in ``folder``."""
    cards = read_cards(BUNDLED_EXPERTS, Path(os.devnull))
    return crew_of(Registry(cards, Roots(BUNDLED_ADAPTERS), folder), ((expert, 1.0),))


def _text(stream: GenerationStream) -> str:
    parts = [event.text for event in stream if isinstance(event, TokenChunk)]
    return "".join(parts).strip()


def table(rows: list[Row], replies: list[str]) -> list[Cell]:
    """Count passes by skill and language.

    Args:
        rows: The probes.
        replies: One reply per probe.

    Returns:
        One cell per line of the table.
    """
    hits: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    total: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with ThreadPoolExecutor(2) as pool:
        passed = list(pool.map(score, rows, replies))
    for row, reply, good in zip(rows, replies, passed, strict=True):
        skill, lang = row["skill"], row["lang"]
        hits[skill][lang] += good
        total[skill][lang] += 1
        if "value" in row["expect"]:
            refused = is_refusal(reply, "en") or is_refusal(reply, "tr")
            hits["false refusals"][lang] += refused
            total["false refusals"][lang] += 1
    return [Cell(n, dict(hits[n]), dict(total[n])) for n in TARGETS if n in total]


def _print_table(cells: list[Cell], seconds: float) -> None:
    """Print the table as Markdown."""
    print("| skill | n | score | 95 % interval | target | tr | en |")
    print("|---|---|---|---|---|---|---|")
    for cell in cells:
        low, high = cell.interval()
        count = sum(cell.total.values())
        langs = [
            f"{cell.share(x):.1%}" if x in cell.total else "" for x in ("tr", "en")
        ]
        print(
            f"| {cell.name} | {count} | {cell.share():.1%} | {low:.1%} - {high:.1%} "
            f"| {TARGETS[cell.name]} | {langs[0]} | {langs[1]} |"
        )
    print(f"\n{seconds:.0f} seconds")


def main() -> None:
    """Print the table, or everything as JSON."""
    parser = argparse.ArgumentParser(description="Measure evotr-mini on its probes.")
    parser.add_argument("--model", type=Path, default=Path("models/evotr-mini"))
    parser.add_argument("--expert", help="who answers (the base)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--show", help="print the failing replies of one skill")
    args = parser.parse_args()
    begun = time.monotonic()
    rows = load_rows()
    crew = bundled_crew(args.model, args.expert) if args.expert else None
    replies = generate(args.model, [row["messages"] for row in rows], crew)
    cells = table(rows, replies)
    if args.json:
        content = {
            c.name: {"score": c.share(), "interval": c.interval(), "n": c.total}
            | {"by_language": {x: c.share(x) for x in c.total}}
            for c in cells
        }
        print(json.dumps(content, indent=2))
        return
    if args.show:
        for row, reply in zip(rows, replies, strict=True):
            if row["skill"] == args.show and not score(row, reply):
                said = "\n".join(m["content"] for m in row["messages"][-3:])
                print(f"--- {row['id']} {row['expect']}\n{said}\n=> {reply}")
    _print_table(cells, time.monotonic() - begun)


if __name__ == "__main__":
    main()
