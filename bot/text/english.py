"""English words, with how often each is used: symspellpy's list."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def english() -> Mapping[str, int]:
    """English words without apostrophes, and how often each was counted in books and on the web."""
    text = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt")
    rows = (row.split() for row in text.read_text("utf-8-sig").splitlines())
    return {word.replace("'", ""): int(count) for word, count in rows}
