"""Tells by the other words of English whether a word describes: "grey" does, for there is greyness,
and "tea" does not."""

from bot.text.english import is_english

SURE = ("est", "ness")
"""Endings that hardly anything but an adjective takes."""
LIKELY = ("er", "ish")
"""Endings that other words take, too: browner, but runner."""

SHORTEST = 5
"""Letters of a comparative, at least."""


def describes(word: str, endings: tuple[str, ...] = SURE) -> bool:
    """Whether a word is an adjective, as its forms with some endings tell; "deeper" is one as
    "deep" is."""
    stems = _stems(word)
    if len(word) >= SHORTEST and word.endswith("er") and endings[: len(SURE)] == SURE:
        stems = (*stems, *_stems(word.removesuffix("er")))
        endings = SURE
    return word != "" and any(is_english(f"{stem}{end}") for stem in stems for end in endings)


def _stems(word: str) -> tuple[str, ...]:
    """What is left of a word before an ending: dry and dri, pale and pal, thin and thinn."""
    if word.endswith("y"):
        return (word, f"{word[:-1]}i")
    return (word, word.removesuffix("e"), f"{word}{word[-1:]}")
