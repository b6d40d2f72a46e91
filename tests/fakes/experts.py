"""Two experts without a file, and a card in one."""

from pathlib import Path

from evotr.domain import ExpertCard
from evotr.experts import Cards, Registry, Roots


def card(expert: str, title_tr: str, title_en: str) -> ExpertCard:
    titles = {"tr": title_tr, "en": title_en}
    return ExpertCard(id=expert, titles=titles, purposes=titles)


CARDS = {
    "python_coder": card("python_coder", "Python yazarı", "Python coder"),
    "tr_chat": card("tr_chat", "Türkçe sohbet", "Turkish conversation"),
}


def registry(root: Path, model: Path | None = None, **experts: ExpertCard) -> Registry:
    """A registry of ``experts`` whose versions lie under ``root``; it has none yet."""
    return Registry(Cards(experts), Roots(root / "adapters"), model or root / "model")


CARD = """
id = "law"
exemplars = ["Kira sözleşmesi nasıl feshedilir?"]
[titles]
tr = "Hukuk"
en = "Law"
[purposes]
tr = "Hukuk soruları"
en = "Questions of law"
"""
"""What a user may write into ``experts/law.toml``."""
