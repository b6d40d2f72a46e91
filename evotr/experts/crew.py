"""What the chosen experts bring to one answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from evotr.domain import (
    GENERAL,
    Adapter,
    AdapterVersion,
    ServedExpert,
    WeightedAdapter,
    version_name,
)
from evotr.errors import AdapterError
from evotr.experts.registry import Registry
from evotr.experts.verify import adapter_of

__all__ = ["Crew", "Shares", "acting", "crew_of"]

Shares = Sequence[tuple[str, float]]
"""Ids of experts with their weights; empty is the base as it is."""


@dataclass(frozen=True, slots=True)
class Crew:
    """The experts of one answer, resolved to what serves now.

    ``instruction`` and ``sampling`` are those of the expert with the largest share.
    ``refused`` are the faults of versions that should have served.
    """

    experts: tuple[ServedExpert, ...] = ()
    adapters: tuple[WeightedAdapter, ...] = ()
    instruction: str = ""
    sampling: Mapping[str, float] = field(default_factory=dict)
    refused: tuple[AdapterError, ...] = ()


def acting(
    registry: Registry,
    version: AdapterVersion | None,
    acts: Callable[[AdapterVersion], bool],
) -> AdapterVersion | None:
    """What answers where ``version`` serves: itself, or what lies beneath it.

    None is the base.

    Raises:
        EvotrError: As `Registry.beneath`.
    """
    while version is not None and not acts(version):
        version = registry.beneath(version)
    return version


def crew_of(
    registry: Registry,
    shares: Shares,
    acts: Callable[[AdapterVersion], bool] | None = None,
) -> Crew:
    """Look up what serves; it reads and checks files, so not on a thread in a hurry.

    ``general`` is the base until it has learned something: it is then nobody.

    Args:
        registry: Knows what serves.
        shares: Who answers.
        acts: Whether a version acts on what is asked, where not all do; else what lies
            beneath it answers.

    Raises:
        ExpertNotFound: There is no such expert.
        ModelError, ModelNotFound: The base cannot be read.
        AdapterError: What was sound a moment ago is gone.
    """
    experts: list[ServedExpert] = []
    shares_of: dict[Adapter, float] = {}
    refused: list[AdapterError] = []
    for expert, weight in shares:
        served = registry.serve(expert)
        version = served.version
        try:
            if acts is not None:
                version = acting(registry, version, acts)
        except AdapterError as fault:
            refused.append(fault)
            version = None
        name = version_name(expert, version) if version else None
        experts.append(ServedExpert(expert, weight, name))
        refused += served.refused
        if version is not None:
            adapter = adapter_of(version)
            shares_of[adapter] = shares_of.get(adapter, 0.0) + weight
    adapters = [WeightedAdapter(one, weight) for one, weight in shares_of.items()]
    if not adapters and {expert.id for expert in experts} <= {GENERAL}:
        return Crew(refused=tuple(refused))
    lead = max(experts, key=lambda expert: expert.weight)
    card = registry.cards.experts[lead.id]
    return Crew(
        tuple(experts),
        tuple(adapters),
        card.system_prompt,
        card.sampling,
        tuple(refused),
    )
