"""Folds text for comparison: no case, accents or apostrophes."""

import re
import unicodedata

APOSTROPHES = re.compile("['’`´]")


def folded(text: str) -> str:
    """A text in lower case, without accents and apostrophes."""
    if text.isascii() and "'" not in text and "`" not in text:
        return text.lower()  # nearly all safety rules, which are read at every start
    bare = APOSTROPHES.sub("", text).casefold()
    if bare.isascii():
        return bare
    return "".join(
        one for one in unicodedata.normalize("NFD", bare) if not unicodedata.combining(one)
    )
