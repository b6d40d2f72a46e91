"""No error tells a window what to type in a terminal; what can be done is a button."""

import re
from pathlib import Path

import pytest

from evotr import errors
from evotr.errors import EvotrError
from evotr.settings.declared import Settings, env_name
from evotr.text import Catalog
from ui.presenters.remedies import Remedy, remedy_of
from ui.text import load

TERMINAL = {
    errors.UsageWrong: "how a command was called",
    errors.ConversationAmbiguous: "ids typed in part",
    errors.MessageAmbiguous: "ids typed in part",
    errors.MemoryAmbiguous: "ids typed in part",
    errors.LedgerRowAmbiguous: "ids typed in part",
    errors.NightAmbiguous: "ids typed in part",
    errors.NightNoneYet: "`evotr night rollback` without a number",
    errors.ExemplarNotFound: "`evotr router`",
    errors.ExemplarNotProposed: "`evotr router`",
    errors.RouteRowWrong: "`evotr route --jsonl`",
    errors.RouteRowsMissing: "`evotr router evaluate`",
    errors.AnswerWaits: "`evotr ledger label`; a window offers what fits",
    errors.FileThere: "`evotr ledger export`; a window asks before it writes over one",
    errors.MemoryLineWrong: "`evotr memory import`",
    errors.QueryLineWrong: "`evotr memory search --jsonl`",
    errors.SnapshotMissing: "`evotr memory snapshot`",
    errors.SnapshotOfAnother: "`evotr memory snapshot`",
    errors.TrainingDataError: "`evotr experts train`",
    errors.TrainingError: "`evotr experts train`; a night has its report",
    errors.DatasetNotFound: "`evotr experts train`",
    errors.DatasetAmbiguous: "`evotr experts train`",
    errors.ParquetUnreadable: "`evotr experts train`",
    errors.RunFixed: "`evotr experts train`",
    errors.RunNotFound: "`evotr experts train`",
}
"""Only commands raise these: there is nothing in a window that they could be of."""

NAMES = sorted(env_name(name) for name in Settings.model_fields)
KEYS = [name for name in Settings.model_fields if "_" in name]
SHELL = re.compile(
    r"`|\bevotr [a-z]|(?<!\w)--[a-z]|\bsettings\.toml|\.env\b|\.venv|\b("
    + "|".join([*(name for name in NAMES if len(name) > 4), *KEYS])
    + r")\b|\bDEVICE\b"
)


def kin(kind):
    yield kind
    for each in kind.__subclasses__():
        yield from kin(each)


REACHABLE = [
    kind
    for kind in dict.fromkeys(kin(EvotrError))
    if not issubclass(kind, tuple(TERMINAL))
    and kind.__module__.startswith("evotr.errors")
]


@pytest.mark.parametrize("language", ["tr", "en"])
def test_no_error_in_a_window_speaks_of_a_terminal(language):
    texts = load(language)
    told = {kind.__name__: texts.error(kind()) for kind in REACHABLE}
    assert len(told) > 100
    assert [name for name, said in told.items() if not all(said)] == []
    found = {name: SHELL.findall("\n".join(said)) for name, said in told.items()}
    assert {name: words for name, words in found.items() if words} == {}


WISHES = {
    "remembered": {"facts": "a"}, "replaced": {"facts": "a"}, "beside": {"facts": "a"},
    "known": {}, "refused": {}, "off": {}, "nothing": {},
    "private.remember": {}, "private.forget": {},
    "everything": {}, "forgotten": {"memories": 1, "messages": 1, "days": "2026"},
    "many": {"number": 2}, "one": {"id": "0f", "text": "a"}, "hushed": {"answers": 1},
}  # fmt: skip


def obeyed(catalog):
    return {name: catalog(f"obeyed.{name}", **put) for name, put in WISHES.items()}


