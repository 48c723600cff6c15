"""What denies that whoever is named is a doctor ("Patient", "Physician assistant", "AI-generated"),
or wrote ("Reviewed by"): words that stand beside a name, or right before it.
"""

import re

from index.pages.line_reader.names import bare_capitals, bare_letters
from index.pages.line_reader.specialties import MEDICAL, names_a_profession

WORD = re.compile(r"[^\W_]+")
POSSESSIVE = re.compile(r"['’]s\b")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

MACHINE = (
    r"a\.?i\.?|(?:chat-?)?bots?|robots?|(?:chat-?)?gpt[\w.-]*|llms?|(?:large )?language models?"
    r"|machines?|automat\w+|auto|synthetic|computer"
)
IS_MACHINE = re.compile(
    rf"(?:{MACHINE})(?:[\W_]+(?:{MACHINE}|[a-z]*generated|written|made|v?[\d.]+\w?))*",
    re.IGNORECASE,
)
OF_MACHINE = re.compile(rf"\b(?:{MACHINE})\b|generated\b", re.IGNORECASE)
NOT_DOCTORS = frozenset(
    """
    patient paciente user human asker op moderator mod admin administrator staff support guest
    visitor editor reviewer publisher coordinator receptionist secretary coach caregiver parent
    customer client reader
    """.split()
)
"""Who writes on a site, or helps to run it, and is no doctor by that."""
ASSISTANT = r"assistant(?!(?:\s+\w+)?\s+professor)"
NO_DOCTORS = re.compile(
    rf"\b(?:nurse|midwife|hebamme|{ASSISTANT}|aide|technician|technologist|therapist|hygienist"
    r"|(?<!general )(?<!family )practitioner)\b",
    re.IGNORECASE,
)
"""Professions of medicine that are not a doctor's."""
NO_DOCTORS_LETTERS = frozenset(
    map(
        bare_capitals,
        "RN LPN BSN MSN NP NP-C FNP DNP APRN ARNP PA PA-C MPH PhD PharmD MSc BSc LE".split(),
    )
)
DENIED = re.compile(
    r"\b(?:not|non|un-?verified|lay(?:person|man|woman|people)?|patient|student|former|future|ex"
    rf"|aspiring|pre-?med|nurse|{ASSISTANT})\b",
    re.IGNORECASE,
)
"""What says that somebody is no doctor, or may be none."""

OF_WORK = re.compile(r"(?:\b(?:by|of|for|to|with|von|par|por|de|da|di)|:)\s*", re.IGNORECASE)
"""What stands between a work and who did it: "Reviewed by", "Site owner:"."""
WRITING = re.compile(
    r"\W*(?:by|from|von|par|por|de|da)\s*:?|\W*(?:the\s|an?\s)?(?:\w+\s)?(?:authors?|answer(?:s|ed)?|written|wrote|writer|posted|published"
    r"|repl(?:y|ied)|respon(?:se|ded|ds)|experts?|doctors?|physicians?|specialists?|autora?"
    r"|antwort|beantwortet|geschrieben|verfasst|respuesta|respondid[oa]|escrit[oa]|réponse"
    r"|répondue?|écrite?|resposta|risposta|scritt[oa]|dott\w*|médic[oa]|arzt|ärztin)"
    r"(?:\s[^:]*\d[^:]*?)?\s*(?:(?:by|from|of|von|par|por|de|da|di)\b)?\s*:?\s*",
    re.IGNORECASE,
)
"""The works of whoever wrote: "Answered on March 3 by", "Author:", "Expert answer by"."""
LONGEST_WORK = 60
TITLE_AT_END = re.compile(r"\b(?:Drs?|Dra|Prof|Doctor|Professor)\.?\s*$", re.IGNORECASE)


def plain_words(told: str) -> list[str]:
    """Words in small letters, without a possessive: of "MedicalStudent" two."""
    return WORD.findall(CAMEL.sub(" ", POSSESSIVE.sub(" ", told)).casefold())


def is_machine(told: str) -> bool:
    """Whether words say no more than that a program wrote: "ChatGPT", "AI-generated"."""
    return IS_MACHINE.fullmatch(told.strip()) is not None


def is_no_doctors(told: str) -> bool:
    """Whether what stands beside a name says nothing but that it is no doctor's: "Patient"."""
    words = set(plain_words(told))
    return is_machine(told) or (bool(words) and words <= NOT_DOCTORS)


def denies(told: str) -> bool:
    """Whether what is said of somebody means no doctor: "patient", "bot", "nurse", "moderator"."""
    apart, is_letters = CAMEL.sub(" ", told), bare_letters(told) and not are_doctors(told)
    return (
        _is_other_than_doctor(plain_words(told))
        or OF_MACHINE.search(told) is not None
        or DENIED.search(apart) is not None
        or NO_DOCTORS.search(apart) is not None
        or is_letters
    )


def are_doctors(letters: str) -> bool:
    """Whether some letters are a doctor's: "MD FACS", and not "RN"."""
    return not {bare_capitals(one) for one in letters.split()} <= NO_DOCTORS_LETTERS


def other_work(before: str) -> str | None:
    """What words before a name say that somebody did who did not write: "Reviewed by", "Site
    owner:"; None where they say that it is who wrote, or end in nothing that a name follows."""
    told = TITLE_AT_END.sub("", before.strip()).strip()
    ends = [found.end() for found in OF_WORK.finditer(told)]
    is_work = len(told) <= LONGEST_WORK and ends[-1:] == [len(told)]
    return told if is_work and WRITING.fullmatch(told) is None else None


def _is_other_than_doctor(words: list[str]) -> bool:
    """Whether a word is that of somebody else; before a doctor's profession it only says of which
    kind that is: "Staff physician"."""
    return any(
        word in NOT_DOCTORS and not _is_profession("".join(words[at + 1 : at + 2]))
        for at, word in enumerate(words)
    )


def _is_profession(word: str) -> bool:
    is_medical = MEDICAL.fullmatch(word) is not None
    return is_medical and names_a_profession(word) and NO_DOCTORS.search(word) is None
