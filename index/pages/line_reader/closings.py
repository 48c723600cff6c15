"""Recognises how letters begin and end: greetings, farewells, and who signs.

A signature is read strictly. It stands at the end of a body, in a closing formula ("Best,
Dr. Green") or as a block of its own above a byline that names nobody. A name in a referral, in
thanks, in a credit or in a question signs nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.model import Doctor
from index.pages.line_reader.farewells import FAREWELL, VALEDICTION
from index.pages.line_reader.lines import Line
from index.pages.line_reader.names import (
    LONGEST_LINE,
    could_be_nickname,
    could_be_same_doctor,
    is_organisation,
    is_part_of_name,
    read_bare_name,
    read_name,
    surname,
)
from index.pages.line_reader.places import AMBIGUOUS_REGIONS, NOT_A_PLACE, is_town, is_town_for_sure
from index.patterns import pattern

# "Best, Dr. Green"; also "Dr. Behnam." as a sentence of its own, which tells a name but signs
# nothing by itself. Thanks are no farewell here: "Thank you, Dr. Green" may speak to a colleague.
SIGNED = pattern(
    rf"(?:^|(?<=\w{{3}}[.!?])\s+)(?:(?P<formula>(?i:{VALEDICTION}))[\s,.!:–—-]+)?"
    r"(?P<name>(?:Dr|Prof|Dra)\.?\s+[^\W\d_][\w.'’-]*?(?:\s+[^\W\d_][\w.'’-]*?){0,3})\s*[.!]?$"
)
OPENS_WITH_FAREWELL = pattern(rf"(?i:{VALEDICTION})[\s,.!:–—-]+")
INITIALED = pattern(rf"(?i:{VALEDICTION})[\s,.!:–—-]+(?:[^\W\d_]\.?\s?){{1,4}}")
"""A farewell and initials, by which nobody is named: "Yours, R.R."."""
ENDS_IN_FAREWELL = pattern(rf"(?:^|[.!?…]\s+)(?:{VALEDICTION})\s*[,.!:–—-]*$", re.IGNORECASE)
ADDRESS = r"dear|hello|hi|hey|hola|hallo|bonjour|olá|sehr geehrte[rs]?"
SALUTATION = pattern(rf"(?:{ADDRESS})\b", re.IGNORECASE)
GREETING = pattern(
    rf"(?:{ADDRESS}|greetings|good (?:morning|day|afternoon|evening)"
    r"|thank you|(?:many )?thanks for|estimad[oa]|buenos días|gracias por|guten tag"
    r"|liebe[rs]?|vielen dank|danke für|merci (?:pour|de)|oi|prezad[oa]"
    r"|obrigad[oa] (?:por|pela))\b",
    re.IGNORECASE,
)
POSTSCRIPT = pattern(
    r"(?:P\.?\s?S\.?|P\.?\s?P\.?\s?S\.?|update|edit(?:ed)?|addendum|correction|added|note|n\.?\s?b\.?"
    r"|posdata|nachtrag|ps|post-scriptum|actualización|aktualisierung|mise à jour|atualização)"
    r"(?:\s*\(?[\d./-]{0,12}\)?)?\s*[:.–—-]",
    re.IGNORECASE,
)
LONGEST_SIGNATURE = 12
"""Lines from a farewell to the last of an address."""
MOST_WORDS_OF_PRACTICE = 10
SENTENCE_END = pattern(r"[.!?…。！？؟।][\"'”’»)\]*_]*$")
IN_JOB_TITLES = frozenset("for at on by face facial laser injections best".split())
JOB = pattern(
    r"\b(director|founder|co-founder|professor|chief|chair|chairman|head of|president|owner|fellow"
    r"|diplomate|diplomat|board|certified|member|department|division|center|centre|clinic|institute"
    r"|hospital|university|surgery|aesthetics|practice|associates|inc|llc|surgeon|dermatologist)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed at the end of a body; `is_clear` where it is a closing formula, and one person."""

    doctor: Doctor
    is_clear: bool
    others: tuple[Doctor, ...] = ()

    def naming(self, doctor: Doctor) -> Doctor:
        """A doctor whose byline names nobody, with the name of who signed."""
        return replace(
            doctor,
            name=self.doctor.name,
            credentials=self.doctor.credentials,
            named_by="signature",
            status=self.doctor.status or doctor.status,
        )


