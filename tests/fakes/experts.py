"""Two experts without a file."""

from evotr.domain import ExpertCard


def card(expert: str, title_tr: str, title_en: str) -> ExpertCard:
    titles = {"tr": title_tr, "en": title_en}
    return ExpertCard(id=expert, titles=titles, purposes=titles)


CARDS = {
    "python_coder": card("python_coder", "Python yazarı", "Python coder"),
    "tr_chat": card("tr_chat", "Türkçe sohbet", "Turkish conversation"),
}
