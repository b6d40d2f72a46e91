"""What a question asks for, and whether a text can hold that: by its words alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from evotr.domain import fold
from evotr.memory.time_words import MONTHS, WEEKDAYS
from evotr.memory.words import STEM, content_words

__all__ = ["Asked", "asked_for", "holds", "telling_words"]

Wanted = Literal["age", "colour", "money", "name", "number", "phone", "place", "time"]
"""What an answer has to have in it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What kind of question it is. Several may hold, and none.

    Attributes:
        own: It is about whoever asks: "my", "-im".
        yours: It is about, or wants something from, the assistant: "you", "sen".
        order: It tells to do something: "write …", "… yaz".
        wanted: What the answer has to have in it; None where that cannot be told.
    """

    own: bool
    yours: bool
    order: bool
    wanted: Wanted | None


_OWN: Final = re.compile(
    r"\b(?:i|my|mine|our|ours|we|benim|bizim|bizde|bende)\b"
    r"|\w{2}[aeiu]m(?:[iu]n|[iu]z\w*|[aeiu]|d[ae]n?|l[ae])?\b"
    r"|\w(?:yoruz|[dt][iu]k|[aeiu]m[iu]z\w*|ac[ae]g[iu]z)\b"
)
_NOT_OWN: Final = re.compile(
    r"\b(?:kim|resim|isim|program|kilogram|gram|kelime|adam|bolum|anlam|yardim|donem"
    r"|sistem|problem|tarim|deprem|toplam|islem|egitim|yazilim|cozum|tamam|artik|hamam"
    r"|ulasim|iletisim|islam|roman|ekim|them|from|film|team|item|exam|system|program"
    r"|poem|claim|museum|custom|random|stream|seem|album)\w*"
)
"""Words that end as if they were the asker's own."""

_YOURS: Final = re.compile(
    r"\b(?:you|your|yours|yourself|sen|seni|senin|sana|sende|seninle)\b"
    r"|\w[aeiu]?s[iu]n(?:[iu]z)?\b"
)
_ORDERS: Final = (
    r"write|translate|explain|tell|give|make|list|summari[sz]e|correct|sort|print|plan"
    r"|show|multiply|set|switch|delete|start|stop|open|copy|try|use|fix|answer|go|say"
    r"|continue|remind|turn|convert|calculate|create|generate|draw|compare|rewrite"
    r"|implement|describe|suggest|recommend|help|find|add|remove|define"
)
_ORDER: Final = re.compile(
    rf"^\W*(?:please )?(?:(?:can|could|would|will) you )?(?:please )?(?:{_ORDERS})\b"
    r"|\b(?:yaz|yazdir|cevir|acikla|anlat|ver|ozetle|duzelt|sirala|goster|carp|hesapla"
    r"|kur|baslat|durdur|sil|ac|kopyala|dene|kullan|gec|listele|cikar|olustur|uret|yap"
    r"|karsilastir|oner|et|buyut|kis|topla|bol|tamamla|degistir|ekle|uyar)\b"
    r"(?:\W+(?:lutfen|bana|beni))?\W*(?:[:.!].*)?$"
    r"|\b(?:yaz|cevir|acikla|anlat|ozetle|duzelt|goster|hesapla|kis|oner|yardim ed)"
    r"(?:[ai]?r|er) m[iu]s[iu]n"
)
_WANTED: Final[tuple[tuple[Wanted, re.Pattern[str]], ...]] = (
    ("colour", re.compile(r"\b(?:colou?rs?|renk\w*|reng[iu]\w*)\b")),
    (
        "time",
        re.compile(
            r"\bwhen\b|\b(?:what|which|whose|on which|in which) (?:day|date|time|year"
            r"|month|hour)\w*\b|\bne zaman\w*|\bhangi (?:gun|ay|yil|tarih|saat)\w*"
            r"|\bsaat kac\w*|\btarihi?\b|\b(?:birthday|dogum gun\w*)\b"
        ),
    ),
    ("phone", re.compile(r"\b(?:phone|telefon\w*)\b.*\b(?:number|ne|nedir|kac\w*)\b")),
    ("age", re.compile(r"\bhow old\b|\bkac yas\w*|\byasi\w* (?:kac|ne)\w*")),
    (
        "money",
        re.compile(
            r"\bhow (?:much|expensive)\b.*\b(?:cost|pay|paid|price|rent|charge|money"
            r"|earn|spend|spent|worth|raised?|give|take)\b"
            r"|\b(?:price|cost|salary|wage|fee)\b"
            r"|\bwhat d(?:id|o|oes)\b.*\b(?:cost|pay)\b"
            r"|\bkac (?:lira|para|tl|euro|dolar|sterlin)\w*|\bkaca\b"
            r"|\b(?:fiyat|ucret|maas|kira|depozito|aidat)\w* (?:ne|kac)\w*"
        ),
    ),
    (
        "number",
        re.compile(
            r"\bhow (?:much|many|long|tall|big|heavy|far|fast|high|hot|wide|often)\b"
            r"|\b(?:number|digits|size|password|code)\b"
            r"|\bkac\w*|\bne kadar\w*|\b(?:numara|plaka|sifre)\w*"
        ),
    ),
    (
        "place",
        re.compile(
            r"\bwhere\b|\bwhich (?:city|country|street|village|town|school)\b"
            r"|\baddress\b|\bnere\w*|\bhangi (?:sehir|semt|ulke|sokak|okul|koy)\w*"
            r"|\badres\w*"
        ),
    ),
    (
        "name",
        re.compile(
            r"\b(?:who|whom|whose|name|names|called|named)\b|\bkim(?:ler)?(?:i|in|e|den"
            r"|de|le|inle|di|dir|mis)?\b|\b(?:ad[iu](?:m[iu]z?|n[iu]?)?|ism[iu]\w*)\b"
        ),
    ),
)

