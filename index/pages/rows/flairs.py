"""What a forum prints beside the name of an account ("Physician", "MD, Dermatology", "Layperson"):
whether it calls somebody a doctor, and by which words. A part of it that is not understood may say
anything, so that nothing is taken of the whole.
"""

import re
from dataclasses import dataclass

from index.pages.line_reader.denials import DENIED, NO_DOCTORS, are_doctors
from index.pages.line_reader.names import bare_letters
from index.pages.line_reader.specialties import is_medical, is_specialty

SEPARATOR = re.compile(r"\s*[|•·,;–—()\[\]]\s*|\s+[-/]\s+|(?<=[a-z])/(?=[A-Z])")
EMOJI = re.compile(r":[\w+-]{1,40}:")
OF_THE_FORUM = frozenset("verified moderator mod admin administrator staff".split())
"""What a forum says of whoever helps to run it: nothing of what they are."""
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Flair:
    """The letters and the specialty by which somebody is called a doctor, as printed; both None
    where nobody is. `denies` tells that the words speak against it."""

    letters: str | None = None
    specialty: str | None = None
    denies: bool = False

    @property
    def says_doctor(self) -> bool:
        """Whether it calls somebody a doctor."""
        return self.letters is not None or self.specialty is not None


def read_flair(told: str | None) -> Flair:
    """What stands beside an account's name."""
    words = " ".join(EMOJI.sub(" ", told or "").split())
    if not words or len(words) > LONGEST:
        return Flair()
    if DENIED.search(words) is not None:
        return Flair(denies=True)
    parts = [part for part in SEPARATOR.split(words) if _bare(part)]
    letters = [part for part in parts if _are_letters(part)]
    others = [part for part in parts if part not in letters]
    is_doctors = any(map(are_doctors, letters)) or any(map(_is_a_doctors, others))
    is_known = all(is_medical(_bare(part)) for part in others)
    if not is_doctors:
        return Flair(denies=bool(letters) or any(is_specialty(_bare(part)) for part in others))
    if not is_known or parts != [*letters, *others]:
        return Flair()
    return Flair(", ".join(letters) or None, _slice(words, others))


def _bare(part: str) -> list[str]:
    """The words of a part but those that every forum has."""
    return [word for word in part.split() if word.lower() not in OF_THE_FORUM]


def _are_letters(part: str) -> bool:
    return bool(bare_letters(part))


def _is_a_doctors(part: str) -> bool:
    """Whether words are a doctor's profession: "Emergency Physician"; a field of medicine alone may
    be what somebody asks about."""
    return is_specialty(_bare(part)) and is_medical(_bare(part)) and not NO_DOCTORS.search(part)


def _slice(words: str, parts: list[str]) -> str | None:
    """The words from the first of some parts to the last, as they are printed."""
    if not parts:
        return None
    start, end = words.index(parts[0]), words.rindex(parts[-1]) + len(parts[-1])
    closing = words[end : end + 1]
    return words[start : end + (closing in {")", "]"} and words[start:end].count(closing) == 0)]
