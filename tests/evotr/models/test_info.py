import json

import pytest

from evotr.domain import SamplingParams
from evotr.errors import ModelDamaged, ModelUnsupported, TokenizerMissing
from evotr.models.info import CARD, examine_model
from evotr.models.weights import Weights
from evotr.paths import BUNDLED_MODEL


def examined(folder):
    return examine_model(folder, "test/tiny")


def test_a_whole_model_is_told_from_its_files(model_folder):
    info = examined(model_folder)
    assert info.problem is None
    assert info.complete
    assert info.architecture == "qwen2"
    assert info.parameters == 128 * 512 + 512
    assert info.bits == 4
    assert info.context_tokens == 4096
    assert info.size_bytes == sum(f.stat().st_size for f in model_folder.iterdir())
    assert info.eos_token_ids == (7, 8)


def test_the_sampling_is_the_authors(model_folder):
    assert examined(model_folder).sampling == SamplingParams(
        temperature=0.7, top_p=0.8, top_k=20, repetition_penalty=1.05
    )


@pytest.mark.parametrize(
    ("config", "sampling"),
    [
        ({"eos_token_id": None}, SamplingParams()),
        ({"do_sample": False, "temperature": 0.7}, SamplingParams(temperature=0.0)),
        ({}, SamplingParams()),
        (
            {"temperature": "hot", "top_p": 7, "top_k": -1, "min_p": True},
            SamplingParams(),
        ),
        ({"temperature": 1e999, "repetition_penalty": None}, SamplingParams()),
        ({"top_p": 0, "min_p": 0.1}, SamplingParams(min_p=0.1)),
    ],
)
def test_what_is_absent_or_out_of_range_is_left_out(model_folder, config, sampling):
    (model_folder / "generation_config.json").write_text(json.dumps(config))
    info = examined(model_folder)
    assert info.sampling == sampling
    assert info.eos_token_ids == ()


def test_a_model_without_generation_config_is_whole(model_folder):
    (model_folder / "generation_config.json").unlink()
    assert examined(model_folder).problem is None


@pytest.mark.parametrize(
    ("card", "place"),
    [
        ('{"memories": "opening"}', "opening"),
        ('{"memories": "answer"}', "answer"),
        ('{"memories": ["opening"]}', "answer"),
        ('{"memories": "roof"}', "answer"),
        ("{}", "answer"),
        ("{", "answer"),
    ],
)
def test_a_model_may_say_where_it_reads_memories(model_folder, card, place):
    (model_folder / CARD).write_text(card)
    assert examined(model_folder).memories == place


@pytest.mark.parametrize(
    ("card", "able"),
    [
        ('{"able": true}', True),
        ('{"able": false}', False),
        ('{"able": "yes"}', False),
        ("{}", False),  # it is small
    ],
)
def test_a_model_may_say_whether_it_is_able(model_folder, card, able):
    (model_folder / CARD).write_text(card)
    assert examined(model_folder).able is able


@pytest.mark.parametrize(("parameters", "able"), [(3 * 10**9, True), (10**9, False)])
def test_a_model_that_says_nothing_of_it_is_known_by_its_size(
    model_folder, monkeypatch, parameters, able
):
    weights = Weights(parameters=parameters, bits=4)
    monkeypatch.setattr("evotr.models.info.count_weights", lambda *_: weights)
    assert examined(model_folder).able is able


def test_the_bundled_model_reads_them_where_it_was_trained_to():
    assert examine_model(BUNDLED_MODEL, "mini").memories == "opening"


def test_what_a_pull_wrote_down_is_told(model_folder):
    (model_folder / CARD).write_text('{"license": "mit", "base": "org/base"}')
    info = examined(model_folder)
    assert (info.license, info.base) == ("mit", "org/base")


def test_a_damaged_record_is_no_fault_of_the_model(model_folder):
    (model_folder / CARD).write_text("[")
    assert examined(model_folder).problem is None


@pytest.mark.parametrize(
    "name", ["config.json", "generation_config.json", "model.safetensors"]
)
def test_a_truncated_file_is_named_as_the_problem(model_folder, name):
    file = model_folder / name
    file.write_bytes(file.read_bytes()[:-5])
    info = examined(model_folder)
    assert isinstance(info.problem, ModelDamaged)
    assert str(info.problem.values["reason"]).startswith(name)
    assert not info.complete


@pytest.mark.parametrize("content", [b"", b"[1]", b"\xff\xfe", b"[" * 100_000])
def test_a_config_that_is_no_object_is_damaged(model_folder, content):
    (model_folder / "config.json").write_bytes(content)
    info = examined(model_folder)
    assert isinstance(info.problem, ModelDamaged)
    assert info.parameters == 0


@pytest.mark.parametrize("config", [{"model_type": "bert"}, {"model_type": "../qwen2"}])
def test_another_architecture_is_unsupported_and_complete(model_folder, config):
    (model_folder / "config.json").write_text(json.dumps(config))
    info = examined(model_folder)
    assert isinstance(info.problem, ModelUnsupported)
    assert info.complete


def test_without_a_tokenizer_it_cannot_serve(model_folder):
    (model_folder / "tokenizer.json").unlink()
    info = examined(model_folder)
    assert isinstance(info.problem, TokenizerMissing)
    assert not info.complete


def test_a_config_of_nonsense_is_shown_as_far_as_it_goes(model_folder):
    config = {"model_type": "qwen2", "hidden_size": None, "n_ctx": 2048}
    (model_folder / "config.json").write_text(json.dumps(config))
    info = examined(model_folder)
    assert isinstance(info.problem, ModelDamaged)
    assert info.problem.values["reason"] == "config.json: hidden_size"
    assert (info.architecture, info.context_tokens, info.bits) == ("qwen2", 2048, 0)


def test_a_missing_folder_is_a_problem_not_a_crash(tmp_path):
    info = examined(tmp_path / "nowhere")
    assert isinstance(info.problem, ModelDamaged)
    assert info.size_bytes == 0
