"""The author of a record, read by the rules of bylines: "Ruth Okafor, DO" is a name and letters.

What is found are slices of the fields; nothing is typed anew, and no name is rearranged. Where a
field says more than a name and its letters, nobody is named until a person decides.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import pairwise

from index.alike_names import GENERATIONS, SIGNS_BETWEEN, WORDS_BETWEEN, may_be_one
from index.model import Doctor
from index.pages.line_reader.ago import is_ago, is_ago_in_english
from index.pages.line_reader.closings import is_address
from index.pages.line_reader.days import only_day
from index.pages.line_reader.denials import DENIED, WRITING, is_no_doctors
from index.pages.line_reader.farewells import FAREWELL
from index.pages.line_reader.furniture import furniture_kind
from index.pages.line_reader.lines import plain
from index.pages.line_reader.mentions import named_within
from index.pages.line_reader.names import (
    ANYBODY,
    KNOWN_LETTERS,
    NOT_A_FIRST_NAME,
    PRONOUNS,
    SPELLED_OUT,
    STATUS,
    SURE_DEGREES,
    TITLE,
    bare_capitals,
    bare_letters,
    is_company,
    is_credential,
    is_feigned,
    is_nobody,
    is_organisation,
    place_of_name,
    prints_name,
    read_bare_name,
    read_name,
    without_brackets,
)
from index.pages.line_reader.parts import BY, read_part
from index.pages.line_reader.places import PARTICLES, is_place, is_town_for_sure
from index.pages.line_reader.specialties import MEDICAL, is_medical, names_a_profession

NICKNAME = re.compile(r"(?<=\w )\(((?:[^\W\d_]|[.'’-])+)\)(?= \w)")
OF_SURNAMES = frozenset("y e i en".split())
"""Words between two names that also stand between two surnames of one person."""
IN_NO_NAME = frozenset(
    "of by from with at for to the courtesy via per on in as or not through under behalf pp"
    " par por durch door av przez oleh".split()
)
"""Small words of a phrase about somebody ("Photo courtesy of …"), which stand in no name."""
SMALL_WITHIN = re.compile(r"(?<=[^\W_]\s)([^\W\d_A-Z]{4,})(?=\s[^\W\d_a-z][^\s,]*\s[^\W\d_a-z])")
"""A longer word before a name of two words: "Odborně posoudil Paul Smith"; not before one, as some
write "Jan frederik Kirsten"."""
POSSESSIVE = re.compile(r"['’]s\b")
OWN_WORDS = frozenset("answer answers reply response opinion advice words".split())
"""What a doctor has that the doctor wrote: "Dr. Okafor's answer"."""
JOINED_BY = re.compile(
    r"(?:^|(?<=[\s,(\[]))(?:(?:[a-z][a-z./]*\s+){1,4}|[&+/;(]\s*)(?P<other>[^\W\d_a-z].*)"
)
"""Small words, or a sign, between a name and another: "on behalf of Paul Smith"."""
INNER_TITLE = re.compile(
    r"(?<=[\s,;(])(?:Drs?|Dra|Prof(?:essor)?)\b\.?(?=\s+[^\W\d_])"
    r"(?!\s+(?:med|dent|univ|h\.\s?c|habil|rer|nat|phil)\b)"
)
LABEL = re.compile(r"[^:：,]*[^\W\d_][^:：,]*[:：]\s*[^\W\d_]")
"""In front of a name, what it is to the answer: "Co-author: Paul Smith"."""
DIGIT_WITHIN = re.compile(r"[^\W\d_][0-9]|[0-9][^\W\d_]")
FOR_ANOTHER = re.compile(r"(?:i\.\s?[AV]\.|p\.?\s?p\.?)\s")
"""In front of the name of whom somebody signs for."""
PROGRAM = re.compile(r"\b(?:AI|A\.I\.|[Bb]ot|BOT|[Cc]hat[Bb]ot|[Cc]hatGPT|GPT|LLM)(?![\w.])")
BRACKETED = re.compile(r"[(\[]\s*([^()\[\]]+?)\s*[)\]]")
LETTERS_BEHIND = re.compile(r"[,\s]*([^\s,]+)")
SAID_BEHIND = re.compile(r"\s+([a-zß-öø-ÿ][\w.]*)")
"""A small word that follows a name, or its letters, without a sign between."""
WHERE_OR_WHEN = frozenset("on at in from of am im aus von le à en el de em".split())
"""Small words that go on in a byline with a day or a place."""
AUTHORS_KEPT = 10_000
"""Authors whose names are cached: one is read several times for a record, and gives many."""
TWO_PARTS = re.compile(r"[^\W\d_][^,\d]*,\s*([^\W\d_][^,\d]*)")


@dataclass(frozen=True, slots=True)
class Author:
    """Who is named; `doubt` tells why nobody is, or why a field was taken as it stands, if it could
    be split."""

    name: str | None
    credentials: str | None
    status: str | None = None
    doubt: str | None = None


@lru_cache(AUTHORS_KEPT)
def read_author(author: str | None, credentials: str | None) -> Author:
    """The name and the letters in the two fields of a record."""
    if author is None:
        return Author(None, credentials)
    names_nobody = f"the author {author!r} names nobody who wrote an answer"
    if is_nobody(author) or _is_about_another(author) or _is_somebody_elses(author):
        return Author(None, None, doubt=names_nobody)
    named = _before_letters(author) or read_name(author.strip(), in_byline=True)
    if named is not None and not _are_letters(author, named.credentials or ""):
        named = None
    if named is None and (bare := read_bare_name(author.strip())) is not None and bare.status:
        named = bare  # "Ruth Okafor (retired)"
    if _is_joined(unescape(author if named is None else named.name or "")):
        return Author(None, None, doubt=f"the author {author!r} is more than a name with letters")
    if named is None:
        is_none = _is_no_person(author.strip()) or _stands_behind_words(author)
        printed = Author(author, credentials, doubt=_doubt(author))
        return Author(None, None, doubt=names_nobody) if is_none else printed
    if credentials is not None and bare_capitals(credentials) != bare_capitals(
        named.credentials or ""
    ):
        doubt = f"the author {author!r} has other letters than author_credentials; kept as printed"
        return Author(author, credentials, doubt=doubt)
    return Author(named.name, credentials or named.credentials, named.status)


def _stands_behind_words(author: str) -> bool:
    """Whether somebody with letters or a title stands behind other words, or a label, in a field
    that is no name: "Co-author: Paul Smith, MD", "Revisado por Paul Smith, MD". A surname may stand
    first: "Smith, Dr. Paul"."""
    if LABEL.match(author) is not None:
        return True
    named = named_within(author)
    at = None if named is None else place_of_name(author, named.name or "")
    before = author[: at or 0].rstrip()
    return any(map(str.isalpha, TITLE.sub("", before))) and before[-1:] != ","


def contradicts(byline: str, author: str) -> bool:
    """Whether a byline that prints an author's name says that the author did not write, or not
    alone: "Reviewed by Ruth Okafor", "Ruth Okafor's nurse", "Ruth Okafor and Paul Smith, MD", or a
    line for each of the two."""
    lines = [plain(line) for line in byline.splitlines()]
    named = plain(author)
    own = [line for line in lines if prints_name(line, named)]
    if not own:
        return False
    is_told = any(_is_told_by(line, named) for line in own)
    return not is_told or any(names_another(line, named) for line in lines)


def _is_told_by(line: str, author: str) -> bool:
    """Whether a line of a byline names the author, and nobody else."""
    at = place_of_name(line, author)
    if at is None or furniture_kind(line) is not None:
        return False
    before, behind = line[:at], line[at + len(author) :]
    part = read_part(line)
    is_read = part is not None and part.doctor.name is not None and author in part.doctor.name
    is_first = not re.search(r"[^\W\d_]", TITLE.sub("", BY.sub("", before, count=1), count=1))
    return (is_read or is_first) and not _goes_on_to_another(behind)


def _goes_on_to_another(behind: str) -> bool:
    """Whether what stands behind a name and its letters makes it somebody else's, or adds another:
    "'s nurse", "on behalf of Paul Smith", "& Paul"."""
    if named_within(behind.removesuffix(".")) is not None:
        return True
    owned = _owned(behind)
    if owned is not None:
        return owned.split(" ")[0].lower() not in OWN_WORDS
    if is_told_of(behind):
        return True
    joined = JOINED_BY.search(behind)
    return joined is not None and read_bare_name(joined["other"].strip(" .,;:()[]")) is not None


def _is_of_a_doctor(bracketed: str) -> bool:
    """Whether what stands in brackets behind a name is told of a doctor who wrote: a status,
    letters, a place, a specialty, a practice, stars, a date. Any other may deny it: "(parody)"."""
    told = f" ({bracketed})"
    has_words = any(map(str.isalpha, bracketed)) and not bracketed[0].isdigit()  # "12 reviews"
    if STATUS.search(bracketed) is not None or not has_words:
        return True
    if is_no_doctors(bracketed) or DENIED.match(bracketed):
        return False
    return (
        PRONOUNS.fullmatch(told) is not None
        or is_credential(f"MD{told}")
        or bare_letters(bracketed)
        or read_part(bracketed) is not None
        or is_place(bracketed)
        or is_medical(bracketed.split())
        or is_organisation(bracketed.split())
        or WRITING.fullmatch(bracketed) is not None
        or only_day(bracketed) is not None
        or is_ago_in_english(bracketed)
        or is_ago(bracketed)
    )


def is_told_of(behind: str) -> bool:
    """Whether what stands behind a name is told of that person, and makes it none who wrote, or not
    alone: "disagrees", "and staff", "(reviewer)"; not "answered", "on March 3", "retired"."""
    if is_feigned(behind) or not all(map(_is_of_a_doctor, BRACKETED.findall(behind))):
        return True
    end = 0
    for letters in LETTERS_BEHIND.finditer(behind):
        if not bare_letters(letters[1]):
            break
        end = letters.end()
    said = SAID_BEHIND.match(behind, end)
    if said is None or said[1] in WHERE_OR_WHEN or STATUS.search(said[1]):
        return False
    if WRITING.fullmatch(said[1]) is not None:
        return False
    return not any(map(MEDICAL.fullmatch, behind[end:].split()))


def _owned(behind: str) -> str | None:
    """What somebody has whose name and letters stand before: "nurse" of ", MD's nurse"."""
    owns = POSSESSIVE.search(behind)
    letters = "" if owns is None else behind[: owns.start()].strip(" ,")
    is_owner = owns is not None and (not letters or bare_letters(letters))
    return behind[owns.end() :].strip() if owns is not None and is_owner else None


def signs(words: str, author: str) -> bool:
    """Whether a line of some words prints a name that is not a part of another's there."""
    return any(
        prints_name(line, author) and not names_another(plain(line), author)
        for line in words.splitlines()
    )


