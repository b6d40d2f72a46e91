"""What an expert is, and which trained weights serve it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

AdapterMethod = Literal["lora", "dora"]
Activation = Literal["reply", "always"]
VersionStatus = Literal["candidate", "active", "retired", "rejected"]


@dataclass(frozen=True, slots=True)
class ExpertCard:
    """What a person wrote about an expert.

    ``titles`` and ``purposes`` (what it is for) by language, ``language`` the one it
    answers in (None: the question's). ``system_prompt`` is put before its answers,
    ``sampling`` overrides single fields of `SamplingParams`. The router's are
    ``keywords``, ``exemplars`` (questions it should get) and ``negatives`` (questions
    that look like its own and are not).
    """

    id: str
    titles: Mapping[str, str]
    purposes: Mapping[str, str]
    system_prompt: str = ""
    language: str | None = None
    sampling: Mapping[str, float] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    exemplars: tuple[str, ...] = ()
    negatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AdapterVersion:
    """One trained adapter of an expert, for one base, and how it came to be.

    ``base`` is the fingerprint of the base model's weights; ``parent`` the version it
    continues, ``data`` where its rows came from, ``scores`` what it was judged by.
    ``sha256`` is of ``adapters.safetensors`` in ``path``, the version's folder,
    ``config_sha256`` of ``adapter_config.json`` (None in cards of old),
    ``scope_sha256`` of ``scope.npz``, which says what questions it acts on (None: all).
    Whatever else is asked is answered by its ``parent``, or the base.
    """

    expert: str
    version: str
    base: str
    method: AdapterMethod
    activation: Activation
    rank: int
    sha256: str
    path: Path
    created_at: datetime
    config_sha256: str | None = None
    scope_sha256: str | None = None
    status: VersionStatus = "candidate"
    parent: str | None = None
    night_run: str | None = None
    data: str = ""
    seed: int | None = None
    scores: Mapping[str, float] = field(default_factory=dict)


def version_name(expert: str, version: AdapterVersion) -> str:
    """What a version is called where ``expert`` answers with it.

    Its number, and before a stroke whose it is where that is another's.
    """
    if version.expert == expert:
        return version.version
    return f"{version.expert}/{version.version}"


def named_version(expert: str, name: str) -> tuple[str, str]:
    """Whose version `version_name` named where ``expert`` answers, and its number."""
    owner, stroke, number = name.rpartition("/")
    return (owner, number) if stroke else (expert, name)


@dataclass(frozen=True, slots=True)
class ServedExpert:
    """An expert that answered, with its share of the blend.

    ``version`` is a `version_name`, None where it had its system prompt alone.
    """

    id: str
    weight: float = 1.0
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Adapter:
    """What the engine must know to serve a version: its folder, and when it acts.

    ``key`` names the weights: two adapters with one key are the same. With the
    activation ``reply`` it acts from the assistant header on (arXiv 2504.12397).
    ``sha256`` is that of the weights as they were verified, where they were.
    """

    key: str
    path: Path
    activation: Activation = "reply"
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class WeightedAdapter:
    """An adapter's share of a blend; 1.0 is the adapter as it was trained."""

    adapter: Adapter
    weight: float = 1.0
