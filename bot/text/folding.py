"""Text as it is compared: whatever its case, its accents and its apostrophes."""

import re
import unicodedata

APOSTROPHES = re.compile("['’`´]")


def folded(text: str) -> str:
    """A text in small letters, without accents and apostrophes."""
    if text.isascii() and "'" not in text and "`" not in text:
        return text.lower()  # nearly all of the rules, which are read whenever the program starts
    bare = APOSTROPHES.sub("", text).casefold()
    if bare.isascii():
        return bare
    return "".join(
        one for one in unicodedata.normalize("NFD", bare) if not unicodedata.combining(one)
    )