def names_another(line: str, author: str) -> bool:
    """Whether a line of a byline is a byline of somebody else's, or says that another wrote."""
    if furniture_kind(line) is not None:
        return False
    part, by = read_part(line), BY.match(line.lstrip(" (["))
    named = None if part is None else part.doctor.name
    if named is None and by is not None:
        written = read_bare_name(line.lstrip(" ([")[by.end() :].strip(" .,;:)]"))
        named = None if written is None else written.name
    own = read_author(author, None).name or author
    return named is not None and not may_be_one(own, named)


def _is_about_another(author: str) -> bool:
    """Whether a name stands there as one who did not write: "Reviewed by Ruth Okafor"."""
    words = author.lower().split()
    return len(words) > 2 and words[0] in NOT_A_FIRST_NAME - {"by", "answered"}


def _is_somebody_elses(author: str) -> bool:
    """Whether a field has what no name has, and so tells of another, or of nobody: an owner ("Ruth
    Okafor, MD's nurse"), a digit ("J4ne Roe"), a second title ("Former Dr. Okafor"), a title that
    is a profession ("Surgeon Okafor"), a program ("Dr. Okafor AI"), a question mark."""
    words = author.replace(",", " ").split()
    return (
        POSSESSIVE.search(author) is not None
        or DIGIT_WITHIN.search(author) is not None
        or _has_second_title(author)
        or (len(words) > 1 and names_a_profession(words[0]) and words[0].lower() != "doctor")
        or FOR_ANOTHER.match(author) is not None
        or PROGRAM.search(author) is not None
        or "?" in author
        or not IN_NO_NAME.isdisjoint(words)
        or "Not" in words
        or is_feigned(author)
        or _has_small_word(author)
    )


