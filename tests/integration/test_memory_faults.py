"""What must not hurt the memory: kills, full disks, locks and hostile files."""

import io
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from evotr.paths import PROGRAM
from tests.evotr.memory.documents.conftest import make_pdf, make_zip

LETTERS = "abcçdefgğhıijklmnoöprsştuüvyz"
NAMESPACE = ("unshare", "--map-root-user", "--mount")


def lines(number, seed=7):
    chance = random.Random(seed)
    for n in range(number):
        words = ("".join(chance.choices(LETTERS, k=6)) for _ in range(6))
        yield json.dumps({"text": f"{n} {' '.join(words)}"}, ensure_ascii=False) + "\n"


def remembered(program):
    with closing(sqlite3.connect(program.home / "journal.db")) as journal:
        return journal.execute(
            "SELECT count(*), count(DISTINCT text) FROM memories"
        ).fetchone()


def kill_when(process, is_time):
    """Kill a process when ``is_time()``; it must not end before."""
    while not is_time():
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


def test_an_import_that_was_killed_is_done_by_the_next(program, tmp_path):
    program.extra["EVOTR_EMBEDDER"] = "bge-m3"  # it is not here: words alone
    file = tmp_path / "lines.jsonl"
    file.write_text("".join(lines(4_000)), "utf-8")
    program.run("memory", "import", text='{"text": "ilk"}\n')
    with program.start("memory", "import", str(file)) as process:
        kill_when(process, lambda: remembered(program)[0] > 1)
    some, different = remembered(program)
    assert some == different < 4_001
    assert (some - 1) % 500 == 0  # whole parts
    told = program.json("memory", "import", str(file))
    assert (told["added"], told["known"]) == (4_001 - some, some - 1)
    assert remembered(program) == (4_001, 4_001)


def test_vectors_that_were_cut_off_are_gone_on_with(program):
    program.run("memory", "import", text="".join(lines(300)))
    keys = program.home / "chroma" / "vectors" / "keys.bin"
    shutil.rmtree(program.home / "chroma")
    with program.start("memory", "reindex") as process:
        kill_when(process, lambda: keys.exists() and keys.stat().st_size > 32 * 32)
    kept = keys.stat().st_size // 32
    assert kept < 300
    found = program.json("memory", "search", "298")
    assert found["results"][0]["text"].startswith("298 ")
    program.run("memory", "import", text='{"text": "yeni"}\n')
    assert keys.stat().st_size // 32 == 301


@pytest.mark.parametrize("run", range(2))
def test_what_was_being_forgotten_at_a_kill_is_gone_after_the_next_start(program, run):
    program.extra["EVOTR_EMBEDDER"] = "bge-m3"
    said = '{"text": "Zümrüdüankagil"}\n'
    program.run("memory", "import", text="".join([*lines(1_500), said]))
    journal = program.home / "journal.db"

    def destroyed():
        return remembered(program)[0] == 0

    begun = (program.home / "journal.db-wal").exists
    with program.start("memory", "forget", "--everything", "--yes") as process:
        kill_when(process, destroyed if run else begun)
    if remembered(program)[0]:  # nothing was destroyed yet: all is as it was
        assert remembered(program)[0] == 1_501
        program.run("memory", "forget", "--everything", "--yes")
    program.run("--set", "max_tokens=2", "ask", "Merhaba")
    left = [
        path.name
        for path in program.home.rglob("*")
        if path.is_file()
        and any(
            word in path.read_bytes() for word in (b"mr\xc3\xbcd\xc3\xbcanka", b"zumru")
        )
    ]
    assert left == []
    assert journal.stat().st_size < 1_000_000


def bomb():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(300_000_000))
        archive.writestr("[Content_Types].xml", "<Types/>")
    return buffer.getvalue()


