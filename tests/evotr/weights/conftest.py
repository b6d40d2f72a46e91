import pytest

from tests.fakes.model_files import tiny_model


@pytest.fixture
def folder(tmp_path):
    """A whole model folder."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    for name, content in tiny_model().items():
        (folder / name).write_bytes(content)
    return folder
