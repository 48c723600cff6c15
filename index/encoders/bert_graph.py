"""Writes a BERT encoder with mean pooling as ONNX, straight from its weights.

To load torch and sentence-transformers only to write down a known model takes ten seconds and half
a gigabyte. The operators are those that onnxruntime makes of torch's own export: what it can do on
any processor (`BiasGelu`, `FusedMatMul`) is written as it runs.

Devlin J et al. BERT: pre-training of deep bidirectional transformers for language understanding.
NAACL 2019.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnx import NodeProto

INPUTS = ("input_ids", "token_type_ids", "attention_mask")
"""Each of shape (texts, tokens), int64."""
OUTPUT = "sentence_embedding"
"""Of shape (texts, numbers of a vector), float32; not of length 1."""
OPSET, IR = 17, 8
FUSED = "com.microsoft"
LEAST_MAPPED = 4096
"""Bytes from which on a tensor lies in a file of its own, to be mapped into memory."""
HIDDEN = -1e9
"""Added to the attention that a token may not be given."""

Weights = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class BertSettings:
    """Of a model's `config.json`: layers, heads of each, and what norms add to a variance."""

    layers: int
    heads: int
    epsilon: float


@dataclass(slots=True)
class _Graph:
    """Nodes and tensors so far. Each method gives the name of what it added."""

    weights: Weights
    settings: BertSettings
    nodes: "list[NodeProto]" = field(default_factory=list)
    tensors: dict[str, NDArray[Any]] = field(default_factory=dict)

    def put(self, name: str, tensor: NDArray[Any]) -> str:
        self.tensors[name] = np.ascontiguousarray(tensor)
        return name

    def own(self, name: str) -> str:
        """A tensor of the model, as it is."""
        return self.put(name, self.weights[name])

    def add(self, operator: str, inputs: list[str], domain: str = "", **attributes: object) -> str:
        from onnx import helper

        output = f"{operator}.{len(self.nodes)}"
        node = helper.make_node(operator, inputs, [output], domain=domain)
        given = [helper.make_attribute(name, value) for name, value in attributes.items()]
        node.attribute.extend(given)
        self.nodes.append(node)
        return output

    def linear(self, x: str, name: str) -> str:
        return self.add("Add", [self.product(x, name), self.own(f"{name}.bias")])

    def product(self, x: str, name: str) -> str:
        turned = self.put(f"{name}.weight", self.weights[f"{name}.weight"].T)
        return self.add("MatMul", [x, turned])

    def norm(self, x: str, name: str) -> str:
        scale, bias = self.own(f"{name}.weight"), self.own(f"{name}.bias")
        epsilon = self.settings.epsilon
        return self.add("LayerNormalization", [x, scale, bias], axis=-1, epsilon=epsilon)

    # The model, from its inputs to its output.

    def embedded(self) -> str:
        """What the first layer reads, shape (texts, tokens, hidden)."""
        table = "embeddings.{}_embeddings.weight".format
        words = self.add("Gather", [self.own(table("word")), "input_ids"])
        types = self.add("Gather", [self.own(table("token_type")), "token_type_ids"])
        first = self.put("first", np.array([0], dtype=np.int64))
        length = self.add("Shape", ["input_ids"], start=1, end=2)
        places = self.add("Slice", [self.own(table("position")), first, length, first])
        together = self.add("Add", [self.add("Add", [words, types]), places])
        return self.norm(together, "embeddings.LayerNorm")

    def mask(self) -> str:
        """What is added to attention: nothing for a token, much less for padding; shape (texts, 1,
        1, tokens)."""
        is_token = self.add("Cast", ["attention_mask"], to=1)
        apart = self.add("Unsqueeze", [is_token, self.put("places", np.array([1, 2]))])
        one = self.put("one", np.array(1, dtype=np.float32))
        hidden = self.put("hidden", np.array(HIDDEN, dtype=np.float32))
        return self.add("Mul", [self.add("Sub", [one, apart]), hidden])

    def layer(self, x: str, number: int, mask: str) -> str:
        name = f"encoder.layer.{number}"
        heard = self.attention(x, f"{name}.attention.self", mask)
        attended = self.linear(heard, f"{name}.attention.output.dense")
        x = self.norm(self.add("Add", [attended, x]), f"{name}.attention.output.LayerNorm")
        wide = self.product(x, f"{name}.intermediate.dense")
        bias = self.own(f"{name}.intermediate.dense.bias")
        active = self.add("BiasGelu", [wide, bias], FUSED)
        narrow = self.linear(active, f"{name}.output.dense")
        return self.norm(self.add("Add", [narrow, x]), f"{name}.output.LayerNorm")

    def attention(self, x: str, name: str, mask: str) -> str:
        hidden = self.weights[f"{name}.query.bias"].shape[0]
        size = hidden // self.settings.heads
        by_head = self.put("by_head", np.array([0, 0, self.settings.heads, size]))
        together = self.put("together", np.array([0, 0, hidden]))

        def heads(part: str, order: list[int]) -> str:
            found = self.add("Reshape", [self.linear(x, f"{name}.{part}"), by_head])
            return self.add("Transpose", [found], perm=order)

        query = heads("query", [0, 2, 1, 3])
        key = heads("key", [0, 2, 3, 1])
        value = heads("value", [0, 2, 1, 3])
        scores = self.add("FusedMatMul", [query, key], FUSED, alpha=1 / sqrt(size))
        shares = self.add("Softmax", [self.add("Add", [scores, mask])], axis=-1)
        found = self.add("Transpose", [self.add("MatMul", [shares, value])], perm=[0, 2, 1, 3])
        return self.add("Reshape", [found, together])

    def mean(self, x: str) -> None:
        """The mean over a text's tokens, padding left out."""
        from onnx import helper

        is_token = self.add("Cast", ["attention_mask"], to=1)
        tokens, numbers = (self.put(f"axis{n}", np.array([n])) for n in (1, 2))
        kept = self.add("Mul", [x, self.add("Unsqueeze", [is_token, numbers])])
        total = self.add("ReduceSum", [kept, tokens], keepdims=0)
        count = self.add("ReduceSum", [is_token, tokens], keepdims=1)
        self.nodes.append(helper.make_node("Div", [total, count], [OUTPUT]))


def write_bert(weights: Weights, settings: BertSettings, model: Path, data: str) -> None:
    """Write a model, and its large tensors beside it.

    Args:
        weights: the tensors of a `BertModel`, by their names there.
        model: the file of the graph.
        data: the name of the file beside it.

    Raises:
        KeyError: a tensor is missing.
        ImportError: the package that writes ONNX is not installed.
        OSError: it could not be written.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    graph = _Graph(weights, settings)
    x, mask = graph.embedded(), graph.mask()
    for number in range(settings.layers):
        x = graph.layer(x, number, mask)
    graph.mean(x)
    shape = ["texts", "tokens"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in INPUTS]
    output = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["texts", None])
    tensors = [numpy_helper.from_array(one, name) for name, one in graph.tensors.items()]
    made = helper.make_model(
        helper.make_graph(graph.nodes, "bert", inputs, [output], tensors),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)],
        ir_version=IR,
    )
    onnx.save(made, model, save_as_external_data=True, location=data, size_threshold=LEAST_MAPPED)