def _has_small_word(author: str) -> bool:
    """Whether a word without a capital, that is no particle, stands before a whole name."""
    within = SMALL_WITHIN.findall(author)
    return any(one.islower() and one not in PARTICLES | OF_SURNAMES for one in within)


def _has_second_title(author: str) -> bool:
    """Whether a title stands where none of one person's does: "Dr. Lee, Dr. Ray", "Former Dr. Lee";
    in "Lee, Dr. Ruth" it is the only one."""
    first = TITLE.match(author)
    end = 0 if first is None else first.end()
    inner = [author[: one.start()].split() for one in INNER_TITLE.finditer(author, end)]
    return any(
        end > 0
        or not before[-1].endswith(",")
        or sum(word.lower() not in PARTICLES for word in before) > 1
        for before in inner
    )


def _is_no_person(author: str) -> bool:
    """Whether a field holds what is no name in a byline either: a practice, a company, a town with
    its state, a place or a profession, a status, an address, a site's line, part of a sentence."""
    name, *letters = (part.strip() for part in author.split(","))
    words = name.split()
    is_anybody = any(part.lower() in ANYBODY - {"doctor"} for part in letters)
    part = read_part(author)
    return (
        (part is not None and part.doctor.name is None)
        or is_organisation(words)
        or is_company(letters)
        or is_anybody
        or (len(letters) == 1 and is_town_for_sure(name, letters[0]))
        or all(map(STATUS.match, words))
        or is_address(author)
        or furniture_kind(author) is not None
        or FAREWELL.fullmatch(author) is not None
        or not IN_NO_NAME.isdisjoint(words[1:])
    )


