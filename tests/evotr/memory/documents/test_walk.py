import os
import socket

import pytest

from evotr.errors import (
    DocumentLink,
    DocumentLoop,
    DocumentMissing,
    DocumentNotFile,
    DocumentUnreadable,
)
from evotr.memory.documents.walk import find_files, resolved


def write(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def names(found, folder):
    return [str(one.path.relative_to(folder)) for one in found]


def test_files_come_in_order_and_once(folder):
    write(folder, "b.txt", "a/z.txt", "a/c/d.txt", "e.txt")
    (folder / "f.txt").symlink_to("b.txt")
    found = list(find_files([folder / "e.txt", folder, folder / "a"]))
    assert names(found, folder) == ["e.txt", "b.txt", "a/z.txt", "a/c/d.txt"]
    assert not any(one.refused for one in found)


def test_what_programs_make_for_themselves_is_passed_over(folder):
    write(folder, ".git/x", "node_modules/y", "a/__pycache__/z", ".gizli", "~$a.docx")
    write(folder, "kalan.txt")
    assert names(find_files([folder]), folder) == ["kalan.txt"]


def test_what_is_named_itself_is_read_whatever_it_is_called(folder):
    write(folder, ".gizli/a.txt")
    assert names(find_files([folder / ".gizli"]), folder) == [".gizli/a.txt"]


def test_links_to_folders_are_told_and_not_followed(folder):
    write(folder, "a/b.txt")
    (folder / "a" / "yukari").symlink_to(folder)
    found = list(find_files([folder]))
    assert names(found, folder) == ["a/b.txt", "a/yukari"]
    assert isinstance(found[1].refused, DocumentLink)


def test_links_that_end_nowhere_are_told(folder):
    (folder / "dongu").symlink_to("dongu")
    (folder / "bos").symlink_to("yok")
    kinds = {one.path.name: type(one.refused) for one in find_files([folder])}
    assert kinds == {"dongu": DocumentLoop, "bos": DocumentMissing}
    with pytest.raises(DocumentLoop):
        resolved(folder / "dongu")


def test_what_is_not_there_is_told_and_the_rest_is_found(folder):
    write(folder, "a.txt")
    found = list(find_files([folder / "yok", folder]))
    assert names(found, folder) == ["yok", "a.txt"]
    assert isinstance(found[0].refused, DocumentMissing)


def test_pipes_and_sockets_are_told(folder, monkeypatch):
    os.mkfifo(folder / "boru")
    monkeypatch.chdir(folder)  # a socket's name is short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("priz")
        kinds = [type(one.refused) for one in find_files([folder])]
    assert kinds == [DocumentNotFile, DocumentNotFile]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_closed_folder_is_told(folder):
    write(folder, "a/b.txt")
    (folder / "a").chmod(0)
    found = list(find_files([folder]))
    (folder / "a").chmod(0o700)
    assert isinstance(found[0].refused, DocumentUnreadable)
