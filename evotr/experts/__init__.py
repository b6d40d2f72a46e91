"""Experts: what a person wrote about them, and which trained weights serve them.

An expert is a card (``data/experts``, or the user's own) and any number of versions of
an adapter for the base model in use. Nothing here imports MLX.
"""

from evotr.experts.adapter_config import AdapterConfig
from evotr.experts.base import Base, Linear, read_base
from evotr.experts.blend import (
    AUTO,
    BASE,
    MOST_EXPERTS,
    known_expert,
    parse_blend,
)
from evotr.experts.cards import Cards, read_cards
from evotr.experts.crew import Crew, Shares, acting, crew_of
from evotr.experts.destroying import (
    destroy_versions,
    has_version,
    serving_of_night,
    versions_of_night,
)
from evotr.experts.importing import import_adapter
from evotr.experts.opening import PIN_SETTINGS, open_registry, roots_of
from evotr.experts.provenance import Provenance
from evotr.experts.registry import Registry
from evotr.experts.stored import Roots, Served, StoredVersion
from evotr.experts.verify import PINNED, adapter_of

__all__ = [
    "AUTO",
    "BASE",
    "MOST_EXPERTS",
    "PINNED",
    "PIN_SETTINGS",
    "AdapterConfig",
    "Base",
    "Cards",
    "Crew",
    "Linear",
    "Provenance",
    "Registry",
    "Roots",
    "Served",
    "Shares",
    "StoredVersion",
    "acting",
    "adapter_of",
    "crew_of",
    "destroy_versions",
    "has_version",
    "import_adapter",
    "known_expert",
    "open_registry",
    "parse_blend",
    "read_base",
    "read_cards",
    "roots_of",
    "serving_of_night",
    "versions_of_night",
]
