"""No sentence is missing in either language, and none is left over."""

import ast
import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

import ui
from evotr.paths import BUNDLED_ADAPTERS
from evotr.settings import load_settings, shown
from evotr.text import Catalog
from ui.text import ROOT
from ui.widgets.panels import SECTIONS

CARDS = tuple(BUNDLED_ADAPTERS.rglob("*.toml"))
PLACEHOLDER = Formatter()
CODE = "\n".join(
    ast.unparse(ast.parse(file.read_text(encoding="utf-8")))
    for file in Path(ui.__file__).parent.rglob("*.py")
)


def own(language):
    return Catalog.load(language, ROOT).sentences


def holes(sentence):
    return {name for _, name, _, _ in PLACEHOLDER.parse(sentence) if name}


def test_both_languages_have_the_same_sentences_and_placeholders():
    turkish, english = own("tr"), own("en")
    assert turkish.keys() == english.keys()
    assert {k: holes(v) for k, v in turkish.items()} == {
        k: holes(v) for k, v in english.items()
    }


@pytest.mark.parametrize("language", ["tr", "en"])
def test_no_sentence_is_blank(language):
    assert [key for key, value in own(language).items() if not value.strip()] == []


def test_the_turkish_name_of_a_key_is_the_one_on_turkish_keyboards():
    assert [key for key, value in own("tr").items() if "Return" in value] == []
    assert own("tr")["find.after"] == "Sonraki (Enter)"


def test_every_key_in_the_code_has_its_sentence():
    groups = {key.split(".")[0] for key in own("en")}
    used = set(re.findall(r"'([a-z]+\.[a-z_]+)'", CODE))
    files = (".ini",)
    used = {k for k in used if k.split(".")[0] in groups and not k.endswith(files)}
    assert len(used) > 30
    assert used - own("en").keys() == set()


def test_every_sentence_is_used():
    computed = (
        *("bar.", "consent.", "list.", "load.", "menu.", "panels.", "provenance."),
        *("quick.", "remedy.", "status.", "transcript."),
    )
    program = Catalog.load("en").sentences
    left = [
        key
        for key in own("en").keys() - program.keys()  # those are for other words
        # Of declarations and of cards, see below.
        if not key.startswith(("label.", "choice.", "score."))
        and f"'{key}'" not in CODE
        and not (key.startswith(computed) and f"'{key.split('.')[1]}'" in CODE)
    ]
    assert left == []


def test_the_sources_of_an_answer_and_the_panels_have_names_of_their_own():
    """In Turkish "Kaynaklar" would be both."""
    for language in ("tr", "en"):
        texts = own(language)
        panels = {texts[f"panels.{section}"] for section in SECTIONS}
        assert len(panels) == len(SECTIONS)
        assert texts["transcript.sources"].rstrip(":") not in panels


@pytest.mark.parametrize("language", ["tr", "en"])
def test_every_setting_and_every_choice_has_a_name_and_none_is_left_over(language):
    texts = own(language)
    declared = shown(load_settings())
    choices = {choice for setting in declared for choice in setting.choices}
    assert names_of(texts, "label") == {setting.name for setting in declared}
    assert names_of(texts, "choice") == choices | {"true", "false"}
    labels = [texts[f"label.{setting.name}"] for setting in declared]
    assert len(set(labels)) == len(labels)
    assert [label for label in labels if "_" in label or not label[0].isupper()] == []


def names_of(texts, group):
    return {key.split(".")[1] for key in texts if key.startswith(f"{group}.")}


def test_one_thing_has_one_name_in_turkish_wherever_it_is_told():
    """In the window, the welcome, the command line: sohbet, gizli sohbet, mesaj, …"""
    program = Catalog.load("tr").sentences
    # What the model reads is not for people; what was obeyed goes by its own words.
    told = {
        key: sentence
        for key, sentence in (program | own("tr")).items()
        if not key.startswith(("prompt.", "obeyed."))
    }
    others = re.compile(
        r"[Kk]onuşma(?!c)|[Öö]zel (?:bir )?sohbet|\b[İi]leti(?:ler\w*)?\b"
    )
    assert {key for key, sentence in told.items() if others.search(sentence)} == set()
    pieces = {key for key in told if key.endswith((".speed", ".read", ".loss"))}
    assert pieces
    assert {key for key in pieces if "parça" in told[key]} == set()


def test_no_turkish_sentence_can_be_read_the_other_way_round():
    """ "Öğrenme" is also the noun; to say nothing is not to say nothing else."""
    assert own("tr")["panels.drop"] == "Bundan Öğrenmesin"
    for texts in (Catalog.load("tr").sentences, own("tr")):
        assert texts["settings.expert"].startswith("Siz başka bir şey söylemedikçe")


def test_what_bundled_experts_were_measured_by_is_called_in_words():
    cards = [tomllib.loads(file.read_text("utf-8")) for file in CARDS]
    measured = {key for card in cards for key in card.get("scores", {})}
    assert {f"score.{key.replace(' ', '_')}" for key in measured} == {
        key for key in own("tr") if key.startswith("score.")
    }


@pytest.mark.parametrize("language", ["tr", "en"])
def test_no_sentence_names_keys_that_a_mac_calls_otherwise(language):
    keys = re.compile(r"\b(Ctrl|Alt)\+")
    assert [key for key, said in own(language).items() if keys.search(said)] == []
