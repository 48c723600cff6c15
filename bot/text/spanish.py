"""Spanish words: pyspellchecker's list."""

import gzip
import json
from functools import cache
from importlib.resources import files

ACCENTS = dict(zip("áéíóúüñ", "aeiouun", strict=True))
"""The letters of Spanish that folding makes plain. Each is replaced in all words at once, which is
four times as fast as to translate them."""


@cache
def spanish() -> frozenset[str]:
    """Spanish words, as folded: most of them without their other forms."""
    packed = (files("spellchecker") / "resources" / "es.json.gz").read_bytes()
    words = " ".join(json.loads(gzip.decompress(packed)))
    for accented, plain in ACCENTS.items():
        words = words.replace(accented, plain)
    return frozenset(words.split())
