"""Archives (.docx, .epub) looked at before anything of them is unpacked."""

import io
import zipfile
from pathlib import PurePath
from typing import Final

from evotr.errors import DocumentBomb, DocumentDamaged, DocumentEncrypted
from evotr.memory.documents.values import Limits

__all__ = ["open_archive"]

_RATIO: Final = 200
_FREE: Final = 1_000_000  # bytes that may be packed as tightly as they like
_MEMBERS: Final = 20_000
_ENCRYPTED: Final = 0x1


def open_archive(data: bytes, path: PurePath, limits: Limits) -> zipfile.ZipFile:
    """The archive, once its own list says that it is harmless.

    A member never unpacks to more than the list says.

    Raises:
        DocumentBomb: It would unpack to too much, or is packed too tightly.
        DocumentDamaged: It is no archive.
        DocumentEncrypted: A member needs a password.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DocumentDamaged(
            path=path, kind="ZIP", reason="ARCHIVE", detail=error
        ) from error
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if (
        unpacked > limits.unpacked_bytes
        or len(members) > _MEMBERS
        or unpacked > _FREE + _RATIO * len(data)
    ):
        raise DocumentBomb(path=path, limit=limits.unpacked_mb)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise DocumentEncrypted(path=path)
    return archive
