"""What is printed within words as an attribution, and names somebody else than their author.

A field, a file's markup or a recipe may say who wrote; the words may say that it was another: they
are signed by another, announced as another's, or a byline of another stands among them. Then nobody
can tell. A colleague whom a sentence mentions wrote nothing, and contradicts nothing.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.model import Doctor
from index.pages.line_reader.closings import closed_by_another, read_signature
from index.pages.line_reader.denials import WRITING
from index.pages.line_reader.doubts import mentions, signed_within
from index.pages.line_reader.lines import Line
from index.pages.line_reader.mentions import introduces_itself
from index.pages.line_reader.names import (
    could_be_nickname,
    could_be_same_doctor,
    read_bare_name,
    read_name,
)
from index.pages.line_reader.parts import read_part
from index.pages.line_reader.quotations import (
    closes_a_quotation,
    names_another_beside,
    speaker,
)
from index.pages.line_reader.speakers import speakers


def attributed_to_another(words: Sequence[Line], author: Doctor) -> str | None:
    """What speaks against the author first, as "it" does: with the line, and whom it names; None
    where nothing does, or nobody is named.

    Args:
        words: all lines of an answer's words.
    """
    if author.name is None:
        return None
    return next(_all(words, author), None)


def is_another(named: Doctor, author: Doctor) -> bool:
    """Whether a name that is printed is surely not the author's."""
    return not (
        could_be_same_doctor(named, author)
        or could_be_same_doctor(author, named)
        or could_be_nickname(named, author)
    )


def named_by_line(line: Line) -> Doctor | None:
    """The person whom a line names that is a byline's: "Answer by Paul Smith, MD"."""
    part = read_part(line.plain)
    return part.doctor if part is not None and part.doctor.name is not None else None


def _all(words: Sequence[Line], author: Doctor) -> Iterator[str]:
    yield from _signed_by_another(words, author)
    yield from signed_within(words, author)
    for line in words:
        named = named_by_line(line) or _labelled(line)
        if named is not None and is_another(named, author):
            yield f"line {line.number} within its words names {named.name}"
    yield from mentions(words, author)
    for line in words:
        named = speaker(line.plain) or introduces_itself(line.plain)
        if named is not None and is_another(named, author):
            yield f"line {line.number} within its words announces what {named.name} says"
    for at, line in enumerate(words):
        if closes_a_quotation(words, at, author):
            yield f"line {line.number} within its words closes a quotation with another's name"
        elif names_another_beside(words, at, author):
            yield f"line {line.number} within its words names somebody else beside words"
    yield from speakers(words, author)


def _labelled(line: Line) -> Doctor | None:
    """Whom a cell of a table names behind one that says who wrote: "Author", "Paul Smith"."""
    pairs = pairwise(line.cells)
    told = (cell for label, cell in pairs if label and WRITING.fullmatch(label) is not None)
    named = (read_name(cell, in_byline=True) or read_bare_name(cell) for cell in told)
    return next((one for one in named if one is not None), None)


def _signed_by_another(words: Sequence[Line], author: Doctor) -> Iterator[str]:
    signature = read_signature(words, above_nameless_byline=True)
    closed_by = closed_by_another(words, author)
    if closed_by is not None:
        yield f"it is signed {closed_by}"
    if signature is None:
        return
    signers = (signature.doctor, *signature.others)
    if signature.others and any(is_another(one, author) for one in signers):
        yield f"it is signed by several, {signers[0].name} and {signers[1].name}"
    elif signature.is_clear and is_another(signature.doctor, author):
        yield f"it is signed {signature.doctor.name}"
