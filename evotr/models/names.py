"""Ids of models on the hub, and the folders they get here."""

import re

from evotr.errors import ModelNotFound

__all__ = ["check_id", "folder_name", "id_of"]

_PART = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_ID = re.compile(rf"{_PART}/{_PART}")
_LONGEST = 96


def check_id(name: str) -> str:
    """Return ``name`` when it is a hub id (``organisation/model``).

    The hub's own rules, which also rule out every path trick: letters, digits, dot,
    dash and underscore; no ``..``; no ``--``, which separates the parts on disk.

    Raises:
        ModelNotFound: It is not an id, so no model can have it.
    """
    sound = _ID.fullmatch(name) and len(name) <= _LONGEST
    if not sound or ".." in name or "--" in name or name.endswith(".git"):
        raise ModelNotFound(model=name)
    return name


def folder_name(model_id: str) -> str:
    """``org/name`` → ``org--name``; raises ModelNotFound for what is no id."""
    return check_id(model_id).replace("/", "--")


def id_of(folder: str) -> str:
    """``org--name`` → ``org/name``; a folder of another shape keeps its name."""
    return folder.replace("--", "/", 1)
