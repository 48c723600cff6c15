"""Who wrote something, as an item of markup says it, whether the page prints it or not."""

import re
from collections.abc import Sequence

from index.alike_names import may_be_one
from index.pages.html.items import Item, Value
from index.pages.line_reader.authors import read_author
from index.pages.line_reader.denials import denies, is_machines
from index.pages.line_reader.names import is_feigned, is_organisation, read_name
from index.pages.line_reader.specialties import is_specialty
from index.pages.line_reader.stars import read_count

ORGANISATIONS = frozenset(
    "Organization MedicalOrganization MedicalClinic Hospital Corporation NewsMediaOrganization"
    " SoftwareApplication WebApplication MobileApplication"
    " LocalBusiness MedicalBusiness Pharmacy EducationalOrganization GovernmentOrganization".split()
)
DOCTORS = frozenset({"Physician", "IndividualPhysician", "Dentist"})
AUTHORS = ("author", "creator")
BESIDE = ("authors", "creators", "contributor", "contributors")
"""Where others stand who wrote, too: the first two are no words of the vocabulary, and are met."""
DESCRIPTIONS = ("description", "disambiguatingDescription", "alternateName", "additionalType")
ROLES = ("jobTitle", "roleName", "hasOccupation")
STARS = re.compile(r"[0-4](?:\.\d{1,9})?|5(?:\.0{1,9})?")
OF_FIVE = re.compile(r"5(?:\.0+)?")


def authors_of(written: Item) -> list[Value]:
    """All who wrote something."""
    return written.values(*AUTHORS)


def name_of(author: Value) -> str | None:
    """The name of an author, as printed: in an element it is its text."""
    if author.item is None:
        return " ".join(author.words.split()) or None
    for value in author.item.values("name"):
        if value.words.strip():
            return " ".join(value.words.split())
    return None


def names_of(author: Value) -> list[str]:
    """All names that an author has in the markup; two that may be one person's count once."""
    if author.item is None:
        return [name for name in [name_of(author)] if name is not None]
    if "Role" in author.item.types and not denied_by(author.item):
        return [name for one in author.item.values(*AUTHORS, *BESIDE) for name in names_of(one)]
    told = [" ".join(one.words.split()) for one in author.item.values("name") if one.words.strip()]
    first = [read_author(name, None).name or name for name in told[:1]]
    return [*told[:1], *(name for name in told[1:] if not may_be_one(
        first[0], read_author(name, None).name or name))]  # fmt: skip


def are_several(written: Item) -> bool:
    """Whether two wrote something, as its markup says it; what may be one person's name is one."""
    who = [*authors_of(written), *written.values(*BESIDE)]
    told = [read_author(name, None).name or name for one in who for name in names_of(one)]
    return not all(may_be_one(told[0], name) for name in told[1:])


def denied_by(author: Item) -> str | None:
    """What an author is, as the markup says it, if that means no doctor, or none who writes
    ("Physician Assistant", "Editor"), or somebody who plays that doctor, or a program; None where
    nothing says so."""
    own = [value for value in author.values(*ROLES) if value.item is None]
    inner = [value for item in author.items(*ROLES) for value in item.values("name", "roleName")]
    told = ((value.told or value.words).strip() for value in (*own, *inner))
    denied = next((one for one in told if one and denies(one)), None)
    said = (value.words.strip() for value in author.values(*DESCRIPTIONS) if value.item is None)
    return denied or next((one for one in said if is_feigned(one) or is_machines(one)), None)


def is_no_person(author: Item, name: str) -> bool:
    """Whether an author is an organisation, or a program."""
    return bool(author.types & ORGANISATIONS) or is_organisation(name.split())


def is_called_a_doctor(author: Item, name: str, letters: str | None, specialty: str | None) -> bool:
    """Whether anything says that an author is a doctor: what it is, its letters, its specialty, or
    its name ("Dr. Jane Roe")."""
    is_told = letters is not None or specialty is not None
    return is_told or bool(author.types & DOCTORS) or read_name(name, in_byline=False) is not None


def may_be_a_doctors(written: Item) -> bool:
    """Whether anything says that something was written by a doctor, printed or not."""
    for author in authors_of(written):
        name, item = name_of(author), author.item or Item(frozenset())
        if name is not None and is_called_a_doctor(item, name, _letters(item, name),
                                                   specialty_of(item)):  # fmt: skip
            return True
    return False


def _letters(author: Item, name: str) -> str | None:
    return author.told("honorificSuffix") or read_author(name, None).credentials


def are_one(authors: Sequence[Value], others: Sequence[Value]) -> bool:
    """Whether something was written by one of others, by their names, and their links, where both
    have one."""
    return any(_is_same(one, other) for one in authors for other in others)


def _is_same(one: Value, other: Value) -> bool:
    if one.item is not None and one.item is other.item:
        return True
    name, other_name = name_of(one), name_of(other)
    if name is None or other_name is None or name.casefold() != other_name.casefold():
        return False
    links = {author.item.told("url") for author in (one, other) if author.item is not None}
    return len(links - {None}) < 2


def specialty_of(author: Item) -> str | None:
    """What the doctor does: as a word, or by the last part of an address."""
    told = author.told("medicalSpecialty")
    if told is None:
        title = author.told("jobTitle")
        return title if title is not None and is_specialty(title.split()) else None
    return told.rstrip("/").rpartition("/")[2] if "://" in told else told


def places_of(author: Item) -> tuple[str | None, ...]:
    """Where the doctor works, the fullest way of saying it first."""
    for address in author.items("address", "workLocation", "location"):
        town, region = address.told("addressLocality"), address.told("addressRegion")
        return (f"{town}, {region}" if town and region else None, town)
    return (author.told("address"),)


def stars_of(author: Item) -> tuple[float | None, int | None]:
    """The doctor's own stars out of 5, and how many reviews."""
    for rating in author.items("aggregateRating"):
        value, best = rating.told("ratingValue") or "", rating.told("bestRating") or "5"
        if STARS.fullmatch(value) and OF_FIVE.fullmatch(best):
            return float(value), read_count(rating.told("reviewCount", "ratingCount"))
    return None, None
