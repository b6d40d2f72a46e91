"""The pictures of a report: what is drawn, when, and that no word is in them."""

from dataclasses import replace

import pytest

from evotr.errors import EvotrError
from evotr.night.plots import draw_night
from evotr.text import LANGUAGES, Catalog
from tests.fakes.nights import TRAINING, full_night, learned, night
from tests.fakes.own_process import printed_by

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def draw(tmp_path):
    """Draw a night; the files."""

    def draw(made, language="en"):
        cache = tmp_path / "cache"
        return draw_night(made, tmp_path / "report", cache, Catalog.load(language))

    return draw


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_night_is_drawn(draw, language):
    files = draw(full_night(), language)
    assert [file.name for file in files] == [
        f"tr_chat-learning-{language}.png",
        f"tr_chat-answers-{language}.png",
        f"time-{language}.png",
    ]
    assert all(file.read_bytes().startswith(PNG) for file in files)
    assert {file.name for file in files[0].parent.iterdir()} == {f.name for f in files}


def test_both_languages_have_pictures_of_their_own(draw):
    en, tr = draw(full_night(), "en"), draw(full_night(), "tr")
    assert all(a.read_bytes() != b.read_bytes() for a, b in zip(en, tr, strict=True))


def test_what_is_drawn_already_stays(draw):
    (file, *_) = draw(full_night())
    file.write_bytes(b"drawn")
    assert draw(full_night())[0].read_bytes() == b"drawn"


def test_a_night_without_numbers_is_not_drawn(draw):
    short = replace(TRAINING, curve=((0, 3.2),))
    bare = replace(learned(), groups={}, training=short)
    assert draw(night()) == ()
    assert draw(night(bare)) == ()


@pytest.mark.parametrize(
    ("harvest", "drawn"), [(0.0, False), (0.1, False), (1.0, True)]
)
def test_times_too_short_to_be_seen_are_not_drawn(draw, harvest, drawn):
    short = full_night()
    report = replace(short.report, seconds={"harvest": harvest, "judge": 0.0})
    files = draw(replace(short, report=report))
    assert ("time-en.png" in [file.name for file in files]) == drawn


def test_what_cannot_be_written_is_an_error(draw, tmp_path):
    (tmp_path / "report").write_text("in the way", "utf-8")
    with pytest.raises(EvotrError):
        draw(full_night())


def test_nothing_is_imported_for_nothing():
    code = (
        "import sys; from pathlib import Path; "
        "from evotr.night.plots import draw_night; "
        "from evotr.text import Catalog; from tests.fakes.nights import night; "
        "draw_night(night(), Path('x'), Path('y'), Catalog.load('en')); "
        "print('matplotlib' in sys.modules)"
    )
    assert printed_by(code) == "False"


NUMBERS = """
import sys
from pathlib import Path
from matplotlib.figure import Figure
from evotr.night import plots
from evotr.text import Catalog
from tests.fakes.nights import full_night

drawn = []
plain = Figure.savefig
def savefig(figure, *args, **more):
    plain(figure, *args, **more)
    for axes in figure.axes:
        labels = (*axes.get_xticklabels(), *axes.get_yticklabels())
        texts = (each.get_text() for each in labels)
        drawn.extend(text for text in texts if not text.strip("0123456789.,−"))
Figure.savefig = savefig
home = Path(sys.argv[2])
plots.draw_night(full_night(), home, home / "cache", Catalog.load(sys.argv[1]))
print(*drawn, sep="|")
"""


@pytest.mark.parametrize(("language", "other"), [("tr", "."), ("en", ",")])
def test_numbers_on_axes_are_as_the_language_writes_them(tmp_path, language, other):
    drawn = printed_by(NUMBERS, language, tmp_path)
    assert other not in drawn
    assert {".": ",", ",": "."}[other] in drawn
