"""What stands in a byline, or right beside it, and says that it was another who wrote, or another,
too: "Written by Joe Fox", "with Joe Fox, PA-C", "AI-generated".
"""

from collections.abc import Iterable, Iterator
from itertools import islice, takewhile

from index.model import Doctor
from index.pages.line_reader.authors import JOINED_BY, names_another
from index.pages.line_reader.byline import Byline
from index.pages.line_reader.closings import is_sign_off
from index.pages.line_reader.denials import is_machines, is_no_doctors, other_work
from index.pages.line_reader.lines import Line
from index.pages.line_reader.mentions import named_within
from index.pages.line_reader.names import (
    could_be_same_doctor,
    is_feigned,
    read_bare_name,
    read_name,
)
from index.pages.line_reader.paragraphs import is_prose
from index.pages.line_reader.parts import read_part
from index.pages.line_reader.places import is_place
from index.pages.line_reader.sifted import OTHER_WORK, Sifted

NEAR = 3
"""Lines above and below a byline that are looked at."""
REVIEWER = "reviewer"
"""The kind of a line of the site that says who looked an answer through."""


def rivals(byline: Byline, sifted: Sifted) -> Iterator[str]:
    """Every such line, as a doubt about the words of the byline."""
    doctor = byline.doctor
    if doctor.name is None:
        yield from _of_a_reviewer(byline, sifted)
        return
    texts = sifted.texts
    extras = [texts[at] for at in byline.extras]
    above = near(reversed(texts[: byline.first]))
    below = near(islice(texts, byline.last + 1, None))
    for line in (*extras, *above, *below):
        if says_another(line, doctor):
            yield f"line {line.number} in or beside its byline says that another wrote"
    for at in byline.extras:
        if _names_a_second(texts[at], doctor, is_above_place=_is_above_place(at, byline, sifted)):
            yield f"line {texts[at].number} in its byline may name another who wrote"
    if above and _is_named_above(above[0], byline):
        yield f"line {above[0].number}, right above its byline, may be another's name"
    for line in above[:1]:
        if not is_sign_off(line.plain) and (work := other_work(line.plain)) is not None:
            yield f"line {line.number} says right above its byline: {work!r}"
    if OTHER_WORK in sifted.furniture_above(texts[byline.first])[-1:]:
        yield "what is right above its byline, and others, tells of who did something else"


def _is_named_above(line: Line, byline: Byline) -> bool:
    """Whether a line right above a byline has the shape of another's name: it may be that of who
    wrote, or the name whose place and specialty the byline has."""
    named = None if is_sign_off(line.plain) else read_bare_name(line.plain)
    return named is not None and not could_be_same_doctor(named, byline.doctor)


def near(lines: Iterable[Line]) -> list[Line]:
    """The first of some lines that are no sentences, and no parts of a byline."""
    first = islice(lines, NEAR)
    return list(takewhile(lambda one: not is_prose(one) and read_part(one.plain) is None, first))


def says_another(line: Line, doctor: Doctor) -> bool:
    """Whether a line beside a doctor's name says that another wrote, or a program, or plays the
    doctor, or that who is named does something else."""
    return (
        names_another(line.plain, doctor.name or "")
        or _joins_another(line.plain, doctor)
        or is_machines(line.plain)
        or is_no_doctors(line.plain)
        or is_feigned(line.plain)
    )


def _is_above_place(at: int, byline: Byline, sifted: Sifted) -> bool:
    """Whether a place or a specialty stands below one of the byline's lines, within it."""
    return any(map(_is_of_place, sifted.texts[at + 1 : byline.last + 1]))


def _is_of_place(line: Line) -> bool:
    part = read_part(line.plain)
    kinds = frozenset() if part is None else part.kinds
    return not kinds.isdisjoint({"place", "specialty"}) or is_place(line.plain)


def _joins_another(text: str, doctor: Doctor) -> bool:
    """Whether a line goes on from the name above to another: "with Joe Fox", "& Joe Fox", "With Joe
    Fox, PA-C". What begins as a headline does must have letters: "With Proper Care"."""
    joined = JOINED_BY.match(text.replace("With ", "with ", 1))
    other = "" if joined is None else joined["other"]
    goes_on = text[:1].islower() or text[:1] in {"&", "+"}
    named = read_name(other, in_byline=True) or (read_bare_name(other) if goes_on else None)
    return named is not None and not could_be_same_doctor(named, doctor)


def _names_a_second(line: Line, doctor: Doctor, *, is_above_place: bool) -> bool:
    """Whether a line of an unknown kind names a person, with letters, or without above a place:
    below it a profession that nobody knows may have a name's shape, "Tampa Smile Whisperer"."""
    bare = read_bare_name(line.plain) if is_above_place else None
    named = named_within(line.plain) or bare
    return named is not None and not could_be_same_doctor(named, doctor)


def _of_a_reviewer(byline: Byline, sifted: Sifted) -> Iterator[str]:
    """That place and specialty right below a line about who reviewed are of whom that names."""
    first = sifted.lines_of(byline)[0].number
    if sifted.furniture.get(first - 1) == REVIEWER:
        yield f"line {first}, its byline, may be that of the reviewer in the line above"
