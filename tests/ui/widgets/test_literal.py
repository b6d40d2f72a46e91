"""What a model says is seen: every word, every number, every sign that means one."""

import re
import subprocess
import sys

import pytest

from ui.presenters.entries import Entry
from ui.widgets.literal import spelled
from ui.widgets.transcript import TranscriptView

LONG = """
from ui.widgets.literal import numbers_of, spelled

units = " ", "\\t", "a ", "> ", ">", "- ", "-", "1. ", "1.", "#", "# ", "*", "`"
units += "` `` ", "[](", "[](a", "![](<a>", "[", "[ ", "[a", "_", "__a", "_a", "2*"
units += "|", "|-", "=", "~", "- > ", "\\n", " \\n", "- \\n", "1.\\n", "> \\n", "`a\\n"
units += "|-|-", "a|", ":-", "\\n>"
for begin in "", "a", "- ", "a|b\\n-|-":
    for unit in units:
        for end in "b", "\\n-\\nb":
            text = begin + unit * (20_000 // len(unit)) + end
            spelled(text)
            numbers_of(text)
"""

SWALLOWED = [
    ("1923.", "1923."),
    ("Cevap:\n\n1923.\n\nSonraki", "Cevap:|1923.|Sonraki"),
    ("The answer:\n\n1923.\n\nNext", "The answer:|1923.|Next"),
    ("42)", "42)"),
    ("42)\n12. x", "42)|12. x"),
    ("12. x\n\n42)", "12. x|42)"),
    ("-", "-"),
    ("+", "+"),
    ("*", "*"),
    ("Hangi işaret?\n\n-\n\nEksi.", "Hangi işaret?|-|Eksi."),
    ("Evet\n-", "Evet -"),
    ("5 ile 3\n=\n8", "5 ile 3 = 8"),
    ("#", "#"),
    (">", ">"),
    ("- 1923.", "- 1923."),
    ("> 1923.", "1923."),
    ("1. 1923.\n2. 1938.", "1. 1923.|2. 1938."),
    ("2024. 5. 6.", "2024. 5. 6."),
    ("[1]: http://x.y/z", "[1]: http://x.y/z"),
    ("Bkz. [1].\n\n[1]: http://x.y/z 'Ad'", "Bkz. 1.|[1]: http://x.y/z 'Ad'"),
    ("- a\n- [2]: http://x.y", "- a|- [2]: http://x.y"),
    ("Söz[^1]\n\n[^1]: Dipnot burada", "Söz[^1]|[^1]: Dipnot burada"),
    ("`__init__` ve __init__ ile __name__", "__init__ ve __init__ ile __name__"),
    ("2*3*4 = 24", "2*3*4 = 24"),
    ("a*b*c ve 2**3**2", "a*b*c ve 2**3**2"),
    ("![](resim.png)", "resim.png"),
    ("[](http://x.y)", "http://x.y"),
    ("1. A\n3. C\n4. D\n9. I", "1. A|3. C|4. D|9. I"),
    ("7. yedi\n\n5. beş", "7. yedi|5. beş"),
    ("1. a\n   1. b\n   8. c\n3. d", "1. a|1. b|8. c|3. d"),
    ("- a\n-\n- c", "- a|- |- c"),
    ("1. a\n2.\n3. c", "1. a|2. |3. c"),
    ("|a|b|\n|-|-|\n|c|d|e|", "a|b|c|d|e"),
]
AS_MARKDOWN = [
    ("1. a\n1. b\n1. c", "1. a|2. b|3. c"),
    ("__kalın__ ve _eğik_", "kalın ve eğik"),
    ("Başlık\n---\nmetin", "Başlık|metin"),
    ("-\n  sonra", "- sonra"),
    ("    - \n    [1]: x", "-|[1]: x"),
    ("- a\n  ```\n  1.\n  2*3\n  ```", "- a|1.|2*3"),
    ("bkz. https://x.y/__init__.py", "bkz. https://x.y/__init__.py"),
    ("**5**", "5"),
]


@pytest.fixture
def view(qtbot, texts):
    view = TranscriptView(texts)
    qtbot.addWidget(view)
    view.resize(800, 600)
    view.show()
    return view


def seen(view):
    """The lines of the answer as they are painted, marks of lists with them."""
    lines, block = [], view.document().firstBlock()
    while block.isValid():
        own = block.textList()
        mark = own.itemText(block) if own else ""
        if own and not re.match(r"\d", mark):
            mark = "-"
        lines.append(f"{mark} {block.text()}" if own else block.text())
        block = block.next()
    return lines


def shown(view, text, size):
    view.splice(0, (Entry("user", "?"), Entry("assistant", "", "streaming")))
    if not size:
        view.splice(1, (Entry("assistant", text),))
    for at in range(0, len(text) if size else 0, size or 1):
        view.stream(text[at : at + size])
        view.flush()
    if size:
        view.splice(1, (Entry("assistant", text),))
    lines = seen(view)
    answer = lines[lines.index(view_name(view)) + 1 :]
    plain = [re.sub("[\u200b\ufffc]", "", each) for each in answer]
    return [each for each in plain if each.strip()]


def view_name(view):
    return next(line for line in seen(view) if line.startswith("EVO-TR"))


@pytest.mark.parametrize("size", [0, 2, 1000])
@pytest.mark.parametrize(("text", "wanted"), SWALLOWED + AS_MARKDOWN)
def test_nothing_that_was_said_is_swallowed(view, text, wanted, size):
    lines = shown(view, text, size)
    lines = [line.rstrip() for line in lines if line != "Copy code"]
    wanted = [line.rstrip() for line in wanted.split("|")]
    assert lines[: len(wanted)] == wanted


@pytest.mark.parametrize(("text", "wanted"), SWALLOWED)
def test_what_was_spelled_reads_the_same_again(text, wanted):
    assert wanted
    assert spelled(spelled(text)) == spelled(text)


def test_no_text_of_any_signs_takes_for_ever():
    subprocess.run([sys.executable, "-c", LONG], check=True, timeout=60)


@pytest.mark.parametrize(
    "text",
    [
        "Tarih `5. 6. 2024` idi",
        "The date was `5. 6. 2024`",
        "- tarih `5. 6. 2024`",
        "`a  1. 2. b`",
    ],
)
def test_code_within_a_line_is_left_as_it_is(text):
    assert spelled(text) == text


@pytest.mark.parametrize("rule", ["---", "***", "* * *", "- - -", "> ---"])
def test_a_line_across_is_left_to_be_one(rule):
    assert spelled(f"a\n\n{rule}\n\nb") == f"a\n\n{rule}\n\nb"


def test_words_are_bold_where_they_should_be(view):
    shown(view, "__kalın__ söz ve _eğik_ söz", 0)
    bold, italic = (view.document().find(word) for word in ("kalın", "eğik"))
    assert bold.charFormat().fontWeight() == 700
    assert italic.charFormat().fontItalic()
    assert not bold.charFormat().fontUnderline()
