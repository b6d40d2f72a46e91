"""An adapter at a share of the strength that it was trained with."""

import json
import shutil
from pathlib import Path

from evotr.errors import named_os_error
from evotr.experts.adapter_config import CONFIG
from evotr.weights import ADAPTER_SCOPE

__all__ = ["at_scale"]


def at_scale(
    adapter: Path, share: float, folder: Path, scope: Path | None = None
) -> Path:
    """A copy of ``adapter`` in ``folder`` whose scale is ``share`` of its own.

    It acts on what lies within ``scope``, a file, if that is there.

    Raises:
        DiskFull, FolderNotWritable: It cannot be written.
    """
    try:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(adapter, folder)
        file = folder / CONFIG
        config = json.loads(file.read_text("utf-8"))
        config["lora_parameters"]["scale"] *= share
        file.write_text(json.dumps(config, indent=2) + "\n", "utf-8")
        if scope is not None and scope.is_file():
            shutil.copyfile(scope, folder / ADAPTER_SCOPE)
    except OSError as error:
        raise named_os_error(error, folder) from error
    return folder
