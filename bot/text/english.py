"""English words, with how often each is used: symspellpy's list."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def english() -> Mapping[str, int]:
    """English words without apostrophes, and how often each was counted in books and on the web."""
    text = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt")
    fields = text.read_text("utf-8-sig").replace("'", "").split()  # a word, its count, and so on
    return dict(zip(fields[::2], map(int, fields[1::2]), strict=True))
