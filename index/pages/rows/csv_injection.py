"""Escapes CSV cells so that no spreadsheet takes them for a formula, and unescapes them."""

import re

DANGEROUS = re.compile(r"'*[=+\-@\t\r\n]")
"""What a spreadsheet would take for a formula (OWASP), whether or not it is escaped already."""
ESCAPED = re.compile(r"'+[=+\-@\t\r\n]")


def escape_formula(cell: str) -> str:
    """A cell with an apostrophe before it, if a spreadsheet would take it for a formula, or if it
    looks as if it were escaped already."""
    return "'" + cell if DANGEROUS.match(cell) else cell


def is_escaped(cell: str) -> bool:
    """Whether a cell looks as if it were escaped."""
    return ESCAPED.match(cell) is not None


def unescape_formula(cell: str) -> str:
    """The cell before it was escaped."""
    return cell[1:] if is_escaped(cell) else cell
