"""What stands beside a record's author and speaks against it: another field that names who
answered, or one that says what the author is, and means no doctor.

A field is known by its words, all of which must be of one kind ("Replied by", "doctor's full name",
"doctor_2", "is_verified_doctor"), so that "patient name", "treating doctor" and "email verified"
tell nothing.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from index.alike_names import may_be_one, names_apart
from index.pages.line_reader.authors import contradicts, read_author
from index.pages.line_reader.denials import are_doctors, denies, is_machine, plain_words
from index.pages.line_reader.facts import link_of
from index.pages.line_reader.mentions import named_within
from index.pages.line_reader.names import (
    TITLE,
    bare_letters,
    prints_name,
    read_bare_name,
    read_name,
)
from index.pages.line_reader.specialties import MEDICAL, is_medical
from index.pages.rows.columns import is_name, listed_names, plain_name, shown
from index.pages.rows.empty_cells import says_nothing

LONGEST_ROLE = 80
TRUE = frozenset("true yes y t x 1 ja si sí oui sim".split())
FALSE = frozenset("false no n f 0 nein non não".split())
KINDS = ("names", "people", "accounts", "roles", "remarks", "doctors", "others", "machines",
         "sources")  # fmt: skip


class Against(NamedTuple):
    """A field that speaks against an author, and what it says. `is_rival` tells that it names
    another; or else it says that the author is no doctor."""

    field: str
    value: object
    is_rival: bool


def against(author: str, beside: Mapping[str, object], *, is_sure: bool = False) -> Against | None:
    """The first field that speaks against an author.

    Args:
        beside: all other fields that tell of the answer.
        is_sure: whether a person said which field names who answered.
    """
    return next(_all(author, beside, is_sure=is_sure), None)


def _all(author: str, beside: Mapping[str, object], *, is_sure: bool) -> Iterator[Against]:
    for field, value in beside.items():
        kind = _kind(field)
        if kind is None or value is None:
            continue
        told = str(value).strip()
        if not told or says_nothing(told):
            continue
        if kind == "names" and flag_of(told) is False and _is_of_a_doctor(field):
            yield Against(field, value, is_rival=False)
        elif kind in {"names", "people", "accounts"}:
            if not is_sure and _is_of_another(told, author, kind):
                yield Against(field, value, is_rival=True)
        elif kind == "sources" and not is_sure and _is_source_of_another(told, author):
            yield Against(field, value, is_rival=True)
        elif _is_no_doctor(told, kind):
            yield Against(field, value, is_rival=False)


# Another who answered.


def _is_of_another(told: str, author: str, kind: str) -> bool:
    """Whether a field names somebody who may have answered, and not the author."""
    if not is_name(told) or link_of(told) is not None or flag_of(told) is not None:
        return False
    if kind != "names" and not _names_somebody(told, has_letters=kind == "accounts"):
        return False
    return not _is_doctor_alone(told) and not agree(author, told)


def _names_somebody(told: str, *, has_letters: bool) -> bool:
    """Whether words have the shape of a person's name; of an account's, only letters or a title
    tell that it is one who answers and not who asks."""
    named = read_name(told, in_byline=True)
    is_one = named is not None and (named.credentials is not None or TITLE.match(told) is not None)
    return is_one or (not has_letters and read_bare_name(told) is not None)


def _is_source_of_another(told: str, author: str) -> bool:
    """Whether a source is what another said: "Paul Smith, MD", "lecture of Paul Smith, MD"."""
    named = named_within(told)
    return named is not None and not agree(author, named.name or "")


def agree(author: str, other: str) -> bool:
    """Whether two names may be one person's, by all that they say."""
    one, two = (read_author(name.strip(), None).name or name for name in (author, other))
    is_within = prints_name(other, one) and not contradicts(other, one)
    return is_within or (len(names_apart(two)) == 1 and may_be_one(one, two))


# What the author is.


def _is_no_doctor(told: str, kind: str) -> bool:
    flag = flag_of(told)
    if kind == "others":
        return flag is True
    if kind == "doctors":
        return flag is False or (flag is None and len(told) <= LONGEST_ROLE and denies(told))
    if len(told) > LONGEST_ROLE or not re.search(r"[^\W\d_]", told):
        return False
    if kind == "sources":
        return is_machine(told)
    if kind == "machines":
        return flag is not False and not _says_human(told)
    return denies(told) or (kind == "roles" and not _says_doctor(told) and not _is_open(told))


def _says_doctor(told: str) -> bool:
    """Whether what is said of somebody means a doctor: "Verified doctor", "MD", "Dermatologist"."""
    if denies(told):
        return False
    is_word = not _doctors().isdisjoint(plain_words(told))
    professions = any(MEDICAL.fullmatch(word) for word in told.split())
    return is_word or (professions and read_name(told, in_byline=True) is None) or (
        bool(bare_letters(told)) and are_doctors(told)
    )  # fmt: skip


