"""What a row says about time."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QListView, QStyleOptionViewItem

from evotr.text import LANGUAGES
from ui.presenters.conversations import Row
from ui.text import load
from ui.text.dates import day_of, hour_of, minute_of
from ui.theme import colors_of
from ui.widgets.finding import begun_in
from ui.widgets.listing import RowDelegate, RowModel, cut, led, when

TODAY = date(2026, 11, 21)  # a Saturday


def at(days):
    noon = datetime.fromisoformat("2026-11-21T12:05").astimezone()
    return noon - timedelta(days=days)


@pytest.mark.parametrize(
    ("language", "days", "words"),
    [
        ("tr", 0, "12:05"),
        ("tr", 1, "Dün"),
        ("en", 1, "Yesterday"),
        ("tr", 3, "Çarşamba"),
        ("en", 6, "Sunday"),
        ("tr", 7, "14.11.2026"),
    ],
)
def test_moments_in_the_words_of_a_list(language, days, words):
    assert when(at(days), TODAY, load(language)) == words


@pytest.mark.parametrize(
    ("text", "match", "shown"),
    [
        ("So, my name is Işıl", "Işıl", "…my name is Işıl"),
        ("Merhaba, adım Işıl", "Işıl", "…adım Işıl"),
        ("Adım Işıl", "Işıl", "Adım Işıl"),
        ("Well, and I live in İzmir.", "İzmir", "…I live in İzmir."),
        ("çekoslovakyalılaştıramadıklarımızdan", "dan", "…dan"),
        ("çekoslovakyalılaştıramadıklarımızdan (Işıl)", "Işıl", "…(Işıl)"),
    ],
)
def test_an_excerpt_begins_with_a_whole_word(text, match, shown):
    at = text.index(match)
    told, spans = led(text, [(at, at + len(match))])
    assert told == shown
    assert [told[first:last] for first, last in spans] == [match]


NOW = datetime.now().astimezone()


def hit(days, **more):
    said = {"title": "deneme", "excerpt": "kedi mama yer", "spans": ((0, 4),)}
    told = {"id": "c", "updated_at": NOW - timedelta(days=days)}
    return Row(**(told | said | more))


@pytest.fixture(params=LANGUAGES)
def list_(qtbot, request):
    """A list with its delegate."""
    texts = load(request.param)
    view = QListView()
    qtbot.addWidget(view)
    model = RowModel(texts, view)
    view.setModel(model)
    view.setItemDelegate(RowDelegate(texts, colors_of(view.palette()), view))
    return view


def painted(view, row, width=260, beside=()):
    view.model().show((row, *beside))
    index, option = view.model().index(0), QStyleOptionViewItem()
    view.initViewItemOption(option)
    height = view.itemDelegate().sizeHint(option, index).height()
    option.rect = QRect(0, 0, width, height)
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    view.itemDelegate().paint(painter, option, index)
    painter.end()
    return image


@pytest.mark.parametrize("width", [190, 260, 500])
def test_hits_of_one_title_are_told_apart_by_their_date(list_, width):
    images = [painted(list_, hit(days), width) for days in (10, 40, 400)]
    assert all(a != b for at, a in enumerate(images) for b in images[:at])
    assert images[0] == painted(list_, hit(10), width)
    left = QRect(0, 0, width // 3, images[0].height())
    # The title and what was found stand where they did.
    assert all(image.copy(left) == images[0].copy(left) for image in images)


def test_a_long_title_leaves_the_date_its_room(list_):
    long = "Uzun bir başlık " * 10
    images = [painted(list_, hit(days, title=long)) for days in (10, 40)]
    assert images[0] != images[1]


def test_the_date_of_a_hit_is_heard_and_exact_where_it_is_pointed_at(list_):
    language, row = list_.model()._texts.language, hit(40)
    list_.model().show((row, hit(40, excerpt="")))
    first, second = (list_.model().index(at) for at in (0, 1))
    spoken = first.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"deneme, {day_of(row.updated_at, language)}, kedi mama yer"
    told = first.data(Qt.ItemDataRole.ToolTipRole)
    assert told == f"deneme\n{minute_of(row.updated_at, language)}"
    assert second.data(Qt.ItemDataRole.ToolTipRole) == "deneme"


def test_hits_of_one_title_and_one_day_are_told_apart_by_the_hour(list_):
    model, language = list_.model(), list_.model()._texts.language
    noon = NOW.replace(hour=12, minute=5) - timedelta(days=40)
    rows = [
        hit(0, id=str(hour), updated_at=noon.replace(hour=hour)) for hour in (9, 12)
    ]
    other = hit(0, id="x", updated_at=noon, title="başka")
    images = [painted(list_, one, beside=(*rows, other)) for one in rows]
    assert images[0] != images[1]
    model.show((*rows, other))
    day = day_of(noon, language)
    for row in rows:
        assert model.told(row) == f"{day} {hour_of(row.updated_at, language)}"
    assert model.told(other) == day
    model.show(tuple(replace(row, excerpt="") for row in rows))  # no search
    assert model.told(replace(rows[0], excerpt="")) == day


@pytest.mark.parametrize(
    ("title", "query", "marked"),
    [
        ("Işık ve gölge", "isik", ["Işık"]),
        ("IŞIĞIN hızı", "ışı", ["IŞIĞIN"]),
        ("kitap, kitaplık, başkitap", "kitap", ["kitap", "kitaplık"]),
        ("Light and shade", "shade li", ["Light", "shade"]),
        ("Ankara", "işık", []),
        ("Ankara", " ?! ", []),
    ],
)
def test_what_is_searched_for_is_marked_in_a_title(title, query, marked):
    assert [title[a:z] for a, z in begun_in(title, query)] == marked


def test_a_title_shows_what_matched_where_a_text_did_too(list_):
    rows = [hit(10), hit(10, title="başka")]
    before = [painted(list_, row) for row in rows]
    list_.model().query = "den"
    after = [painted(list_, row) for row in rows]
    assert after[0] != before[0]
    assert after[1] == before[1]
    below = before[0].rect().adjusted(0, before[0].height() // 2 + 1, 0, 0)
    assert after[0].copy(below) == before[0].copy(below)  # it is the title


@pytest.mark.parametrize("width", range(40, 400, 7))
def test_a_line_is_cut_between_letters_and_says_so(list_, width):
    metrics = list_.fontMetrics()
    text = "bir iki kedi üç dört beş altı yedi sekiz dokuz kedi"
    spans = [(at, at + 4) for at in (8, 47)]
    shown, seen = cut(text, spans, metrics, width)
    assert shown == text or shown.endswith("…")
    assert shown == text or metrics.horizontalAdvance(shown) <= width
    for first, last in seen:
        assert "kedi".startswith(shown[first:last].rstrip("…"))
        assert first < last <= len(shown)


def test_what_matched_far_behind_is_brought_into_sight(list_):
    text = "uzun bir başlık " * 10 + "kedi"
    at = text.index("kedi")
    shown, seen = cut(text, [(at, at + 4)], list_.fontMetrics(), 200)
    assert shown == "…bir başlık kedi"
    assert [shown[first:last] for first, last in seen] == ["kedi"]