@pytest.mark.parametrize("language", ["tr", "en"])
def test_what_the_program_itself_answers_is_right_in_both_faces(language):
    window, terminal = load(language), Catalog.load(language)
    keys = {key for key in terminal.sentences if key.startswith("obeyed.")}
    assert {f"obeyed.{name}" for name in WISHES} == keys
    spoken = {name for name, said in obeyed(window).items() if SHELL.search(said)}
    typed = {name for name, said in obeyed(terminal).items() if SHELL.search(said)}
    assert (spoken, len(typed)) == (set(), 5)
    panel = f"“{window('panels.memory')}”"
    for name in ("off", "nothing", "many", "everything"):
        assert panel in obeyed(window)[name]
        assert panel not in obeyed(terminal)[name]
    assert f"“{window('label.memory')}”" in obeyed(window)["off"]
    for consent in ("learn", "remember"):
        assert f"“{window(f'consent.{consent}')}”" in obeyed(window)["refused"]


def test_the_terminal_keeps_its_own_words():
    """And the search above finds what it is for."""
    texts = Catalog.load("tr")
    told = ["\n".join(texts.error(kind())) for kind in REACHABLE]
    assert len([*filter(SHELL.search, told)]) > 40
    assert "`evotr models list`" in texts.error(errors.ModelNotFound())[1]


@pytest.mark.parametrize("language", ["tr", "en"])
def test_no_sentence_of_the_window_speaks_of_a_terminal(language):
    sentences = load(language).sentences
    program = Catalog.load(language).sentences
    own = {key for key in sentences if sentences[key] != program.get(key)}
    own |= {key for key in program if key.startswith("settings.")}
    own -= {"settings.evotr_home"}  # only the environment has it
    assert len(own) > 300
    assert [key for key in sorted(own) if SHELL.search(sentences[key])] == []


FILLED = {
    "settings.quick_keys": {"away"},
    "error.HotKeyUnusable.hint": {"ctrl", "alt", "meta", "example"},
}
"""Places that the window itself fills wherever it says this."""


@pytest.mark.parametrize("language", ["tr", "en"])
def test_what_a_window_says_over_the_terminals_words_has_no_other_places(language):
    """A value that the error does not have would be told as a question mark."""
    hole = re.compile(r"(?<!\{)\{(\w+)")
    program, window = Catalog.load(language).sentences, load(language).sentences
    for key in program.keys() & window.keys():
        if program[key] != window[key]:
            stem = key.removesuffix(".hint")
            known = hole.findall(program[stem] + program[key])
            filled = FILLED.get(key, set())
            assert set(hole.findall(window[key])) <= {*known, *filled}, key


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (errors.ModelNotFound(model="m"), Remedy("models")),
        (errors.ModelDamaged(path="m"), Remedy("models")),
        (errors.AdapterDamaged(path="a"), Remedy("experts")),
        (errors.ExpertNotFound(expert="a"), Remedy("experts")),
        (errors.StandingExpertGone(expert="a"), Remedy("settings")),
        (errors.EmbedderMissing(model="e"), Remedy("settings")),
        (errors.SettingOutOfRange(key="top_p"), Remedy("settings")),
        (
            errors.UnknownSetting(key="a", source=Path("/x/settings.toml")),
            Remedy("settings"),
        ),
        (
            errors.SettingUnheard(key="A", source=Path("/x/.env")),
            Remedy("folder", Path("/x/.env")),
        ),
        (errors.UnknownSetting(key="EVOTR_A", source="$EVOTR_A"), None),
        (errors.NightRunning(pid=1), Remedy("nights")),
        (errors.FolderForbidden(path="/x"), Remedy("folder", Path("/x"))),
        (errors.SettingsFileBroken(path="/x/s"), Remedy("folder", Path("/x/s"))),
        (errors.JournalReadOnly(path="/x/j"), Remedy("folder", Path("/x/j"))),
        (errors.JournalClosed(path="/x/j"), None),
        (errors.DiskFull(), None),
        (errors.EmptyMessage(), None),
    ],
)
def test_what_can_be_done_is_known_by_the_error(error, remedy):
    assert remedy_of(error) == remedy


def test_every_button_has_its_words_in_both_languages():
    remedies = {remedy_of(kind(path="/x")) for kind in REACHABLE} - {None}
    turkish, english = load("tr"), load("en")
    assert len(remedies) == 7
    for remedy in remedies:
        assert turkish(remedy.key) != english(remedy.key)
