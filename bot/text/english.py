"""English words, with how often each is used: symspellpy's list."""

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

LOOKED_UP = 100
"""Words that are looked up one by one: so many take as long (30 ms) as to read the whole list."""


@cache
def english() -> Mapping[str, int]:
    """English words without apostrophes, and how often each was counted in books and on the web."""
    fields = _list().split()  # a word, its count, and so on
    return dict(zip(fields[::2], map(int, fields[1::2]), strict=True))


def is_english(word: str) -> bool:
    """Whether a word is among them; the first ones are looked up in the list as it is written, as
    long as nothing has read all of it."""
    if english.cache_info().currsize or _is_written.cache_info().currsize >= LOOKED_UP:
        return word in english()
    return _is_written(word)


@lru_cache(LOOKED_UP)
def _is_written(word: str) -> bool:
    return word.isalpha() and f"\n{word} " in _list()


@cache
def _list() -> str:
    """The list as it is written, without apostrophes: each word in a line, before its count."""
    found = find_spec("symspellpy")  # to import it takes longer than to read its list
    if found is None or found.origin is None:
        raise ModuleNotFoundError("symspellpy")
    file = Path(found.origin).with_name("frequency_dictionary_en_82_765.txt")
    return "\n" + file.read_text("utf-8-sig").replace("'", "")
