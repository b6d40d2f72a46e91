"""Where things lie: the program's own files, and the user's home of EVO-TR."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

__all__ = [
    "BUNDLED_ADAPTERS",
    "BUNDLED_ANCHORS",
    "BUNDLED_ANSWERS",
    "BUNDLED_EXPERTS",
    "BUNDLED_FACTS",
    "BUNDLED_MODEL",
    "BUNDLED_NIGHT",
    "BUNDLED_RELEVANCE",
    "BUNDLED_ROUTER",
    "PROGRAM",
    "Paths",
    "default_home",
    "python_path",
]

PROGRAM = Path(__file__).resolve().parents[1]
"""The checkout (or bundle) that the program runs from."""

BUNDLED_MODEL = PROGRAM / "models" / "evotr-mini"

BUNDLED_ADAPTERS = PROGRAM / "adapters"

BUNDLED_ANCHORS = PROGRAM / "data" / "anchors"
"""What a model could before a night, and is asked again after it."""

BUNDLED_ANSWERS = PROGRAM / "data" / "answers"
"""What the bundled model answers to the questions that nights replay."""

BUNDLED_EXPERTS = PROGRAM / "data" / "experts"
"""The cards of the experts that come with the program."""

BUNDLED_FACTS = PROGRAM / "data" / "memory"
"""How facts and wishes of the user are worded."""

BUNDLED_NIGHT = PROGRAM / "data" / "night"
"""How the night phrases questions, and what it needs to know of the day's words."""

BUNDLED_RELEVANCE = PROGRAM / "data" / "memory" / "relevance.json"
"""From when on a memory counts as an answer."""

BUNDLED_ROUTER = PROGRAM / "data" / "router"
"""What the router reads beside the cards."""


def default_home() -> Path:
    """The platform's folder for a user's application data (platformdirs)."""
    return Path(platformdirs.user_data_dir("EVO-TR", appauthor=False))


def python_path() -> str:
    """``PYTHONPATH`` for a child that runs one of the program's modules."""
    return os.pathsep.join(filter(None, (str(PROGRAM), os.environ.get("PYTHONPATH"))))


@dataclass(frozen=True, slots=True)
class Paths:
    """All of a user's state, under one folder."""

    home: Path

    @property
    def journal(self) -> Path:
        """The database of conversations."""
        return self.home / "journal.db"

    @property
    def backups(self) -> Path:
        """Copies of the database, made before a migration."""
        return self.home / "backups"

    @property
    def models(self) -> Path:
        """Models that the user pulled."""
        return self.home / "models"

    @property
    def adapters(self) -> Path:
        """Versions of the experts' weights, by base and expert."""
        return self.home / "adapters"

    @property
    def training(self) -> Path:
        """Runs that train an expert, until they are a version of it."""
        return self.home / "training"

    @property
    def nights(self) -> Path:
        """What a night writes while it runs, and the pictures of its reports."""
        return self.home / "nights"

    @property
    def experts(self) -> Path:
        """Cards of experts that the user wrote."""
        return self.home / "experts"

    @property
    def settings(self) -> Path:
        """The settings file (TOML)."""
        return self.home / "settings.toml"

    @property
    def drafts(self) -> Path:
        """What was typed in the window and not sent yet."""
        return self.home / "drafts.json"

    @property
    def logs(self) -> Path:
        """Where logs go unless LOG_DIR says otherwise."""
        return self.home / "logs"

    @property
    def chroma(self) -> Path:
        """Where the vector index goes unless CHROMA_PERSIST_DIR says otherwise."""
        return self.home / "chroma"

    @property
    def embedding(self) -> Path:
        """What is computed once from embedding models; it may be deleted."""
        return self.home / "cache" / "embedding"

    @property
    def answers(self) -> Path:
        """What models say to the program's own questions; it may be deleted."""
        return self.home / "cache" / "answers"

    @property
    def router(self) -> Path:
        """What the router was fitted to; it may be deleted."""
        return self.home / "cache" / "router"

    @property
    def drawing(self) -> Path:
        """What is known of fonts when pictures are drawn; it may be deleted."""
        return self.home / "cache" / "drawing"

    @property
    def night_lock(self) -> Path:
        """Held by the one process that makes a night."""
        return self.nights / "lock"

    @property
    def timer_lock(self) -> Path:
        """Held by a night that the system's timer began, and that makes way."""
        return self.nights / "timer.lock"

    @property
    def lock(self) -> Path:
        """Held by the one process that has the assistant open."""
        return self.home / "instance.lock"