def _is_doctor_alone(told: str) -> bool:
    """Whether words mean a doctor, and name none: "Doctor", "Verified plastic surgeon"."""
    is_called = set(plain_words(told)) <= _doctors() | _listed("open")
    is_other = is_medical(told.split()) or bool(bare_letters(told))
    return _says_doctor(told) and (is_called or is_other)


def _is_open(told: str) -> bool:
    """Whether what is said of somebody leaves open what it is: "Person", "verified member"."""
    return set(plain_words(told)) <= _listed("open")


def _says_human(told: str) -> bool:
    return not {"human", "manual", "none"}.isdisjoint(plain_words(told)) or _says_doctor(told)


def flag_of(value: object) -> bool | None:
    """What a field says with yes or no."""
    told = str(value).strip().casefold().removesuffix(".0")
    return True if told in TRUE else False if told in FALSE else None


# What a field is, by its name.


@lru_cache(maxsize=10_000)
def _kind(field: str) -> str | None:
    words = [word for word in plain_name(field).split() if not word.isdecimal()]
    if _is_handed_on(words):  # may be whom it was written for: who asked, too
        return "accounts"
    told = next((kind for kind in KINDS if words and _is_of(kind, words)), None)
    return told or _kind_within(field)


def _kind_within(field: str) -> str | None:
    """What a field within an object is: "answered_by.is_doctor" tells of who answered, and
    "meta.written_by" as much as if it stood alone."""
    outer, _, inner = field.rpartition(".")
    kind = _kind(inner) if outer else None
    if kind is None:
        return None
    if _kind(outer) == "names":
        return "names" if kind == "people" else kind
    return kind if is_holder(outer) and kind not in {"people", "accounts"} else None


def is_holder(outer: str) -> bool:
    """Whether an object within a record holds fields that tell of the whole record: "meta"."""
    words = set(plain_name(outer).split())
    return bool(words) and words <= _listed("holders")


def words_of_field(field: str) -> set[str]:
    """The words of a field's name; within an object that holds fields of the whole record those of
    its own name: "meta.status"."""
    outer, _, inner = field.rpartition(".")
    return set(plain_name(inner if is_holder(outer) else field).split())


def _is_of_a_doctor(field: str) -> bool:
    """Whether a field that names who answered asks of a doctor: "answered_by_doctor"."""
    return not _doctors().isdisjoint(plain_name(field).split())


def _is_of(kind: str, words: list[str]) -> bool:
    """Whether all words may be in the name of such a field, and one of them makes it that."""
    if kind in {"roles", "remarks"}:
        return _is_role(kind, words)
    makes, may = _listed(kind), _listed(kind) | _listed(f"{kind}_beside")
    is_made = not makes.isdisjoint(words)
    if kind == "names":
        is_by = words[-1] in _listed("by") and not _by().isdisjoint(words)
        return (is_made or is_by) and words[-1] not in _listed("answers") and (
            set(words) <= may | _by()
        )  # fmt: skip
    return is_made and set(words) <= may


def _is_handed_on(words: list[str]) -> bool:
    """Whether a field tells for whom, as whom or from whom words were handed on, or an account:
    "on behalf of", "posted as", "merged into"."""
    done, on = _listed("handed"), _listed("handed_on")
    is_done = words[:2] == ["on", "behalf"] or not (done.isdisjoint(words) or on.isdisjoint(words))
    return is_done and set(words) <= done | on | _listed("handed_beside")


def _is_role(kind: str, words: list[str]) -> bool:
    """Whether a field says as what its author wrote; of a remark, or of an account's role, which
    may be that of whoever asked, only what it denies counts."""
    *before, last = words
    who = _listed("names") | _listed("answering")
    others = _listed("people") | _listed("accounts") | _listed("answers")
    may = who | _listed("by")
    if kind == "roles":
        is_of_author = not who.isdisjoint(before) and set(before) <= may
        return last in _listed("roles") and (is_of_author or tuple(words) == ("role",))
    is_of_somebody = not (who | others).isdisjoint(before) and set(before) <= may | others
    return is_of_somebody and last in _listed("roles") | _listed("remarks")


@cache
def _listed(kind: str) -> frozenset[str]:
    return frozenset(listed_names("beside", kind))


@cache
def _by() -> frozenset[str]:
    """The words of a column that is called by what somebody did: "Answered by", "reply by"."""
    return _listed("answering") | _listed("answers") | _listed("by")


@cache
def _doctors() -> frozenset[str]:
    return frozenset(listed_names("conversations", "doctor")) | _listed("called_doctor")


def told_of(found: Against) -> str:
    """The field, as a message names it."""
    return shown(found.field)[1:-1]
