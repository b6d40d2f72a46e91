"""What is forgotten is in no file of a home: every byte of every file is searched.

The home is filled in the program's own ways, by its own processes.
"""

import json
import sqlite3
from contextlib import closing

import pytest

# Words of no language, so that nothing else in a home has them: as they are written,
# as they are folded, and as the lexical index has their beginnings.
FORMS = {
    "Zümrüdüankagil": ("Zümrüdüankagil", "zumruduankagil", "zumru"),
    "Quixlewort": ("Quixlewort", "quixlewort", "quixl"),
    "Kuzgunlarıvar": ("Kuzgunlarıvar", "kuzgunlarivar", "kuzgu"),
    "Yalıçapkınsız": ("Yalıçapkınsız", "yalicapkinsiz", "yalic"),
    "Pelikangeller": ("Pelikangeller", "pelikangeller", "pelik"),
}
KEPT = "Pelikangeller"


def found(home, word):
    """The files below ``home`` that hold a form of a word, in any UTF."""
    # numpy writes texts in UTF-32.
    codes = ("utf-8", "utf-16le", "utf-32le")
    forms = [form.encode(code) for form in FORMS[word] for code in codes]
    return sorted(
        str(path.relative_to(home))
        for path in home.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    )


@pytest.fixture
def filled(program, tmp_path):
    """A home with a conversation, an import, a document, exemplars and a copy."""
    said = f"Kedimin adı Zümrüdüankagil ve {KEPT} uçar."
    program.run("--set", "max_tokens=3", "ask", said)
    lines = [
        {"text": "My sailing boat is called Quixlewort.", "speaker": "user"},
        {"text": f"{KEPT} burada kalır.", "speaker": "user"},
    ]
    given = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    program.run("memory", "import", text=given)
    note = tmp_path / "not.md"
    note.write_text("# Yalıçapkınsız\n\nKuzgunlarıvar bahçede durur.", "utf-8")
    program.run("memory", "ingest", str(note))
    program.run("router", "exemplars", "add", said, "--expert", "legal")
    program.run("memory", "search", "Zümrüdüankagil")
    with closing(sqlite3.connect(program.home / "journal.db")) as journal:
        (program.home / "backups").mkdir(exist_ok=True)
        copy = program.home / "backups" / "journal-20260101T000000000000Z-0007.db"
        journal.execute("VACUUM INTO ?", (str(copy),))
    for word in FORMS:
        assert "journal.db" in found(program.home, word)
        assert f"backups/{copy.name}" in found(program.home, word)
    # What was made of an exemplar holds none of its words.
    assert (program.home / "cache" / "router" / "heads.npz").exists()
    assert not any(name.startswith("cache") for name in found(program.home, KEPT))
    return note


def test_what_is_forgotten_is_in_no_file(program, filled):
    for words in (
        ("--query", "Zümrüdüankagil"),
        ("--query", "quixlewort"),
        ("--path", str(filled)),
    ):
        done = program.json("memory", "forget", *words, "--yes")
        assert done["forgotten"], done
    gone = {word: found(program.home, word) for word in FORMS if word != KEPT}
    assert not any(gone.values()), gone
    assert found(program.home, KEPT) == ["journal.db"]
    listed = program.run("memory", "list").stdout.decode()
    assert f"{KEPT} burada kalır" in listed
