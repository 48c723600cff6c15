"""Doctors who do not exist: how their names are printed, and which readings of them are right."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

FIRST = (
    "Alan Ruth Petra Laura Mary Omar Steven Daniel Nelson Jared Madeline Cory Kenneth Jessica "
    "Michael Todd Edwin Martin Suneel Darryl Ida Hugo Nora Felix Clara Victor Irene Paul Amara "
    "Tariq Hardik Sheldon Yusuf Leila Kenji Mei Pilar Bruno Greta Anders Ingrid Rosa Simon Vera"
).split()
LAST = (
    "Orchard Okafor Lindqvist Finch Lane Haddad Weiner Marlow Castleton Brandt Krausse Torgan "
    "Landower Krantz Mulready Millerton Ishida Jugovic Chandran Blinde Bloom Whitcombe Ferrante "
    "Quill Abernathy Sandoval Petrov Novak Achebe Rahimi Sousa Delgado Moreau Keller Vogel Hansen "
    "Larsson Costa Ricci Barros Duval Fontaine Mehta Iyer Tanaka Park Winslow Thorne Ashby Pell"
).split()
CREDENTIALS = (
    "MD|MD|MD|MD|MD|DO|MD, FACS|DO, FAAD|MD, PhD|MBBS, FRACS|MD, FRCSC|DDS|MBBChir, FRCS(Plast)|"
    "MD, MPH|DMD, MD"
).split("|")


@dataclass(frozen=True)
class Person:
    """A doctor as one line prints them.

    `names` are the readings of the name that are right, the plainest first. `line` holds the name,
    the letters and all else that is printed on that line.
    """

    line: str
    names: tuple[str, ...]

    @property
    def last(self) -> str:
        """The surname, for sign-offs as Dr. so-and-so."""
        return next(one for one in reversed(self.names[0].split()) if one not in {"Jr.", "III"})


class People:
    """Gives people, no surname twice."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._last = random.sample(LAST, len(LAST))
        self._first = random.sample(FIRST, len(FIRST)) * 2

    def pair(self) -> tuple[str, str]:
        """A first name and a surname."""
        return self._first.pop(), self._last.pop()

    def plain(self) -> Person:
        """A person as most pages print them: `Steven F. Weiner, MD`."""
        first, last = self.pair()
        middle = self.random.choice(("", "", "", f" {self.random.choice('ABCDEFGHJKLMPRST')}."))
        return named(f"{first}{middle} {last}", self.random.choice(CREDENTIALS))

    def of_kind(self, kind: str) -> Person:
        """A person whose name is unusual in one way, a key of `KINDS`."""
        return KINDS[kind](*self.pair())


def named(name: str, letters: str) -> Person:
    """A person with letters behind the name."""
    return Person(f"{name}, {letters}", (name,))


def _titled(title: str) -> Callable[[str, str], Person]:
    def person(first: str, last: str) -> Person:
        name = f"{first} {last}"
        return Person(f"{title} {name}", (name, f"{title} {name}"))

    return person


def _tailed(tail: str) -> Callable[[str, str], Person]:
    """A person with something behind the name that belongs to no name."""
    return lambda first, last: Person(f"{first} {last}{tail}", (f"{first} {last}",))


def _fixed(*names: str) -> Callable[[str, str], Person]:
    """A name of another script or form, told apart from others by the surname that was drawn."""

    def person(first: str, last: str) -> Person:
        return named(names[len(first + last) % len(names)], "MD")

    return person


def _decomposed(first: str, last: str) -> Person:
    return named(unicodedata.normalize("NFD", f"Zoé {last}-Núñez"), "MD")


def _nicknamed(first: str, last: str) -> Person:
    name = f'{first} "{first[:3]}ie" {last}'
    return replace(named(name, "MD"), names=(f"{first} {last}", name))


def _pronouns(first: str, last: str) -> Person:
    name = f"{first} {last}"
    return Person(f"{name} (she/her), MD", (name, f"{name} (she/her)"))


KINDS: dict[str, Callable[[str, str], Person]] = {
    "NFD": _decomposed,
    "combining mark": lambda first, last: named(f"Na\u0303o {last}", "MD"),
    "Cyrillic": _fixed("Иван Петров", "Ольга Смирнова", "Сергей Волков"),
    "Arabic": _fixed("محمد الفارسي", "ليلى حداد"),
    "Chinese": _fixed("李明", "王小红"),
    "Japanese": _fixed("佐藤 太郎", "鈴木 花子"),
    "Greek": _fixed("Γιώργος Παπαδόπουλος", "Ελένη Δημητρίου"),
    "Hebrew": _fixed("דוד כהן", "רחל לוי"),
    "Vietnamese": _fixed("Nguyễn Văn An", "Trần Thị Hoa"),
    "Dr. med. univ.": _titled("Dr. med. univ."),
    "Prof. Dr. med.": _titled("Prof. Dr. med."),
    "Dr without a dot": _titled("Dr"),
    "Dr. before": _titled("Dr."),
    "Dr. med. behind": _tailed(", Dr. med."),
    "van 't": lambda first, last: named(f"{first} van 't {last}", "MD"),
    "de la": lambda first, last: named(f"{first} de la {last}", "MD"),
    "pronouns": _pronouns,
    "tick": _tailed(", MD ✓"),
    "lower case": lambda first, last: named(f"{first} {last}".lower(), "md"),
    "capitals": lambda first, last: named(f"{first} {last}".upper(), "MD"),
    "single name": lambda first, last: named(last, "MD"),
    "Jr.": lambda first, last: named(f"{first} {last} Jr.", "MD"),
    "III": lambda first, last: named(f"{first} {last} III", "MD, DMD"),
    "nickname": _nicknamed,
    "hyphens": lambda first, last: named(f"{first}-Marie {last}-Smith", "PA-C"),
    "apostrophe": lambda first, last: named(f"{first} O’{last}", "MD"),
    "initials": lambda first, last: named(f"{first[0]}. {last[0]}. {last}", "MD, FACS"),
    "many letters": _tailed(", MBBS, MRCP (UK), FRACP"),
    "dotted letters": _tailed(", M.D., F.A.C.S."),
    "letters in words": _tailed(", Doctor of Medicine"),
    "company behind": _tailed(", MD, PLLC"),
    "nurse": _tailed(", RN, BSN, CANS"),
    "retired": _tailed(", MD (Retired)"),
    "not practicing": _tailed(", MD (not currently practicing)"),
    "zero width": lambda first, last: named(f"{first}\u200b {last}", "MD"),
    "no-break blank": lambda first, last: named(f"{first}\u00a0{last}", "MD"),
    "direction mark": lambda first, last: named(f"\u200f{first} {last}", "MD\u200f"),
    "wide comma": _tailed("，MD"),
    "bold": lambda first, last: Person(f"**{first} {last}, MD**", (f"{first} {last}",)),
}
