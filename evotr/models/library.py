"""The models on this machine: the bundled one and those that were pulled."""

import shutil
from contextlib import suppress
from pathlib import Path

from evotr.errors import ModelInUse, ModelNotFound, named_os_error
from evotr.models.info import ModelInfo, examine_model
from evotr.models.names import folder_name, id_of
from evotr.models.staging import (
    exclusive,
    folder_bytes,
    retire,
    retired_folder,
    staging_folder,
)

__all__ = ["ModelLibrary"]


class ModelLibrary:
    """Finds models by name.

    A name is "" (the bundled model), the bundled model's own name, a folder's path,
    or the hub id of an installed model.

    Args:
        folder: Where pulled models lie (``Paths.models``); it may not exist yet.
        bundled: The model that comes with the program.
    """

    def __init__(self, folder: Path, bundled: Path) -> None:
        self.folder = folder
        self.bundled = bundled

    def installed(self, in_use: str = "") -> tuple[ModelInfo, ...]:
        """The bundled model, the pulled ones by id, and one elsewhere that is in use.

        Args:
            in_use: The name of the model in use, as the settings have it.
        """
        try:
            folders = sorted(
                entry
                for entry in self.folder.iterdir()
                if entry.is_dir() and not entry.name.startswith(".")
            )
        except OSError:
            folders = []
        found = [self.bundled, *folders]
        if not any(self.is_called(folder, in_use) for folder in found):
            with suppress(ModelNotFound):
                found.append(self.resolve(in_use))
        return tuple(self._examine(folder) for folder in found)

    def missing(self, in_use: str) -> ModelInfo | None:
        """The model in use where it is not on this machine; nothing is known of it.

        Args:
            in_use: As for `installed`.
        """
        try:
            self.resolve(in_use)
        except ModelNotFound as error:
            path = Path(in_use)
            with suppress(ModelNotFound):  # it is no id: a folder that is gone
                path = self.folder / folder_name(in_use)
            return ModelInfo(id=in_use, path=path, problem=error)
        return None

    def is_called(self, folder: Path, name: str) -> bool:
        """Whether the model called ``name`` is the one in ``folder``."""
        try:
            called = self.resolve(name)
            return folder == called or folder.samefile(called)
        except (ModelNotFound, OSError):
            return False

    def resolve(self, name: str) -> Path:
        """The folder of the model called ``name``.

        Raises:
            ModelNotFound: Nothing here has this name.
        """
        if name in {"", self.bundled.name}:
            return self.bundled
        if (folder := _existing_folder(name)) is not None:
            return folder
        path = self.folder / folder_name(name)
        if not path.is_dir():
            raise ModelNotFound(model=name)
        return path

    def info(self, name: str) -> ModelInfo:
        """What the model called ``name`` is; its faults are its ``problem``.

        Raises:
            ModelNotFound: Nothing here has this name.
        """
        return self._examine(self.resolve(name))

    def checked(self, name: str) -> ModelInfo:
        """Like `info`, for a model that is about to serve.

        Raises:
            ModelNotFound: Nothing here has this name.
            ModelDamaged: A file is missing or broken.
            ModelUnsupported: mlx-lm does not know the architecture.
            TokenizerMissing: There is no usable tokenizer.
        """
        info = self.info(name)
        if info.problem is not None:
            raise info.problem
        return info

    def setting_for(self, info: ModelInfo) -> str:
        """The value of ``base_model_path`` that chooses this model."""
        return "" if info.bundled else info.id

    def check_removable(self, name: str, *, in_use: str = "") -> None:
        """Raise what `remove` would, as far as it can be told before."""
        if name in {"", self.bundled.name}:
            raise ModelInUse(model=self.bundled.name)
        path = self.folder / folder_name(name)
        staged = staging_folder(self.folder, name)
        places = (path, staged, retired_folder(staged))
        if not any(place.is_dir() for place in places):
            raise ModelNotFound(model=name)
        if path.is_dir() and self.is_called(path, in_use):
            raise ModelInUse(model=name)

    def remove(self, name: str, *, in_use: str = "") -> int:
        """Delete a pulled model, and what an unfinished pull or removal of it left.

        Args:
            name: The model's hub id.
            in_use: The name of the model in use, as the settings have it.

        Returns:
            The bytes that were freed.

        Raises:
            ModelInUse: It is the bundled one or the one in use.
            ModelNotFound: No pulled model has this id (a folder elsewhere is the
                user's own and is never deleted).
            PullRunning: It is being downloaded right now.
            FolderNotWritable: The system refuses.
        """
        self.check_removable(name, in_use=in_use)
        path = self.folder / folder_name(name)
        staged = staging_folder(self.folder, name)
        try:
            with exclusive(staged, name):
                return self._delete(path, staged)
        except OSError as error:
            raise named_os_error(error, path.parent) from error

    def _delete(self, path: Path, staged: Path) -> int:
        places = (path, staged, retired_folder(staged))
        freed = sum(folder_bytes(place) for place in places)
        for folder in (retire(staged, path), staged):
            if folder.is_dir():
                shutil.rmtree(folder)
        return freed

    def _examine(self, path: Path) -> ModelInfo:
        if path == self.bundled:
            return examine_model(path, path.name, bundled=True)
        pulled = path.parent == self.folder
        return examine_model(path, id_of(path.name) if pulled else str(path))


def _existing_folder(name: str) -> Path | None:
    try:
        path = Path(name).expanduser().absolute()
        return path if path.is_dir() else None
    except (OSError, ValueError, RuntimeError):
        # Too long for a path, a NUL in it, or the home of an unknown user.
        return None
