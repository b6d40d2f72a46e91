"""The arguments and options that several commands of memory have."""

from typing import Any

import typer

from evotr.text import Catalog

__all__ = ["Options"]


class Options:
    """What Typer is to know of them, with help in the user's language.

    Attributes:
        as_json: Whether the answer is JSON.
        memory: One memory, by its id.
        memories: Some, by their ids.
        kind: Only memories of this kind.
        collection: Only of this collection.
        workspace: Only of this workspace.
        conversation: Only of this conversation.
    """

    def __init__(self, say: Catalog) -> None:
        self.as_json: Any = typer.Option("--json", help=say("cli.json"))
        self.memory: Any = typer.Argument(help=say("memory.help.id"))
        self.memories: Any = typer.Argument(help=say("memory.help.ids"))
        self.kind: Any = _option("kind", say)
        self.collection: Any = _option("collection", say)
        self.workspace: Any = _option("workspace", say)
        self.conversation: Any = _option("conversation", say)


def _option(name: str, say: Catalog) -> Any:  # noqa: ANN401 — Typer says no more
    return typer.Option(f"--{name}", help=say(f"memory.help.{name}"))