def read_signature(
    lines: Sequence[Line], *, above_nameless_byline: bool = False
) -> Signature | None:
    """The name at the end of a body, or None.

    Args:
        lines: all lines of the body, blank ones left out.
        above_nameless_byline: whether a byline without a name follows, so that a block of its own
            with name and letters is enough.
    """
    found: list[tuple[int, Doctor, bool]] = []
    for at in range(len(lines) - 1, max(-1, len(lines) - 1 - LONGEST_SIGNATURE), -1):
        named = _named_in(lines[at].plain)
        if named is not None:
            found.append((at, *named))
        if not is_sign_off(lines[at].plain):
            break
    if not found:
        return None
    at, doctor, in_formula = found[-1]
    # An address is below the name, and "Chevy Chase, MD" is one; two names do not tell who signed.
    below = [one for _, one, _ in found[:-1] if not _is_town(one)]
    others = tuple(one for one in below if surname(one.name or "") != surname(doctor.name or ""))
    begins = at == 0 or lines[at].gap > 0 or ends_a_sentence(lines[at - 1].plain)
    is_clear = not others and (
        (in_formula and begins)  # not "ask for the / best Dr. Smith"
        or _follows_farewell(lines, at)
        or (above_nameless_byline and _is_block_of_its_own(lines, at))
    )
    return Signature(_as_signed(doctor), is_clear, others)


@lru_cache(maxsize=50_000)
def _as_signed(doctor: Doctor) -> Doctor:
    return replace(doctor, named_by="signature")


def closed_by_another(lines: Sequence[Line], doctor: Doctor) -> str | None:
    """The full name, without letters or a title, by which somebody else than the doctor closes
    words: "Best regards," above "Kim Lee", "Yours, Kim Lee, office manager". So somebody signs who
    answers in a doctor's place. A first name alone tells nobody from anybody.

    Args:
        lines: all lines of the body, blank ones left out.
    """
    for at in range(max(0, len(lines) - LONGEST_SIGNATURE), len(lines)):
        text = lines[at].plain[:LONGEST_LINE]
        farewell = OPENS_WITH_FAREWELL.match(text)
        if farewell is None and not _follows_farewell(lines, at):
            continue
        named = read_bare_name((text[farewell.end() :] if farewell else text).partition(",")[0])
        if named is not None and named.name is not None and _is_another(named, doctor):
            return named.name
    return None


def _is_another(named: Doctor, doctor: Doctor) -> bool:
    """Whether no part of a name is one of the doctor's: who marries keeps a first name."""
    own = {word.casefold().strip(".,") for word in (doctor.name or "").split()}
    shares = any(word.casefold().strip(".,") in own for word in (named.name or "").split())
    return not (
        shares
        or could_be_same_doctor(named, doctor)
        or could_be_same_doctor(doctor, named)
        or could_be_nickname(named, doctor)
    )


def _is_town(read: Doctor) -> bool:
    """Whether what was read as a name with letters is a town with its state."""
    return is_town_for_sure(read.name or "", read.credentials or "")


def signed_by(line: str) -> Doctor | None:
    """The name that a line ends with as a signature does, alone or in a closing formula."""
    found = _named_in(line)
    return None if found is None else found[0]


@lru_cache(maxsize=50_000)
def _named_in(line: str) -> tuple[Doctor, bool] | None:
    """The name at the end of a line, and whether a closing formula stands before it."""
    farewell = OPENS_WITH_FAREWELL.match(line[:LONGEST_LINE])
    rest = line[farewell.end() :] if farewell else line
    named = read_name(rest)
    if named is not None and named.credentials is not None:
        # "Bryn Mawr, PA" may be a town
        if named.credentials in AMBIGUOUS_REGIONS - {"MD"}:
            return None
        return named, farewell is not None
    has_title = "Dr" in line or "Prof" in line  # else it takes long to find nothing
    found = SIGNED.search(line, max(0, len(line) - LONGEST_LINE)) if has_title else None
    if found is None or not all(map(is_part_of_name, found["name"].split())):
        return None
    return Doctor(name=found["name"]), found["formula"] is not None


