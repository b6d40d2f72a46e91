from pathlib import Path

import pytest

from evotr.domain import Exemplar
from evotr.paths import BUNDLED_ROUTER
from evotr.router.opening import Knowledge

_TAUGHT = {
    "python_coder": (
        "Write a function that sorts a list of numbers.",
        "Bu kod neden IndexError veriyor?",
        "How do I read a csv file with pandas?",
        "Sözlüğü değerlerine göre nasıl sıralarım?",
        "Fix this loop, it never ends.",
        "Metindeki kelimeleri sayan bir fonksiyon yaz.",
    ),
    "medical": (
        "My head hurts since yesterday, what should I take?",
        "Karnım ağrıyor, doktora gitmeli miyim?",
        "Is this rash contagious?",
        "Tansiyonum yüksek, hangi ilaç iyi gelir?",
        "What are the symptoms of diabetes?",
        "Ateşim var ve öksürüyorum.",
    ),
    "tr_chat": (
        "Merhaba, bugün nasılsın?",
        "Canım sıkıldı, biraz sohbet edelim mi?",
        "Bana bir fıkra anlatsana.",
        "Akşama ne pişirsem acaba?",
    ),
    "general": (
        "Hi there, how are you today?",
        "Tell me a joke about penguins.",
        "What should I cook tonight?",
        "I am bored, let's talk a little.",
    ),
}


@pytest.fixture
def exemplars() -> tuple[Exemplar, ...]:
    good = [Exemplar(text, key) for key, texts in _TAUGHT.items() for text in texts]
    bad = Exemplar("What does a python eat?", "python_coder", negative=True)
    return (*good, bad)


@pytest.fixture
def knowledge(tmp_path: Path, exemplars: tuple[Exemplar, ...]) -> Knowledge:
    return Knowledge(
        keywords={
            "python_coder": ("python", "fonksiyon", "function", "pandas"),
            "medical": ("ağrı", "tansiyon", "symptom", "doktor"),
        },
        exemplars=exemplars,
        data=BUNDLED_ROUTER,
        state=tmp_path / "router",
    )
