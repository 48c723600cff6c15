"""A tiny sentence-transformers model for tests: made in a moment, and all but random."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

VOCABULARY = "[PAD] [UNK] [CLS] [SEP] [MASK] botox exercise face lips . after the week ##s"
DIMENSION = 16
MAX_TOKENS = 32
TINY: dict[str, object] = {
    "hidden_size": DIMENSION,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "max_position_embeddings": 64,
    "hidden_act": "gelu",
}
TRANSFORMER = "sentence_transformers.base.modules.transformer.Transformer"
POOLING = "sentence_transformers.sentence_transformer.modules.pooling.Pooling"

Make = Callable[..., Path]


def save(
    folder: Path,
    *,
    seed: int = 0,
    pooling: str = "mean",
    dtype: str = "float32",
    config: dict[str, object] | None = None,
    same: Mapping[str, str] | None = None,
    **settings: object,
) -> Path:
    """Save a model with weights drawn by `seed`; `config` is that of sentence-transformers. `same`
    are further words, each with the word of the vocabulary that it means."""
    import torch
    from transformers import BertConfig, BertModel
    from transformers.models.bert import BertTokenizer

    others = same or {}
    words = [*VOCABULARY.split(), *others]
    torch.manual_seed(seed)
    model = BertModel(BertConfig.from_dict({"vocab_size": len(words), **TINY, **settings}))
    with torch.no_grad():
        for weights in model.parameters():
            weights.normal_()
        meanings = model.embeddings.word_embeddings.weight
        for word, meant in others.items():
            meanings[words.index(word)] = meanings[words.index(meant)]
    model.to(getattr(torch, dtype)).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(words))
    BertTokenizer(vocab={word: n for n, word in enumerate(words)}).save_pretrained(folder)
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": TRANSFORMER},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": POOLING},
    ]
    (folder / "modules.json").write_text(json.dumps(modules))
    limit = {"max_seq_length": MAX_TOKENS}
    (folder / "sentence_bert_config.json").write_text(json.dumps(limit))
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(
        json.dumps({"embedding_dimension": DIMENSION, "pooling_mode": pooling})
    )
    if config is not None:
        (folder / "config_sentence_transformers.json").write_text(json.dumps(config))
    return folder
