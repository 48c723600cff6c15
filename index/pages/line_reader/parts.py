"""Recognises one line of a byline, and what it says of the doctor.

Hardik Soni, MD (not currently practicing)
By Ruth Okafor, DO
Name: Ruth Okafor, DO
DO, FAAD · Dermatologist
Ruth Okafor, DO | Dermatologist | Reno | ★ 4.9 (75 reviews) | 4 March 2015
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.model import Doctor
from index.pages.line_reader.dated_lines import dated_line
from index.pages.line_reader.names import (
    bare_letters,
    is_bare_name,
    is_organisation,
    read_bare_name,
    read_name,
    without_status,
)
from index.pages.line_reader.places import is_place, read_place
from index.pages.line_reader.stars import read_stars

LONGEST_LINE = 160
LONGEST_LABELLED = 60
MOST_WORDS = 5
"""Words of a part of a line that is neither specialty nor place nor stars: a date, a practice."""

DATE = (
    r"(?:\w+\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{1,2}\.?\s+(?:de\s+)?\w+\.?,?\s+(?:de\s+)?\d{4}"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{1,4})"
)
BY = re.compile(
    r"(?P<answer>(?:(?:expert|doctor|physician|specialist|verified|medical)(?:['’]s)?\s+)?(?:answer(?:ed)?|response|respuesta|antwort|réponse|resposta|risposta)"
    r"\s+(?:by|from|de|von|di)\s*:?\s+"
    r"|(?:respondid[oa]\s+por|beantwortet\s+von|répondu\s+par|risposto\s+da)\s*:?\s+)"
    r"|(?:(?:written|posted|provided|reply)\s+(?:by|from)|by|from|von|par|por)\s*:?\s+",
    re.IGNORECASE,
)
ANSWERED = re.compile(
    r"\s*,?\s+(?:has\s+)?(?:answered|answers|replied|replies|wrote|writes|says|said|responded|responds"
    r"|respondió|responde|contestó|antwortet|antwortete|schrieb|schreibt|a\s+répondu|répond|respondeu)"
    r"(?:\s+this(?:\s+question)?)?(?:\s+on\s+[\w ,.]{3,30})?\s*[:.]?$|:$",
    re.IGNORECASE,
)
DATED = re.compile(rf"\s*,?\s+(?:on|am|le|el|em|il)\s+{DATE}$", re.IGNORECASE)
LABELS = {
    kind: re.compile(rf"(?:{words})(?:\s*:|\s[–—-])\s+(?=\S)", re.IGNORECASE)
    for kind, words in {
        "name": "name|doctora?|physician|expert|nombre|nom|nome|arzt|ärztin|médecin|médic[oa]",
        "specialty": "special(?:i?ty|ist|i[sz]ation)|fach(?:gebiet|richtung)|especiali(?:dad|dade)"
        "|spécialité|specialità",
        "place": "location|city|town|ort|stadt|ubicación|ciudad|ville|lieu|cidade|città|luogo",
    }.items()
}
DASH = re.compile(r"[–—-]\s+(?=\S)")
APART = re.compile(r"\s+[–—|·•-]\s+|\s*[|·•]\s*|,\s*")
STRONG = (
    re.compile(r"\]\s*\["),
    re.compile(r"\s*[|]\s*"),
    re.compile(r"\s*[·•]\s*"),
    re.compile(r"\s+[–—-]\s+"),
    re.compile(r"\s+/\s+"),
)
"""What parts a line by itself; one line has one of them."""
IN_BRACKETS = re.compile(r"\(([^()]+)\)")


@dataclass(frozen=True, slots=True)
class Part:
    """What one line of a byline says; `announces` where it says that the words follow."""

    kinds: frozenset[str]
    doctor: Doctor
    announces: bool = False


@lru_cache(maxsize=50_000)
def read_part(line: str) -> Part | None:
    """What a line says if it is one of a byline; None for any other line."""
    if len(line) > LONGEST_LINE:
        return None
    undated = _undated(line)
    return undated if undated is not None else _dated(line)


def _dated(line: str) -> Part | None:
    """What a line says that has a date, too: the name, or the specialty, of one who wrote then."""
    dated = dated_line(line, _undated)
    part = None if dated is None else _undated(dated.rest)
    if dated is None or part is None:
        return None
    if not part.kinds & {"name", "letters"} and part.doctor.specialty is None:
        return None
    return replace(part, announces=part.announces or dated.is_sentence)


def name_without_date(line: str) -> str:
    """A line that may be a bare name, without its date: "Jane Roe · March 3, 2016"."""
    dated = dated_line(line, is_bare_name)
    return line if dated is None else dated.rest


def _undated(line: str) -> Part | None:
    labelled = _labelled(line)
    if labelled is not None:
        return labelled
    by = BY.match(line)
    alone = _one_part(line) if by is None else None
    if alone is not None:
        return alone
    rest = line[by.end() :] if by else line
    answered = ANSWERED.search(rest)
    rest = rest[: answered.start()] if answered else rest
    if by is None and answered is None:
        rest = rest.lstrip("–— ")
        found = _several_parts(rest) or _parted(rest) or _letters_first(rest)
        return found or (_bare_parts(DASH.sub("", line)) if DASH.match(line) else None)
    rest = DATED.sub("", rest)
    found = _one_part(rest) or _several_parts(rest) or _parted(rest)
    if found is None and by is not None and by["answer"]:
        found = _bare(rest) or _bare_parts(rest)
    if found is None or "name" not in found.kinds:
        return None
    return replace(found, announces=answered is not None)


def _labelled(line: str) -> Part | None:
    """What "Specialty: General Surgeon" says: its label tells what it is, whether it is known."""
    for kind, label in LABELS.items():
        found = label.match(line)
        if found is None:
            continue
        value = line[found.end() :]
        if kind == "name":
            named = _one_part(value) or _several_parts(value) or _bare(value)
            return named if named is not None and "name" in named.kinds else None
        if len(value) > LONGEST_LABELLED or re.search(r"\w{2}[.!?]$|[.!?]\s", value):
            return None
        if kind == "place" and _is_practice(value):
            return None
        said = Doctor(place=value) if kind == "place" else Doctor(specialty=value)
        return Part(frozenset({kind}), said)
    return None


def _bare(name: str) -> Part | None:
    """A name without letters or title, where a label tells that it is one."""
    named = read_bare_name(name)
    return None if named is None else Part(frozenset({"name"}), named)


def _bare_parts(line: str) -> Part | None:
    """What "Ruth Okafor, Dentist, Reno" says where a dash or "Answered by" tells that it is of a
    doctor."""
    for cut in APART.finditer(line):
        named = _bare(line[: cut.start()].strip())
        rest = line[cut.end() :].strip()
        about = None if named is None else _one_part(rest) or _several_parts(rest)
        if named is not None and about is not None and "name" not in about.kinds:
            return Part(named.kinds | about.kinds, together(named.doctor, about.doctor))
    return None


def _one_part(line: str) -> Part | None:
    stars = read_stars(line)
    if stars is not None:
        return Part(frozenset({"stars"}), Doctor(rating=stars.rating, reviews=stars.reviews))
    body, status = without_status(line)
    place = read_place(body)
    if place is not None and place.place is not None and _is_practice(place.place):
        place = None  # "General Surgeon – St. Luke's Hospital"
    named = read_name(line, in_byline=True)
    if named is not None and (place is None or place.place is None):
        return Part(frozenset({"name"}), named)
    if place is not None:
        kind = "specialty" if place.place is None else "place"
        said = Doctor(place=place.place, specialty=place.specialty, status=status)
        return Part(frozenset({kind}), said)
    return None


def _is_practice(place: str) -> bool:
    """Whether what stands for a place is a practice; "Leamington Spa" is a town."""
    words = place.split()
    return is_organisation(words[:-1] if words[-1] == "Spa" else words)


def _several_parts(line: str) -> Part | None:
    """What a line says as "Ruth Okafor, DO, Reno Facial Plastic Surgeon, 5.0 out of 5" does."""
    for cut in APART.finditer(line):
        first = _one_part(line[: cut.start()].strip())
        if first is None or first.kinds == {"stars"}:
            continue
        rest = line[cut.end() :].strip()
        second = _one_part(rest) or _several_parts(rest)
        if second is None and first.doctor.credentials is not None:
            second = _town(rest)
        if second is not None and not first.kinds & second.kinds and "name" not in second.kinds:
            return Part(first.kinds | second.kinds, together(first.doctor, second.doctor))
    return None


def _parted(line: str) -> Part | None:
    """A name with letters, and parts of which at least one tells specialty, place or stars.

    The others, short ones, may be anything that a site prints beside a name.
    """
    pieces = list(_pieces(line)) or list(_bracketed(line))
    first = _one_part(pieces[0]) if len(pieces) > 1 else None
    if first is None or first.kinds != {"name"}:
        return None
    found = first
    for piece in pieces[1:]:
        said = _one_part(piece) or _several_parts(piece) or _town(piece)
        if said is None:
            if len(piece.split()) > MOST_WORDS or re.search(r"\w{3}[.!?]$", piece):
                return None
        elif "name" in said.kinds or said.kinds & found.kinds:
            return None
        else:
            found = Part(found.kinds | said.kinds, together(found.doctor, said.doctor))
    return found if found.kinds > {"name"} else None


def _pieces(line: str) -> Iterator[str]:
    """The pieces of a line that are set apart by bars, dots, dashes or brackets."""
    if line.startswith("[") and line.endswith("]"):
        line = line[1:-1]
    for mark in STRONG:
        if mark.search(line):
            pieces = [one.strip() for one in mark.split(line)]
            yield from [piece for piece in pieces if piece]
            return


def _bracketed(line: str) -> Iterator[str]:
    """The pieces of "Ruth Okafor, RN (Aesthetician, Reno) ★ 4.9"; not of "FRCS (Plast)"."""
    for found in IN_BRACKETS.finditer(line):
        if _one_part(found[1]) is not None or ("," in found[1] and is_place(found[1])):
            pieces = (line[: found.start()].strip(), found[1], line[found.end() :].strip())
            yield from (piece for piece in pieces if piece)
            return


def _town(piece: str) -> Part | None:
    is_town = is_place(piece) and not _is_practice(piece)
    return Part(frozenset({"place"}), Doctor(place=piece)) if is_town else None


def _letters_first(line: str) -> Part | None:
    """The letters of the doctor whose name stands above, with specialty and place behind them."""
    for cut in APART.finditer(line):
        letters, rest = line[: cut.start()].strip(), line[cut.end() :].strip()
        letters, status = without_status(letters)
        if not bare_letters(letters):
            return None
        second = _one_part(rest) or _several_parts(rest)
        if second is not None and not second.kinds & {"name", "stars"}:
            said = together(Doctor(credentials=letters, status=status), second.doctor)
            return Part(second.kinds | {"letters"}, said)
    return None


@lru_cache(maxsize=50_000)
def together(one: Doctor, other: Doctor) -> Doctor:
    """Two halves of what a byline says; place and specialty are taken from the line that holds
    both, if there is one."""
    place, specialty = _place_and_specialty((other, one))
    return Doctor(
        name=one.name or other.name,
        credentials=one.credentials or other.credentials,
        named_by=one.named_by or other.named_by,
        place=place,
        specialty=specialty,
        rating=other.rating if one.rating is None else one.rating,
        reviews=other.reviews if one.reviews is None else one.reviews,
        status=one.status or other.status,
    )


def _place_and_specialty(halves: Sequence[Doctor]) -> tuple[str | None, str | None]:
    """Both from the first half that has both; otherwise each from the first that has it."""
    both = next((half for half in halves if half.place and half.specialty), None)
    if both is not None:
        return both.place, both.specialty
    place = next((half.place for half in halves if half.place), None)
    return place, next((half.specialty for half in halves if half.specialty), None)
