import mlx.core as mx
import pytest
from mlx import nn

from evotr.inference.linears import dtype_of, linears_in_blocks, shape_of, unpacked


@pytest.mark.parametrize("bits", [None, 4, 8])
@pytest.mark.parametrize("dtype", [mx.float32, mx.bfloat16])
def test_a_packed_linear_tells_what_the_dense_one_tells(bits, dtype):
    dense = nn.Linear(128, 96, bias=False)
    dense.set_dtype(dtype)
    linear = dense
    if bits is not None:
        linear = nn.QuantizedLinear.from_linear(dense, 64, bits)
    assert shape_of(linear) == (96, 128)
    assert dtype_of(linear) == dtype
    weight = unpacked(linear)
    assert weight.dtype == dtype
    assert mx.allclose(weight, dense.weight, atol=0.02)
    x = mx.random.normal((3, 128)).astype(dtype)
    assert mx.allclose(x @ weight.T, linear(x), atol=0.1)


def test_only_linears_of_blocks_are_found():
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = [nn.Sequential(nn.Linear(4, 4), nn.RMSNorm(4))]
            self.lm_head = nn.Linear(4, 4)

    assert list(linears_in_blocks(Model())) == ["layers.0.layers.0"]
