"""An adapter at a share of the strength that it was trained with."""

import json
import shutil
from pathlib import Path

from evotr.errors import named_os_error
from evotr.experts.adapter_config import CONFIG

__all__ = ["at_scale"]


def at_scale(adapter: Path, share: float, folder: Path) -> Path:
    """A copy of ``adapter`` in ``folder`` whose scale is ``share`` of its own.

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
    except OSError as error:
        raise named_os_error(error, folder) from error
    return folder