def _follows_farewell(lines: Sequence[Line], at: int) -> bool:
    """Whether the words above a name end in a farewell."""
    if at == 0:
        return False
    above = lines[at - 1].plain
    return ENDS_IN_FAREWELL.search(above) is not None or FAREWELL.fullmatch(above) is not None


def _is_block_of_its_own(lines: Sequence[Line], at: int) -> bool:
    """Whether a name with letters stands apart below a finished sentence."""
    return (
        at > 0
        and lines[at].gap > 0
        and read_name(lines[at].plain) is not None
        and ends_a_sentence(lines[at - 1].plain)
    )


def ends_a_sentence(line: str) -> bool:
    """Whether a line is finished: it ends as a sentence does, or as a letter does."""
    return (
        SENTENCE_END.search(line.rstrip()) is not None
        or ENDS_IN_FAREWELL.search(line) is not None
        or FAREWELL.fullmatch(line) is not None
        or (not line[-1:].isalnum() and line[-1:] not in ",;:-–—(&/")
    )


def is_greeting(line: str) -> bool:
    """Whether a line opens a letter."""
    return GREETING.match(line) is not None


def is_salutation(line: str) -> bool:
    """Whether a line is the opening of a letter and nothing else: "Hi Paul,"."""
    return is_greeting(line) and len(line.split()) <= 4 and line[-1:] in ",:;–—-!"


def begins_with_salutation(line: str) -> bool:
    """Whether a line opens a letter as "Hi Paul, here is the page" does; thanks may close one."""
    return SALUTATION.match(line) is not None


def is_postscript(line: str) -> bool:
    """Whether a line says of itself that it was added below a signature: "P.S.", "Update:"."""
    return POSTSCRIPT.match(line) is not None


@lru_cache(maxsize=50_000)
def is_sign_off(line: str) -> bool:
    """Whether a line belongs to the end of a letter: farewell, name, job title, town, address."""
    if len(line) > LONGEST_LINE:
        return False
    return bool(
        FAREWELL.fullmatch(line)
        or INITIALED.fullmatch(line)
        or read_name(line, in_byline=True)
        or (SIGNED.match(line) and _named_in(line))
        or is_town(line)
        or is_job_title(line)
        or is_address(line)
    )


def is_address(line: str) -> bool:
    """Whether a line is a telephone number, a web address or the like, and no sentence."""
    return (
        len(line.split()) <= 6
        and line[-1:] not in ".!?"  # what ends as a sentence may be all that a doctor says
        and re.search(
            r"https?://|www\.|@\w|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}|\+\d[\d ()/.-]{6,}", line
        )
        is not None
    )


def is_practice_or_post(line: str) -> bool:
    """Whether a line is the name of a practice or of a post, written as a name is: "Clear Path
    Medical Group", "Medical Director, Northgate Surgical Associates"."""
    words = re.findall(r"[^\W\d_][\w'’-]*", line)
    is_name = all(word[0].isupper() for word in words if len(word) > 3)
    is_short = 1 < len(words) <= MOST_WORDS_OF_PRACTICE
    ends = re.search(r"[!?;:…]|(?<!Inc)(?<!Ltd)(?<!Corp)(?<!Co)(?<!\b\w)\.$", line) is not None
    return is_short and is_name and not ends and (is_organisation(words) or is_job_title(line))


NO_TITLE = re.compile(r"[!?;:]|(?<!Inc)(?<!Dr)(?<!St)\.$")
WORD = re.compile(r"[^\W\d_][\w'’-]*")


def is_job_title(line: str) -> bool:
    """Whether a line names a position or an institution and is no sentence."""
    if len(line) > 120 or NO_TITLE.search(line):
        return False
    if JOB.search(line) is None:
        return False
    words = WORD.findall(line)
    return all(word[0].isupper() for word in words if len(word) > 3) and not any(
        word.lower() in NOT_A_PLACE and word.lower() not in IN_JOB_TITLES for word in words
    )
