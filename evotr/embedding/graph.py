"""MiniLM as a graph for ONNX Runtime, written node by node from the weights.

BERT (arXiv 1810.04805) with mean pooling and a unit vector at its end (Sentence-BERT,
arXiv 1908.10084). It takes the sums of word, position and type embeddings of one text,
so that the table of words stays outside, in the file it comes in. One text needs no
mask. Why it is not exported from PyTorch: docs/adr/0009-minilm-graph.md.
"""

from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from evotr.embedding.base import Precision
from evotr.embedding.tensors import Tensors

__all__ = ["build_graph"]

_INPUT: Final = "embedded"
_OUTPUT: Final = "vector"
_LAYERS: Final = 6
_HIDDEN: Final = 384
_INNER: Final = 1536
_HEADS: Final = 12
_EPSILON: Final = 1e-12
# The last opset whose reductions name their axes in an attribute.
_OPSET: Final = 17
_IR: Final = 9
_RUNTIME: Final = "com.microsoft"  # ONNX Runtime's own operators
# Seven bits: with eight, sums overflow on x86 processors without VNNI.
_STEPS: Final = 63
# GELU goes no lower; a token whose peak is below it needs no finer steps.
_GELU_DEPTH: Final = 0.17

Floats = NDArray[np.float32]


def build_graph(tensors: Tensors, precision: Precision) -> bytes:
    """The serialised model: ``embedded`` (1, n, 384) in, ``vector`` (1, 384) out.

    Args:
        tensors: The weights of all-MiniLM-L6-v2.
        precision: ``int8`` multiplies integers: weights are rounded once, by output
            channel; activations for each text, the inner layers' by token.

    Raises:
        ValueError: A tensor is missing or has another shape; its name.
    """
    return _Writer(tensors, precision).model()


class _Writer:
    """The graph so far; values are known by their names."""

    def __init__(self, tensors: Tensors, precision: Precision) -> None:
        self._tensors = tensors
        self._precision = precision
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def model(self) -> bytes:
        state = self._norm(_INPUT, "embeddings.LayerNorm")
        for layer in range(_LAYERS):
            state = self._layer(state, f"encoder.layer.{layer}")
        mean = self._node("ReduceMean", state, axes=[1], keepdims=0)
        vector = self._node("LpNormalization", mean, axis=-1, p=2)
        self._nodes.append(helper.make_node("Identity", [vector], [_OUTPUT]))
        real = onnx.TensorProto.FLOAT
        graph = helper.make_graph(
            self._nodes,
            "minilm",
            [helper.make_tensor_value_info(_INPUT, real, [1, "tokens", _HIDDEN])],
            [helper.make_tensor_value_info(_OUTPUT, real, [1, _HIDDEN])],
            self._constants,
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_RUNTIME, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR)
        return bytes(model.SerializeToString())

    def _layer(self, state: str, at: str) -> str:
        """One block: attention, then the two inner layers, a norm after each."""
        heard = self._attention(state, f"{at}.attention")
        state = self._norm(
            self._node("Add", state, heard), f"{at}.attention.output.LayerNorm"
        )
        weight, bias = self._linear(f"{at}.intermediate.dense", _INNER, _HIDDEN)
        peak = self._peak(self._node("Abs", state), floor=_EPSILON)
        inner = self._multiply(state, weight, bias, peak)
        inner = self._node("Gelu", inner, domain=_RUNTIME)
        weight, bias = self._linear(f"{at}.output.dense", _HIDDEN, _INNER)
        peak = self._peak(inner, floor=_GELU_DEPTH)
        outer = self._multiply(inner, weight, bias, peak)
        return self._norm(self._node("Add", state, outer), f"{at}.output.LayerNorm")

    def _attention(self, state: str, at: str) -> str:
        parts = [
            self._linear(f"{at}.self.{part}", _HIDDEN, _HIDDEN)
            for part in ("query", "key", "value")
        ]
        weight = np.concatenate([weight for weight, _ in parts], axis=1)
        bias = np.concatenate([bias for _, bias in parts])
        joined = self._multiply(state, weight, bias)
        split = [self._name(offset) for offset in range(3)]
        self._nodes.append(helper.make_node("Split", [joined], split, axis=-1))
        heard = self._node(
            "MultiHeadAttention", *split, domain=_RUNTIME, num_heads=_HEADS
        )
        weight, bias = self._linear(f"{at}.output.dense", _HIDDEN, _HIDDEN)
        return self._multiply(heard, weight, bias)

    def _linear(self, at: str, out: int, into: int) -> tuple[Floats, Floats]:
        """A layer's weight, as (into, out), and its bias."""
        weight = self._tensors.get(f"{at}.weight", out, into)
        return weight.T, self._tensors.get(f"{at}.bias", out)

    def _norm(self, value: str, at: str) -> str:
        """Layer normalisation; its own operator takes twice as long on a CPU."""
        mean = self._node("ReduceMean", value, axes=[-1], keepdims=1)
        centred = self._node("Sub", value, mean)
        square = self._node("Mul", centred, centred)
        variance = self._node("ReduceMean", square, axes=[-1], keepdims=1)
        variance = self._node("Add", variance, self._real(_EPSILON))
        normal = self._node("Div", centred, self._node("Sqrt", variance))
        weight = self._constant(self._tensors.get(f"{at}.weight", _HIDDEN))
        bias = self._constant(self._tensors.get(f"{at}.bias", _HIDDEN))
        return self._node("Add", self._node("Mul", normal, weight), bias)

    def _peak(self, value: str, *, floor: float) -> str:
        """The highest number of each token."""
        if self._precision == "float32":
            return ""
        highest = self._node("ReduceMax", value, axes=[-1], keepdims=1)
        return self._node("Max", highest, self._real(floor))

    def _multiply(
        self, value: str, weight: Floats, bias: Floats, peak: str = ""
    ) -> str:
        """``value @ weight + bias``; rounded in steps of each token's ``peak``."""
        added = self._constant(bias)
        if self._precision == "float32":
            product = self._node("MatMul", value, self._constant(weight))
            return self._node("Add", product, added)
        steps, scale = _rounded(weight)
        names = (self._constant(steps), self._constant(scale))
        if not peak:
            return self._integers(value, *names, added)
        product = self._integers(self._node("Div", value, peak), *names)
        return self._node("Add", self._node("Mul", product, peak), added)

    def _integers(self, value: str, steps: str, scale: str, bias: str = "") -> str:
        inputs = (value, steps, scale, "", bias)  # no zero points: they are zero
        return self._node("DynamicQuantizeMatMul", *inputs, domain=_RUNTIME)

    def _node(self, kind: str, *inputs: str, domain: str = "", **rest: Any) -> str:  # noqa: ANN401 - onnx's attributes
        name = self._name()
        node = helper.make_node(kind, list(inputs), [name], domain=domain, **rest)
        self._nodes.append(node)
        return name

    def _real(self, value: float) -> str:
        return self._constant(np.asarray(value, np.float32))

    def _constant(self, values: NDArray[Any]) -> str:
        name = f"constant_{len(self._constants)}"
        tensor = numpy_helper.from_array(np.ascontiguousarray(values), name)
        self._constants.append(tensor)
        return name

    def _name(self, offset: int = 0) -> str:
        return f"value_{len(self._nodes)}_{offset}"


def _rounded(weight: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Integers of at most ±63 and the size of a step, by output channel."""
    peak = np.abs(weight).max(axis=0)
    scale = np.where(peak > 0, peak, 1).astype(np.float32) / np.float32(_STEPS)
    return np.rint(weight / scale).astype(np.int8), scale
