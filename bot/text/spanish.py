"""Spanish words: pyspellchecker's list."""

import gzip
import json
from functools import cache
from importlib.resources import files

ACCENTS = str.maketrans("áéíóúüñ", "aeiouun")
"""The letters of Spanish that folding makes plain: a hundred thousand words at once."""


@cache
def spanish() -> frozenset[str]:
    """Spanish words, as folded: most of them without their other forms."""
    packed = (files("spellchecker") / "resources" / "es.json.gz").read_bytes()
    return frozenset(" ".join(json.loads(gzip.decompress(packed))).translate(ACCENTS).split())
