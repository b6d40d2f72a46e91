"""The models on this machine and on the hub: find, examine, pull, remove.

Only files are read here; what computes with them is ``evotr.inference``. The one door
to the network is ``evotr.models.download``, apart because importing it costs time.
"""

from evotr.models.info import ModelInfo
from evotr.models.library import ModelLibrary

__all__ = ["ModelInfo", "ModelLibrary"]
