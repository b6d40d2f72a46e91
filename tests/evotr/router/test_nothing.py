import pytest

from evotr.paths import BUNDLED_ROUTER
from evotr.router.features import read_extractor
from evotr.router.keywords import build_keywords, read_patterns
from evotr.router.nothing import in_third_language, nothing_said

PATTERNS = read_patterns(BUNDLED_ROUTER / "patterns.toml")
EXTRACTOR = read_extractor(
    BUNDLED_ROUTER, ("general", "python_coder"), build_keywords({}, PATTERNS)
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "👍",
        "?! 42",
        "class A\n  def b(c)\n    puts c\n  end\nend",
        "let big = rows.filter { $0 > 3 }\nprint(big)",
        "add :: Int -> Int -> Int\nadd a b = a + b",
        "std::string s;\ns.clear();",
        "(defun sq (x) (* x x))",
        "DATA DIVISION.\n    MOVE A TO B.\n    STOP RUN.",
        "mov eax, 4\nint 0x80",
        "my $n = 3;\nprint $n;",
        "x <- c(1, 2)\nmean(x)",
        '{"dose": 5, "unit": "mg"}',
        "image: nginx\nports:\n  - 80:80\n",
        "VGhpcyBpcyBub3QgYSBxdWVzdGlvbiBhdCBhbGwu",
        "<ul><li>doctor</li></ul>",
    ],
)
def test_what_asks_nothing(text):
    assert nothing_said(EXTRACTOR.look(text))


@pytest.mark.parametrize(
    "text",
    [
        "for i in range(3):\n    print(i)",
        "d = {\n    'a': 1,\n}\nprint(d)",
        "list.sort() or sorted()",
        "Neden çalışmıyor?\n\nstd::string s;\ns.clear();",
        "Bu kodu açıkla:\nint main() { return 0; }",
        "pip install numpy",
        "auto loan rates",
        "static electricity",
        "$100 kaç TL",
        "Ad: Ali\nYaş: 40\nŞikâyet: baş ağrısı",
        "NEDEN BAŞIM AĞRIYOR",
        "kredi notum dusuk cikti nasil yukseltirim",
    ],
)
def test_what_asks_something(text):
    assert not nothing_said(EXTRACTOR.look(text))


def test_python_is_no_third_language():
    text = "Wie lese ich eine Datei? open('a.py')"

    assert in_third_language(EXTRACTOR.look("Wie lese ich eine Datei im Ordner?"))
    assert not in_third_language(EXTRACTOR.look(text))
