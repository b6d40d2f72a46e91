"""An expert's version as somebody who answers, where and only where it acts."""

from functools import partial

from evotr.domain import AdapterVersion, WeightedAdapter
from evotr.experts import Registry, adapter_of
from evotr.night.steps.answering import Speaker
from evotr.router.scope import acts_on

__all__ = ["serving_speaker", "speaker_of"]


def speaker_of(
    instruction: str,
    version: AdapterVersion | None,
    beneath: AdapterVersion | None = None,
) -> Speaker:
    """Who answers with ``version`` (None: the base) as it would be served.

    ``beneath`` is what answers where it does not act (None: the base).

    Raises:
        AdapterDamaged: The files of one of them are no longer there.
    """
    if version is None:
        return Speaker((), instruction)
    acts = partial(acts_on, version) if version.scope_sha256 else None
    lower = beneath if acts else None
    return Speaker(_weighted(version), instruction, acts, _weighted(lower))


def serving_speaker(registry: Registry, expert: str) -> Speaker:
    """Who answers for ``expert`` now.

    Raises:
        EvotrError: As `Registry.serve`.
    """
    version = registry.serve(expert).version
    beneath = registry.beneath(version) if version else None
    return speaker_of(registry.cards.experts[expert].system_prompt, version, beneath)


def _weighted(version: AdapterVersion | None) -> tuple[WeightedAdapter, ...]:
    return (WeightedAdapter(adapter_of(version)),) if version else ()
