"""Exports a sentence-transformers model to ONNX, for `index.encoders.onnx_encoder`.

The default model is known, and is written without being loaded. Of any other, torch's tracing
exporter writes the whole model, pooling included, as ONNX, and onnxruntime's own optimizer fuses
it. The export is kept only if its vectors are those of the model, on long and short texts; a model
that is not one tokenizer and one tensor graph is not exported.
"""

import warnings
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from index.durable import hash_of
from index.encoders.bert_graph import INPUTS, LEAST_MAPPED, OPSET
from index.encoders.known_model import MODEL_FILES, KnownModel
from index.encoders.offline import disable_telemetry
from index.encoders.onnx_encoder import (
    LEAST_COSINE,
    MODEL,
    TOKENIZER,
    TOKENS,
    WEIGHTS,
    EncoderCard,
    OnnxEncoder,
)
from index.encoders.sentence_encoder import SentenceEncoder, default_folder
from index.errors import EncoderError

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers import PreTrainedModel

PROBES = (
    "Is it safe to exercise after Botox?",
    "a",
    "The product spreads for some hours. I ask my patients not to lie down, not to rub the area, "
    "and not to work out until the next day; a bruise fades within a week or two. " * 8,
    "Quel médecin a répondu ? Ähnlich: 2–3 Wochen, ½ ml (≈ 50 €) 😊",
)
"""Texts on which the export must agree with the model: short, longer than it reads, not English."""


class NotExported(EncoderError):
    """The model cannot be exported, or what was exported is not the same model."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} is not exported ({reason}); it is used as it is, only slower")
        self.reason = reason


def export(encoder: SentenceEncoder, folder: Path) -> OnnxEncoder:
    """Write an encoder into an empty folder, and check that it makes the same vectors.

    Raises:
        NotExported: it cannot be exported, or the vectors differ.
        NoEncoder, AlteredEncoder: there is no such model.
        OSError: it could not be written.
    """
    return _exported_if_known(encoder, folder) or exported_by_torch(encoder, folder)


def _exported_if_known(encoder: SentenceEncoder, folder: Path) -> OnnxEncoder | None:
    """The export of a model that need not be loaded for it; None where it must be."""
    known, model = KnownModel.read(), encoder.own_folder
    if model is None or encoder.name != known.card.name or not known.is_in(model):
        return None
    with suppress(ImportError):
        return known.export(model, folder)
    return None


def exported_by_torch(encoder: SentenceEncoder, folder: Path) -> OnnxEncoder:
    """As `export`, of any model."""
    _ = encoder.model  # its own errors are not the export's
    try:
        card = _write(encoder, folder)
    except Exception as error:  # torch may raise anything for an unknown model
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk is full, say: not the model's fault
        raise NotExported(encoder.name, _first_line(error)) from error
    exported = OnnxEncoder(folder, card)
    _check_export(encoder, exported)
    return exported


def _write(encoder: SentenceEncoder, folder: Path) -> EncoderCard:
    tokenizer = encoder.model.tokenizer
    (folder / TOKENIZER).write_text(tokenizer.backend_tokenizer.to_str(), encoding="utf-8")
    if encoder.token_table is None:
        raise ValueError("it has no table of tokens")
    np.save(folder / TOKENS, encoder.token_table.astype(np.float16))
    card = card_of(encoder)
    _write_model(encoder.model, card.inputs, folder / MODEL)
    card.write(folder)
    return card


def card_of(encoder: SentenceEncoder) -> EncoderCard:
    """The card of a model's export."""
    tokenizer = encoder.model.tokenizer
    query, document = _prompts(encoder.model)
    return EncoderCard(
        name=encoder.name,
        fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        max_tokens=encoder.max_tokens,
        padding=int(tokenizer.pad_token_id or 0),
        inputs=tuple(tokenizer(["a"]).keys()),
        query_prompt=query,
        document_prompt=document,
        probe=PROBES[0],
        vector=tuple(map(float, encoder.encode_document(PROBES[:1])[0])),
    )


def _write_model(model: "SentenceTransformer", inputs: tuple[str, ...], file: Path) -> None:
    disable_telemetry()
    import torch
    from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions

    class FullModel(torch.nn.Module):
        """All modules of the model in one, from tokens to the vector of the text."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *given: "torch.Tensor") -> "torch.Tensor":
            features = self.model(dict(zip(inputs, given, strict=True)))
            found: torch.Tensor = features["sentence_embedding"]
            return found

    transformer = cast("PreTrainedModel", model[0].model)
    attention = transformer.config._attn_implementation
    transformer.set_attn_implementation("eager")  # the one that can be written as a graph
    example = {name: torch.ones((2, 8), dtype=torch.long) for name in inputs}
    traced = file.with_suffix(".traced")
    try:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                FullModel().eval(),
                tuple(example.values()),
                str(traced),
                input_names=list(inputs),
                output_names=["sentence_embedding"],
                dynamic_axes={name: {0: "texts", 1: "tokens"} for name in inputs},
                opset_version=OPSET,
                dynamo=False,
            )
        options = SessionOptions()
        options.log_severity_level = 4
        # What is fused at this level runs on any processor.
        options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_EXTENDED
        options.optimized_model_filepath = str(file)
        apart = "session.optimized_model_external_initializers"
        options.add_session_config_entry(f"{apart}_file_name", WEIGHTS)
        options.add_session_config_entry(f"{apart}_min_size_in_bytes", str(LEAST_MAPPED))
        InferenceSession(str(traced), options, providers=["CPUExecutionProvider"])
        file.with_name(WEIGHTS).touch()  # a very small model has none
    finally:
        transformer.set_attn_implementation(attention)
        traced.unlink(missing_ok=True)


def _prompts(model: "SentenceTransformer") -> tuple[str, str]:
    """What sentence-transformers puts before questions and before passages."""
    prompts: Mapping[str, str | None] = model.prompts
    usual = prompts.get(model.default_prompt_name or "")
    named = [prompts[name] for name in ("document", "passage", "corpus") if name in prompts]
    document = named[0] if named else usual
    return prompts.get("query", usual) or "", document or ""


def _check_export(encoder: SentenceEncoder, exported: OnnxEncoder) -> None:
    for method in ("encode_query", "encode_document"):
        wanted = getattr(encoder, method)(PROBES)
        try:
            found = getattr(exported, method)(PROBES)
        except Exception as error:
            raise NotExported(encoder.name, _first_line(error)) from error
        cosines = (wanted * found).sum(axis=1)
        if not (cosines >= LEAST_COSINE).all():
            reason = f"its {method} has cosines down to {cosines.min():.4f} to the model's"
            raise NotExported(encoder.name, reason)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0] or type(error).__name__


def main() -> None:
    """Write what is known of the default model, as sentence-transformers reads it here."""
    encoder = SentenceEncoder()
    card = card_of(encoder)
    if card.inputs != INPUTS:
        raise SystemExit(f"the model reads {card.inputs}, and not {INPUTS}")
    hashes = {name: hash_of(default_folder() / name) for name in MODEL_FILES}
    vectors = tuple(tuple(map(float, one)) for one in encoder.encode_document(PROBES))
    KnownModel(hashes, card, PROBES, vectors).write()


if __name__ == "__main__":
    main()
