import pytest

from evotr.models.hub import HubAccess
from tests.fakes.hub import FakeHub
from tests.fakes.model_files import tiny_model


@pytest.fixture
def hub():
    with FakeHub(tiny_model()) as hub:
        yield hub


@pytest.fixture
def access(hub):
    return HubAccess(hub.endpoint, timeout_s=5, retries=2, wait_s=0)


@pytest.fixture
def models(tmp_path):
    return tmp_path / "models"


@pytest.fixture
def model_folder(tmp_path):
    folder = tmp_path / "tiny"
    folder.mkdir()
    for name, content in tiny_model().items():
        (folder / name).write_bytes(content)
    return folder
