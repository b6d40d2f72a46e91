from evotr.models.weights import Weights, count_weights
from evotr.weights import Tensor
from tests.fakes.model_files import QUANTIZED

FOUR_BITS = {"quantization": {"group_size": 64, "bits": 4}}


def tensors(shapes):
    return {name: Tensor(dtype, shape, 0, 0) for name, (dtype, shape) in shapes.items()}


def test_packed_weights_are_counted_unpacked_and_their_scales_not_at_all():
    assert count_weights(tensors(QUANTIZED), FOUR_BITS) == Weights(128 * 512 + 512, 4)


def test_a_layer_may_have_bits_of_its_own():
    own = {"model.embed_tokens": {"group_size": 64, "bits": 8}}
    config = {"quantization": {"group_size": 64, "bits": 4} | own}
    assert count_weights(tensors(QUANTIZED), config).parameters == 128 * 256 + 512


def test_plain_weights_have_the_bits_of_their_type():
    plain = tensors({"a": ("BF16", (10, 10)), "b": ("F32", (3,))})
    assert count_weights(plain, {}) == Weights(103, 16)


def test_a_quantization_without_bits_is_counted_packed():
    counted = count_weights(tensors(QUANTIZED), {"quantization_config": {"x": 1}})
    assert counted == Weights(128 * 64 + 512, 32)