@pytest.fixture
def hostile(tmp_path):
    """A folder with one good file among all that there is of bad ones."""
    folder = tmp_path / "belgeler"
    folder.mkdir()
    (folder / "iyi.txt").write_text("Kira sözleşmesi bir yıldır.", "utf-8")
    with (folder / "buyuk.txt").open("wb") as file:
        file.truncate(2 << 30)
    (folder / "kilitli.pdf").write_bytes(make_pdf([["gizli"]], encrypted=True))
    (folder / "bomba.docx").write_bytes(bomb())
    (folder / "resim.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    (folder / "bozuk.docx").write_bytes(make_zip({"a": "b"})[:40])
    (folder / "dongu").symlink_to(folder / "dongu")
    (folder / "kendisi").symlink_to(folder)
    os.mkfifo(folder / "boru")
    return folder


def test_hostile_files_are_listed_and_the_rest_is_done(program, hostile):
    program.extra["EVOTR_EMBEDDER"] = "bge-m3"
    told = program.json("memory", "ingest", str(hostile))
    refused = {Path(one["path"]).name: one["error"] for one in told["skipped"]}
    assert refused == {
        "buyuk.txt": "DocumentTooLarge",
        "kilitli.pdf": "DocumentEncrypted",
        "bomba.docx": "DocumentBomb",
        "resim.txt": "DocumentBinary",
        "bozuk.docx": "DocumentDamaged",
        "dongu": "DocumentLoop",
        "kendisi": "DocumentLink",
        "boru": "DocumentNotFile",
    }
    found = program.json("memory", "search", "kira")
    assert [hit["text"] for hit in found["results"]] == ["Kira sözleşmesi bir yıldır."]


RESTLESS = """
import sys
with open(sys.argv[1], "a", encoding="utf-8") as file:
    while True:
        if file.write("durmadan yazar " * 2_000) and file.tell() > 30_000_000:
            file.truncate(15)
        file.flush()
"""


def test_a_file_that_never_stays_the_same_hangs_nothing(program, tmp_path):
    program.extra["EVOTR_EMBEDDER"] = "bge-m3"
    file = tmp_path / "akan.txt"
    file.write_text("a", "utf-8")
    with subprocess.Popen([sys.executable, "-c", RESTLESS, str(file)]) as writer:
        try:
            told = program.json("memory", "ingest", str(file))
        finally:
            writer.kill()
    # It may have been still for a moment: then it is whole.
    errors = [one["error"] for one in told["skipped"]]
    assert errors in ([], ["DocumentChanging"])


def test_a_database_that_another_program_holds_is_told(program):
    program.extra["EVOTR_EMBEDDER"] = "bge-m3"
    program.run("memory", "import", text='{"text": "ilk"}\n')
    with closing(
        sqlite3.connect(program.home / "journal.db", isolation_level=None)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        for words in (["import"], ["forget", "--everything", "--yes"]):
            done = program.run("memory", *words, "--json", text='{"text": "iki"}\n')
            assert json.loads(done.stdout)["error"] == "JournalLocked"
            assert b"Traceback" not in done.stderr
    assert remembered(program) == (1, 1)


FULL = """
mount -t tmpfs -o size=4m tmpfs {disk} || exit 77
cd {disk}
run() {{ "{python}" -m evotr "$@"; }}
echo '{{"text": "ilk"}}' | run memory import > /dev/null
head -c 1200000 /dev/zero > ballast
run memory import "{file}" --json > "{out}/full.json"
run memory stats --json > "{out}/during.json"
rm ballast
head -n 1500 "{file}" > "{out}/some.jsonl"
run memory import "{out}/some.jsonl" --json > "{out}/after.json"
run memory forget --everything --yes --json > "{out}/forgotten.json"
"""


def test_a_full_disk_keeps_what_was_stored_and_takes_the_rest_later(program, tmp_path):
    disk, out, file = tmp_path / "disk", tmp_path / "out", tmp_path / "lines.jsonl"
    disk.mkdir()
    out.mkdir()
    file.write_text("".join(lines(9_000)), "utf-8")
    if shutil.which("unshare") is None:
        pytest.skip("no mount namespaces here (Linux has them)")
    program.home = disk / "home"
    program.extra["EVOTR_EMBEDDER"] = "bge-m3"
    script = FULL.format(disk=disk, python=sys.executable, file=file, out=out)
    done = subprocess.run(
        [*NAMESPACE, "sh", "-c", script],
        env=program.environment | {"PYTHONPATH": str(PROGRAM)},
        capture_output=True,
        check=False,
        timeout=280,
    )
    if not (out / "full.json").exists():
        pytest.skip("this user may not mount a file system of their own")
    said = {path.stem: json.loads(path.read_text()) for path in out.glob("*.json")}
    assert said["full"]["error"] == "DiskFull", done.stderr
    during = said["during"]["memories"]
    assert during >= 1
    assert said["after"]["known"] + said["after"]["added"] == 1_500
    assert said["forgotten"]["forgotten"]
