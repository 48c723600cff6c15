"""The default model, which is known: it is written as ONNX without being loaded.

`known_model.json` holds the hashes of the model's files, and what sentence-transformers made of
them: the card of an export, and its vectors of some texts. Where a folder's files are these, what
is written from them needs neither torch nor sentence-transformers, and is kept only if it makes
the same vectors. `python -m index.encoders.onnx_export` writes the file anew.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.durable import hash_of
from index.encoders.bert_graph import BertSettings, write_bert
from index.encoders.encoder import centred
from index.encoders.onnx_encoder import (
    LEAST_COSINE,
    MODEL,
    TOKENIZER,
    TOKENS,
    WEIGHTS,
    EncoderCard,
    OnnxEncoder,
)
from index.errors import Exhausted, ran_out

FILE = Path(__file__).with_suffix(".json")
MODEL_FILES = (
    "1_Pooling/config.json",
    "config.json",
    "config_sentence_transformers.json",
    "model.safetensors",
    "modules.json",
    "sentence_bert_config.json",
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer_config.json",
)
"""The files of the model's folder that say what it is."""


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model whose files and vectors are known.

    `hashes` are those of its files, `vectors` the original's of `texts`, one row for each.
    """

    hashes: Mapping[str, str]
    card: EncoderCard
    texts: tuple[str, ...]
    vectors: tuple[tuple[float, ...], ...]

    @classmethod
    def read(cls) -> "KnownModel":
        """What the file beside this module holds."""
        found: dict[str, Any] = json.loads(FILE.read_bytes())
        vectors = tuple(map(tuple, found["vectors"]))
        card = EncoderCard.of(found["card"])
        return cls(found["hashes"], card, tuple(found["texts"]), vectors)

    def write(self) -> None:
        """Write the file beside this module."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        FILE.write_text(text + "\n", encoding="utf-8", newline="\n")

    def is_in(self, folder: Path) -> bool:
        """Whether the folder of a model holds just this one."""
        return all((folder / name).is_file() for name in MODEL_FILES) and all(
            hash_of(folder / name) == self.hashes.get(name) for name in MODEL_FILES
        )

    def export(self, model: Path, folder: Path) -> OnnxEncoder | None:
        """Write the model that lies in a folder into an empty one; None, and nothing, if what was
        written makes other vectors, or none.

        Raises:
            ImportError: the package that writes ONNX is not installed.
            OSError: it could not be written.
            Exhausted: there is not enough memory.
        """
        from safetensors.numpy import load_file

        weights = load_file(model / "model.safetensors")
        settings = json.loads((model / "config.json").read_bytes())
        bert = BertSettings(
            settings["num_hidden_layers"],
            settings["num_attention_heads"],
            settings["layer_norm_eps"],
        )
        write_bert(weights, bert, folder / MODEL, WEIGHTS)
        table = centred(weights["embeddings.word_embeddings.weight"])
        np.save(folder / TOKENS, table.astype(np.float16))
        shutil.copyfile(model / TOKENIZER, folder / TOKENIZER)
        self.card.write(folder)
        made = OnnxEncoder(folder, self.card)
        if self._is_made_by(made):
            return made
        for file in folder.iterdir():
            file.unlink()
        return None

    def _is_made_by(self, made: OnnxEncoder) -> bool:
        """Whether an encoder makes the original's vectors; one that cannot be run makes none."""
        try:
            found = made.encode_document(self.texts)
        except Exception as error:  # onnxruntime's own errors have no common root but this
            if ran_out(error):
                raise Exhausted(str(error)) from error
            return False
        cosines = (found * np.asarray(self.vectors, dtype=np.float32)).sum(axis=1)
        return bool((cosines >= LEAST_COSINE).all())
