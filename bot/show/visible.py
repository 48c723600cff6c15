"""Text that cannot move a terminal's cursor, nor forge a line of ours."""

import sys

from bot.text.characters import whole_characters

DIRECTION_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that change the direction of the text after them."""


def one_line(text: str) -> str:
    """Text in one line, with line ends as symbols: the name of a file, or of a doctor, could
    otherwise forge a line of ours."""
    return text.replace("\n", "\u240a")


def shown(text: str) -> str:
    """Text as it is for a file or a pipe; for a terminal, control characters drawn as symbols.

    A page could otherwise move the cursor and write a doctor's name over another's.
    """
    is_terminal = sys.stdout is not None and sys.stdout.isatty()
    return with_visible_controls(text) if is_terminal else whole_characters(text)


def with_visible_controls(text: str) -> str:
    """Text with its control characters drawn as symbols, but for tabs and line ends."""
    return "".join(_visible(character) for character in whole_characters(text))


def _visible(character: str) -> str:
    code = ord(character)
    if character in DIRECTION_CONTROLS or 0x7F <= code < 0xA0:
        return "\ufffd"
    return chr(0x2400 + code) if code < 0x20 and character not in "\n\t" else character
