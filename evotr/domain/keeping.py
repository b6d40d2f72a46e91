"""Experts and models as they are kept: what a face shows of them."""

from dataclasses import dataclass, field
from typing import Literal

from evotr.domain.experts import AdapterVersion, ExpertCard, VersionStatus
from evotr.errors import EvotrError

Fit = Literal["fits", "tight", "never"]
"""Whether a model goes into the memory of this machine beside everything else."""


@dataclass(frozen=True, slots=True)
class VersionState:
    """A version of an expert's weights; ``problem`` is why it cannot serve."""

    name: str
    status: VersionStatus
    bundled: bool = False
    card: AdapterVersion | None = None
    problem: EvotrError | None = None


@dataclass(frozen=True, slots=True)
class ExpertState:
    """An expert with its versions, the oldest first.

    ``serves`` is the version that answers ("": its instructions alone), ``pinned_by``
    the setting that overrules the choice of it ("": none does); ``refused`` is why
    others do not serve. ``own`` says that the card is the user's, ``earlier`` that
    a version served before what serves now.
    """

    card: ExpertCard
    serves: str = ""
    pinned_by: str = ""
    own: bool = False
    versions: tuple[VersionState, ...] = ()
    refused: tuple[EvotrError, ...] = ()
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Crowd:
    """All experts for the base model in use; ``faults`` are of the base and of cards.

    Where the base cannot be read nobody knows which versions there are.
    """

    experts: tuple[ExpertState, ...]
    faults: tuple[EvotrError, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelState:
    """A model on this machine, or one that should be; unknown numbers are 0.

    ``size`` is in bytes, ``context`` in tokens; ``problem`` is why it cannot serve.
    """

    id: str
    size: int
    parameters: int
    bits: int
    context: int
    license: str
    bundled: bool
    in_use: bool
    fit: Fit
    problem: EvotrError | None = None


Skill = Literal["plain", "everyday", "learned", "thorough"]
"""What an offered model is good for, by its size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOffer:
    """A model of the hub that could answer here instead of the one that does.

    ``size`` is in bytes, reckoned from ``parameters``; ``best`` marks the one for this
    machine. ``free`` says whether its licence allows every use, work for money too.
    """

    id: str
    name: str
    size: int
    parameters: int
    skill: Skill
    fit: Fit
    free: bool
    best: bool = False
    here: bool = False
