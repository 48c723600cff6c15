"""Which cells by other programs are as good as empty: "NULL", "n/a"."""

NOTHING = frozenset(
    {"nan", "null", "none", "n/a", "na", "undefined", "<na>", "\\n", "(null)", "[null]"}
)
"""What programs write into an empty field."""
DASHES = frozenset({"-", "–", "—", "unknown"})
"""What people write there; among the words, a dash may be an answer."""


def says_nothing(cell: str, *, are_words: bool = False) -> bool:
    """Whether a cell by another program is as good as empty: "NULL", "n/a"."""
    return cell.strip().casefold() in (NOTHING if are_words else NOTHING | DASHES)
