import errno
import os

import pytest

from evotr.errors import (
    DiskFull,
    FolderForbidden,
    FolderIsFile,
    FolderMissing,
    FolderNotWritable,
    FolderReadOnly,
    named_os_error,
)
from evotr.text import LANGUAGES, Catalog


@pytest.mark.parametrize(
    ("code", "kind", "exit_code"),
    [
        (errno.ENOSPC, DiskFull, 1),
        (errno.EACCES, FolderForbidden, 2),
        (errno.EPERM, FolderForbidden, 2),
        (errno.EROFS, FolderReadOnly, 1),
        (errno.ENOTDIR, FolderIsFile, 2),
        (errno.EEXIST, FolderIsFile, 2),
        (errno.ENOENT, FolderMissing, 2),
        (errno.EIO, FolderNotWritable, 1),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_systems_refusal_is_told_in_the_users_words(
    tmp_path, code, kind, exit_code, language
):
    error = named_os_error(OSError(code, os.strerror(code)), tmp_path)
    assert type(error) is kind
    assert error.exit_code == exit_code
    sentence, _ = Catalog.load(language).error(error)
    assert str(tmp_path) in sentence
    assert os.strerror(code) not in sentence
