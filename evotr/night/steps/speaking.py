"""An expert's version as somebody who answers, where and only where it acts."""

from functools import partial

from evotr.domain import AdapterVersion, WeightedAdapter
from evotr.experts import Registry, adapter_of
from evotr.night.steps.answering import Speaker
from evotr.router.scope import acts_on

__all__ = ["serving_speaker", "speaker_of"]


def speaker_of(
    instruction: str, version: AdapterVersion | None, beneath: Speaker | None = None
) -> Speaker:
    """Who answers with ``version`` (None: the base) as it would be served.

    ``beneath`` answers where it does not act (None: the base).

    Raises:
        AdapterDamaged: The version's files are no longer there.
    """
    if version is None:
        return Speaker((), instruction)
    adapters = (WeightedAdapter(adapter_of(version)),)
    if version.scope_sha256 is None:
        return Speaker(adapters, instruction)
    return Speaker(adapters, instruction, partial(acts_on, version), beneath)


def serving_speaker(registry: Registry, expert: str) -> Speaker:
    """Who answers for ``expert`` now.

    Raises:
        EvotrError: As `Registry.serve` and `Registry.beneath`.
    """
    told = registry.cards.experts[expert].system_prompt

    def speaking(version: AdapterVersion | None) -> Speaker:
        below = registry.beneath(version) if version and version.scope_sha256 else None
        return speaker_of(told, version, speaking(below) if below else None)

    return speaking(registry.serve(expert).version)
