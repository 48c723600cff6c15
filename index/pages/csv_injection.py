"""Cells of CSV that no spreadsheet takes for a formula, and the way back."""

import re

DANGEROUS = re.compile(r"'*[=+\-@\t\r\n]")
"""What a spreadsheet would take for a formula (OWASP), whether or not it is guarded already."""
GUARDED = re.compile(r"'+[=+\-@\t\r\n]")


def escape_formula(cell: str) -> str:
    """A cell with an apostrophe before it, if a spreadsheet would take it for a formula, or if it
    looks as if it had been guarded before."""
    return "'" + cell if DANGEROUS.match(cell) else cell


def unescape_formula(cell: str) -> str:
    """The cell that was guarded."""
    return cell[1:] if GUARDED.match(cell) else cell