_NUMBERS: Final = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
    r"|thirty|forty|fifty|sixty|hundred|thousand|million|dozen|half|twice|once|double"
    r"|iki|uc|dort|bes|alti|yedi|sekiz|dokuz|on|yirmi|otuz|kirk|elli|altmis|yetmis"
    r"|seksen|doksan|yuz|bin|milyon|yarim|bucuk|bir kac|birkac|cift)(?:\b|[a-z]{1,4}\b)"
)
_MONEY: Final = re.compile(
    r"[$€£₺]|\b(?:dollars?|euros?|pounds?|cents?|lira\w*|tl|kurus|dolar\w*|avro|bin|yuz"
    r"|thousand|hundred|million|milyon|free|bedava|ucretsiz|kira)\b|\d{3,}"
)
_AGE: Final = re.compile(
    r"\b(?:years? old|year-old|aged|age|born|birthday|yas\w*|aylik|dogum\w*|yil)\b"
    r"|\b(?:until|is|am|turned|turns)"
    r" (?:\d+|two|three|four|five|six|seven|eight|nine|ten)\b"
)
_PHONE: Final = re.compile(r"\d(?:[\s/-]?\d){5}")
_TIMES: Final = re.compile(
    r"\d|\b(?:" + "|".join({*MONTHS, *WEEKDAYS}) + r"|today|tonight|tomorrow|yesterday"
    r"|ago|week|weekend|month|year|morning|evening|night|noon|christmas|spring|summer"
    r"|autumn|winter|bugun|yarin|dun|hafta|ay|yil|sene|sabah|aksam|gece|ogle|bayram"
    r"|bahar|yaz|kis|guz|once|sonra)(?:s|da|de|te|ta|ya|i|a|un|in|leri|lari|ki)?\b"
)
_COLOURS: Final = re.compile(
    r"\b(?:red|blue|green|yellow|black|white|gr[ae]y|brown|pink|purple|orange|beige|navy"
    r"|silver|gold|golden|turquoise|cream|kirmizi|mavi|yesil|sari|siyah|beyaz|gri"
    r"|kahverengi|pembe|mor|turuncu|bej|lacivert|turkuaz|krem|gumus|bordo)\w{0,3}\b"
)
_NAME: Final = re.compile(
    r"(?<=[^.!?…:\s\"“] )[A-ZÇĞİÖŞÜ][^\W\d_]+"
    r"|[A-ZÇĞİÖŞÜ][^\W\d_]+(?=['’](?!(?:s|re|ll|ve|d|t)\b))"
)
_WORD: Final = re.compile(r"[^\W_]+")

_HOLDING: Final[Mapping[Wanted, re.Pattern[str]]] = {
    "age": _AGE,
    "colour": _COLOURS,
    "money": _MONEY,
    "number": _NUMBERS,
    "phone": _PHONE,
    "time": _TIMES,
}
_ABOUT_KIND: Final = """
    kacti kacta kaca kacinci neydi neymis nedir kimdi kimden kimle kiminle neresi
    neredeydi neresiydi nasildi nelerdir hangisiydi var vardi yok ise miydi muydu
    demistim soylemistim demistin soyle soyler hatirliyor adi adim ismi isim numara
    numarasi tane olacak oldu did say said tell name called number kind which many
    much long old remember day time date year month gun gunu yil ay tarih saat renk
    rengi color colour
"""
_ASKING: Final = frozenset(_ABOUT_KIND.split())
"""Folded words that say what kind of answer is wanted, and not of what."""


def asked_for(question: str) -> Asked:
    """What ``question`` asks for."""
    folded = fold(question)
    return Asked(
        own=_OWN.search(_NOT_OWN.sub(" ", folded)) is not None,
        yours=_YOURS.search(folded) is not None,
        order=_ORDER.search(folded) is not None,
        wanted=next((kind for kind, p in _WANTED if p.search(folded)), None),
    )


def holds(wanted: Wanted, text: str, question: str) -> bool:
    """Whether ``text`` has something of the kind that is wanted.

    A name or a place counts only where the question does not say it itself.
    """
    if wanted in _HOLDING:
        return _HOLDING[wanted].search(fold(text)) is not None
    known = {word[:STEM] for word in _WORD.findall(fold(question))}
    return any(fold(name)[:STEM] not in known for name in _NAME.findall(f" {text}"))


def telling_words(question: str) -> list[str]:
    """The words that say what is asked about, each once; all where none does."""
    words = list(dict.fromkeys(content_words(question)))
    return [word for word in words if word not in _ASKING] or words
