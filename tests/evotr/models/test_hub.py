import json
import socket
from pathlib import Path

import huggingface_hub
import pytest

from evotr.errors import (
    HubAddressUnknown,
    HubConnectionRefused,
    HubError,
    HubFileRefused,
    HubModelUnusable,
    HubNotThere,
    HubSilent,
    HubUnauthorized,
    HubUnreachable,
    ModelNotFound,
)
from evotr.models.hub import Hub, HubAccess
from tests.fakes.hub import COMMIT, MODEL

SECRET = "hf_" + "s" * 8


def listing(access, model=MODEL):
    return Hub(access).listing(model, "main")


def test_the_fake_is_a_hub_to_the_hubs_own_client(hub, tmp_path):
    path = huggingface_hub.hf_hub_download(
        MODEL,
        "config.json",
        endpoint=hub.endpoint,
        local_dir=tmp_path,
        token=False,
    )
    assert Path(path).read_bytes() == hub.files["config.json"]
    url = huggingface_hub.hf_hub_url(MODEL, "model.safetensors", endpoint=hub.endpoint)
    metadata = huggingface_hub.get_hf_file_metadata(url, token=False)
    assert metadata.size == len(hub.files["model.safetensors"])
    assert metadata.commit_hash == COMMIT
    assert metadata.location.startswith(hub.cdn)


def test_only_what_serves_is_listed_the_config_first(hub, access):
    hub.files |= {
        "README.md": b"#",
        ".gitattributes": b"*",
        "model.gguf": b"g",
        "pytorch_model.bin": b"p",
        "consolidated.safetensors": b"c",
        "onnx/model.json": b"{}",
        "modeling.py": b"import os",
        ".evotr.json": b"{}",
        "merges.txt": b"a b",
        "chat_template.jinja": b"{{ x }}",
        "tokenizer.model": b"t",
    }
    names = [file.name for file in listing(access).files]
    assert names[0] == "config.json"
    assert set(names) == {
        "config.json",
        "generation_config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "model.safetensors",
        "merges.txt",
        "chat_template.jinja",
        "tokenizer.model",
    }


def test_the_listing_knows_commit_license_and_base(hub, access):
    found = listing(access)
    assert (found.commit, found.license, found.base) == (COMMIT, "mit", "org/base")
    assert found.size == sum(len(content) for content in hub.files.values())
    hub.card = {}
    assert listing(access).license is None


@pytest.mark.parametrize(
    "name",
    ["../evil.json", "a/../../evil.json", "/etc/x.json", "..\\x.json", "C:x.json"],
)
def test_a_name_that_leaves_the_folder_refuses_the_whole_model(hub, access, name):
    hub.faults.extra_names = (name,)
    with pytest.raises(HubFileRefused) as caught:
        listing(access)
    assert caught.value.values["file"] == name


@pytest.mark.parametrize("name", ["model.safetensors", "config.json"])
def test_a_model_in_another_format_is_unusable(hub, access, name):
    del hub.files[name]
    with pytest.raises(HubModelUnusable):
        listing(access)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ((401, "RepoNotFound"), HubUnauthorized),
        ((401, ""), HubUnauthorized),
        ((403, "GatedRepo"), HubUnauthorized),
        ((403, ""), HubUnauthorized),
        ((404, "RepoNotFound"), ModelNotFound),
        ((404, "RevisionNotFound"), ModelNotFound),
        ((400, ""), HubError),
    ],
)
def test_a_refusal_has_its_name_and_is_not_repeated(hub, access, status, error):
    hub.faults.status = status
    with pytest.raises(error) as caught:
        listing(access)
    assert type(caught.value) is error
    assert caught.value.values["model"] == MODEL
    assert len(hub.requests) == 1


def test_another_model_is_not_found(access):
    with pytest.raises(ModelNotFound):
        listing(access, "test-org/other")


def test_a_hub_in_trouble_is_asked_again(hub, access):
    hub.faults.failures = 2
    assert listing(access).model == MODEL
    assert len(hub.requests) == 3


def test_a_hub_that_stays_in_trouble_is_named(hub, access):
    hub.faults.status = (503, "")
    with pytest.raises(HubError) as caught:
        listing(access)
    assert caught.value.values["status"] == 503
    assert len(hub.requests) == 1 + access.retries


def test_nobody_at_the_address():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(HubConnectionRefused) as caught:
            listing(HubAccess(endpoint, retries=1, wait_s=0))
    assert caught.value.values["endpoint"] == endpoint
    assert caught.value.values["reason"]


def test_somebody_who_says_nothing():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(HubSilent):
            listing(HubAccess(endpoint, timeout_s=0.05, retries=1, wait_s=0))


def test_a_name_that_no_computer_has():
    with pytest.raises(HubAddressUnknown):
        listing(HubAccess("http://nowhere.invalid", retries=0))


@pytest.mark.parametrize("endpoint", ["ftp://127.0.0.1", "nonsense", "http://"])
def test_an_address_that_is_none(endpoint):
    with pytest.raises(HubUnreachable):
        listing(HubAccess(endpoint, retries=0))


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>Please log in</html>",
        b"[]",
        b"{}",
        b"null",
        json.dumps({"id": MODEL, "sha": "../..", "siblings": []}).encode(),
        json.dumps({"id": MODEL, "sha": COMMIT, "siblings": [{}]}).encode(),
        json.dumps(
            {
                "id": MODEL,
                "sha": COMMIT,
                "siblings": [{"rfilename": "a.json", "size": 1, "blobId": "../x"}],
            }
        ).encode(),
        json.dumps(
            {
                "id": MODEL,
                "sha": COMMIT,
                "siblings": [{"rfilename": "a.json", "size": None}],
            }
        ).encode(),
    ],
)
def test_an_answer_that_is_no_listing(hub, access, answer):
    hub.faults.listing = answer
    with pytest.raises(HubNotThere) as caught:
        listing(access)
    assert caught.value.values["reason"]


def test_offline_mode_of_the_library_is_named(access, monkeypatch):
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(HubUnreachable):
        listing(access)


def test_the_token_comes_from_the_settings_alone(hub, access, monkeypatch, tmp_path):
    stray = tmp_path / "token"
    stray.write_text("hf_stray")
    monkeypatch.setenv("HF_TOKEN", "hf_stray")
    monkeypatch.setattr(huggingface_hub.constants, "HF_TOKEN_PATH", str(stray))
    found = listing(access)
    with Hub(access).stream(found, found.files[0], 0):
        pass
    assert [r.headers["Authorization"] for r in hub.requests] == [None, None]


def test_the_token_opens_a_private_model(hub, access):
    hub.private_token = SECRET
    with pytest.raises(HubUnauthorized):
        listing(access)
    opened = HubAccess(hub.endpoint, token=SECRET)
    assert listing(opened).model == MODEL
    assert SECRET not in repr(opened)


def test_the_hub_is_told_nothing_about_this_machine(hub, access):
    listing(access)
    agent = hub.requests[0].headers["User-Agent"]
    assert agent.startswith("evotr/")
    assert "torch" not in agent
    assert "agent/" not in agent
    assert [request.path for request in hub.requests] == [
        f"/api/models/{MODEL}/revision/main"
    ]