def _before_letters(author: str) -> Doctor | None:
    """A name and nothing but known letters behind another sign than a comma: "Ruth Okafor (MD)"."""
    sign = SIGNS_BETWEEN.search(author)
    if sign is None:
        return None
    name, letters = author[: sign.start()].strip(" ,"), author[sign.end() :].strip(" ,)]）］")
    if not bare_letters(SIGNS_BETWEEN.sub(" ", letters)):
        return None
    named = read_name(f"{name}, MD", in_byline=True)
    is_name = named is not None and named.name == name and not _is_joined(name)
    return Doctor(name, letters, "byline") if is_name else None


def _is_joined(author: str) -> bool:
    """Whether a field has more than one name, or a name and what is no letters, behind each other.
    "José Ortega y Gasset" is one name, "Karl von und zu Guttenberg", "Katherine (Katie) Lee"."""
    if SIGNS_BETWEEN.search(NICKNAME.sub(_without_nickname, author)):
        return True
    if any(_are_of_two(author, between) for between in WORDS_BETWEEN.finditer(author)):
        return True
    parts = [part.strip() for part in author.split(",")]
    words = author.replace(",", " ").split()[1:]
    sure = [(one, two) for one, two in pairwise(words) if bare_capitals(one) in SURE_DEGREES]
    return any(
        bare_letters(one) and not bare_letters(two) for one, two in (*pairwise(parts), *sure)
    )


def _without_nickname(bracketed: re.Match[str]) -> str:
    return bracketed[0] if bare_letters(bracketed[1]) else ""


def _are_of_two(author: str, between: re.Match[str]) -> bool:
    """Whether a word between names has a name on each side, and is no initial: "Mary Ann E Lee"."""
    before, after = author[: between.start()].split(), author[between.end() :].split()
    word = between[0].strip()
    if word.lower() not in OF_SURNAMES:
        return before[-1].lower() not in PARTICLES
    if word.isupper() and not author.isupper():
        return False
    return all(sum(one.lower() not in PARTICLES for one in side) > 1 for side in (before, after))


def _are_letters(author: str, found: str) -> bool:
    """Whether what was taken for letters is surely no part of a name: "Van Dyke, R.J." and "OKAFOR
    SMITH, RUTH" end in first names."""
    if SPELLED_OUT.fullmatch(found.partition(",")[0].strip()):
        return True
    words = re.split(r"[,;/\s]+", without_brackets(found).strip(" ,;/"))
    if author == author.upper():
        return all(bare_capitals(word) in KNOWN_LETTERS for word in words)
    return bare_capitals(words[0]) in KNOWN_LETTERS


def _doubt(author: str) -> str | None:
    parts = TWO_PARTS.fullmatch(author.strip())
    if parts is None or parts[1].strip(" .").lower() in GENERATIONS:
        return None
    return f"the author {author!r} may begin with the surname or be a list; kept as printed"
