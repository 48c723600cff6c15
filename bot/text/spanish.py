"""Spanish words: pyspellchecker's list."""

import gzip
import json
from functools import cache
from importlib.resources import files

from bot.text.folding import folded


@cache
def spanish() -> frozenset[str]:
    """Spanish words, as folded: most of them without their other forms."""
    packed = (files("spellchecker") / "resources" / "es.json.gz").read_bytes()
    return frozenset(map(folded, json.loads(gzip.decompress(packed))))
