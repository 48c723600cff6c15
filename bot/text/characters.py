"""Characters that are whole, and those of which a half was lost on the way."""


def whole_characters(text: str) -> str:
    """Text with surrogates (halves of characters), which no tokenizer reads, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
