"""Recognises a person: "Hardik Soni, MD (not currently practicing)", "Dr. med. Anna Müller".

A person has letters or a title. A practice, a company, a certificate and a town have none of a
person, though "Lane Dermatology, PA" and "Silver Spring, MD" look alike.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from index.alike_names import GENERATIONS
from index.model import Doctor
from index.pages.line_reader.farewells import FAREWELL
from index.pages.line_reader.places import (
    NOT_A_PLACE,
    PARTICLES,
    is_place,
    is_town_for_sure,
)
from index.pages.line_reader.specialties import JOINERS, names_a_profession
from index.patterns import pattern

LONGEST_LINE = 160
"""Characters of a line; the longest on the seed pages has about a third."""

DEGREES = frozenset(
    "MD DO DDS DMD BDS DPM OD RN BSN MSN NP FNP DNP APRN ARNP PA PA-C PhD MPH MBBS MBChB FACS FAAD "
    "FRCS FRCSC FRCPC FRCP FAGD FACOG PharmD PsyD DC ND LE NP-C MSc BSc MRCP MRCS MRCGP "
    "FRACS FRANZCO FACMS FACP FACC FACEP FAAFP FAAP FAACS FASDS DDr DrMed EBOPRAS "
    "MBBChir MBChir MBBCh BMBS BMBCh BChD BMedSc BMedSci MDS MCh MMed FRCA FRCR FRCOG FRCOphth "
    "FRCPath FRCPsych MRCOG MRCOphth MRCPsych FDSRCS FCPS FCCP FACOS FAAOS".split()
)
MOST_LETTERS = 5
"""Of "FRCPC"; a word with so many, of which several are capitals, may be letters."""
SHORT_TITLES = frozenset({"esq", "hons", "dipl", "dipl-med"})
SPELLED_OUT = pattern(
    r"Doctor of [A-Z]\w+(?: [A-Z]\w+){0,2}|Physician(?:'s)? Assistant|Registered Nurse"
    r"|Nurse Practitioner|Dr\.(?: ?(?:med|univ|dent|h\.c|habil|rer|nat|phil)\.?)+|Dipl\.-\w+\.?",
    re.IGNORECASE,
)
COMPANY_LETTERS = frozenset(
    "LLC PLLC PLC LLP LP INC LTD CORP CO GMBH AG KG SARL SL SRL BV LTDA EIRL PC APC APMC "
    "PSC".split()
)
TITLE = pattern(
    r"(?:(?:Univ\.?-?|Priv\.?-?Doz\.?|PD|Assoc\.?|Asst\.?|a\.\s?o\.|apl\.)\s*)*"
    r"(?:(?:Prof(?:essor|\.)?a?|DDr\.?|Dres\.|Dr\.?a?\.?|Dra\.?|Docteure?|Dott(?:\.|ssa)?\.?"
    r"|Doutora?|Doctora|PROF\.?|DRA?\.?|DOTT(?:\.|SSA)?\.?)(?=\s|$|[A-Z])\s*"
    r"(?:(?:med|univ|dent|h\.\s?c|habil|rer|nat|phil|sc|Dr|Prof)\b\.?\s*)*)+"
)
MARKS = pattern(r"[\s✓✔☑✅★☆⭐·•|®™*]+$")
PRONOUNS = pattern(r"\s*\((?:[^\W\d_]{1,6}/)+[^\W\d_]{1,6}\)")
STATUS = pattern(
    r"(practic|retired|\bret\b|inactive|deceased|memoriam|emerit|licen[cs]e)", re.IGNORECASE
)
# What practices, companies and certificates are called, and no person.
ORGANISATION = frozenset(
    """
    clinic clinics center centers centre centres institute associates association group hospital
    hospitals practice partners medicine medical surgery surgeons surgical dermatology derm
    aesthetic aesthetics cosmetic cosmetics spa medspa university college school department
    division
    foundation society academy laser lasers skin dental dentistry dentists orthodontics health
    healthcare wellness studio studios office offices llc pllc inc ltd corp physicians specialists
    certified certification diplomate diplomat member board award winner recipient trained licensed
    verified featured director chief founder president chair chairman professor instructor editor
    contributor moderator team staff customer support klinik praxis zentrum institut clínica clinica
    centro clinique cabinet consultório instituto ambulatorium krankenhaus hôpital verified answers
    answered plastics smiles beauty
    """.split()
)


NOT_A_FIRST_NAME = frozenset(
    """
    ask contact see call visit meet find message follow about dear hello hi thank thanks by with
    from view read book consult reply answer answered posted written for to re cc via as per quoting
    reviewer reviewed approved edited checked liked agreed asked not former formerly
    geprüft überprüft begutachtet kontrolliert lektoriert freigegeben verificato verificata
    revisionato revisionata controllato controllata rivisto rivista validato approvato beoordeeld
    gecontroleerd nagekeken revu relu vérifié validé verificado verificada revisado revisada
    aprobado aprovado granskad granskat gennemgået verificat revizuit
    """.split()
)
"""Words of a site or a letter that stand before a name."""
NO_NAME = frozenset(
    """
    anonymous anonymized anonymised unknown unnamed undisclosed withheld deleted removed deactivated
    hidden redacted unavailable profile google chatgpt bot ai null none nil nan undefined n/a tbd
    loading placeholder
    anónimo anónima desconocido anonym unbekannt anonyme inconnu anônimo desconhecido
    """.split()
)
"""Words that a site puts where it has no name."""
ANYBODY = frozenset(
    """
    user member guest visitor admin administrator name first last surname private test author doctor
    patient
    """.split()
)
"""The same, which may be surnames behind a title."""
FEIGNED = pattern(
    r"\b(?:parod\w+|satir\w+|fake|fictional|fictitious|unofficial|impersonat\w+|role-?play\w*|cosplay\w*"
    r"|(?:fan|troll|joke|comedy|humou?r)[\s-]*(?:account|page|profile|site|club)"
    r"|pseudonym\w*|pen[\s-]+name|not\s+(?:his|her|their|my)\s+real\s+name"
    r"|names?\s+(?:(?:was|were|has|have)\s+(?:been\s+)?)?changed"
    r"|not\s+(?:(?:a|an|the|really|actually|real|actual|licen[cs]ed)\s+)*(?:doctor|physician|dr|md))\b",
    re.IGNORECASE,
)
"""What says that who is named is played by somebody else."""
UNNAMED = pattern(r"\b(?:anonym|an[óô]nim)\w*|\bname\s+withheld\b", re.IGNORECASE)
LETTERS_OF_NAME = pattern(r"[^\W\d_](?:[^\W\d_]|[.'’-])*")
SHORT_PARTICLE = pattern(r"['’][stn]")
LAST_BRACKETS = pattern(r"\(([^()]+)\)$")
IN_BRACKETS = pattern(r"\(([^()]*)\)")
BRACKETED = pattern(
    r"plast\w*|surg\w*|orl|ent|hons?|ophth\w*|orth\w*|tr(?:auma)?\s*(?:&|and)\s*orth\w*|derm\w*|med"
    r"|c|sa|cand|dist|gold medal\w*|eng|edin?|ed|glasg?|lond?|irel?|usa?|uk|can(?:ada)?|aust?"
    r"|ind(?:ia)?",
    re.IGNORECASE,
)
"""What stands in brackets behind letters and belongs to them: a field, a place, a distinction."""
WORD_BEFORE = pattern(r"[^\W_]['’-]?\Z")
WORD_BEHIND = pattern(r"\A-?[^\W_]")
"""What stands beside a part of a word: "Lee" in "O'Lee" and in "Lee-Smith"."""
NOT_A_SURNAME = frozenset("regards wishes luck sincerely thanks grüße saludos".split())


@dataclass(frozen=True, slots=True)
class _Parts:
    name: str
    letters: str


def without_marks(word: str) -> str:
    """Letters alone: composed, without the accents that some scripts keep beside them."""
    composed = unicodedata.normalize("NFC", word)
    return "".join(one for one in composed if unicodedata.category(one)[0] not in "MC")


@lru_cache(maxsize=50_000)
def read_name(line: str, *, in_byline: bool = False) -> Doctor | None:
    """Name, letters and status of "J. Jason Wendel, MD, FACS"; None for what is no person.

    Args:
        line: a stripped line.
        in_byline: whether it stands where a byline's name line stands, so that capital letters are
            enough to make a name ("An Best, MD"), and one word is ("Cher, MD").
    """
    if len(line) > LONGEST_LINE:
        return None
    body, status = without_status(MARKS.sub("", PRONOUNS.sub("", line)))
    body = MARKS.sub("", body)
    titled = TITLE.match(body)
    parts = _parted(body, in_byline=in_byline)
    if (parts is not None or titled is not None) and (is_nobody(body) or is_feigned(body)):
        return None
    if parts is None:
        if titled is None or not _is_titled_name(body[titled.end() :]):
            return None
        return Doctor(body.rstrip(" ,"), None, "byline", status=status)
    named = body[titled.end() : len(parts.name)] if titled else parts.name
    ends_letter = titled is None and FAREWELL.fullmatch(named)  # "Yours, R.R."
    if ends_letter or not _is_person(named, parts, in_byline=in_byline or titled is not None):
        return None
    return Doctor(parts.name, parts.letters, "byline", status=status)


def is_nobody(name: str) -> bool:
    """Whether what stands for a name says that there is none: "Name Withheld, MD", "[deleted]"."""
    titled = TITLE.match(name)
    words = [word.strip("[](){}<>.,…:*_-–—?").lower() for word in name.split()]
    if titled:
        words = words[len(titled[0].split()) :]
    told = [word for word in words if bare_capitals(word) not in KNOWN_LETTERS] or words
    if not any(re.search(r"[^\W\d_]", word) for word in told) or UNNAMED.search(name):
        return True
    known = NO_NAME | ANYBODY
    return all(word in known for word in told) and not (titled and ANYBODY.issuperset(told))


def is_feigned(told: str) -> bool:
    """Whether what stands beside a name, or in it, says that somebody else plays that doctor:
    "parody", "fan account", "not a real doctor"."""
    return FEIGNED.search(told) is not None


def _parted(body: str, *, in_byline: bool) -> _Parts | None:
    """The line before its letters, and the letters; None if it ends with none."""
    ends = _end_of_name(body, in_byline=in_byline)
    name, letters = body[:ends].rstrip(" ,"), body[ends:].strip(" ,")
    if not letters or not name or all(map(_may_be_letters, name.split(","))):
        return None  # "DO, FAAD" below a name is nobody of that name
    parts = [part.strip() for part in letters.split(",")]
    if not all(map(is_credential, parts)) or is_company(parts):
        return None
    if len(parts) == 1 and is_town_for_sure(name, parts[0]):
        return None
    return _Parts(name, letters)


def _is_person(named: str, parts: _Parts, *, in_byline: bool) -> bool:
    words = named.replace(",", " ").split()
    if (
        not words
        or words[0][0] in '"“”«'
        or is_organisation(words)
        or any(map(names_a_profession, words))
    ):
        return False
    lower = [word.lower() for word in words]
    is_work = lower[0] in NOT_A_FIRST_NAME or "not" in lower or _is_of_another_script(words)
    if is_work or lower[-1] in NOT_A_SURNAME:
        return False
    if any(word.isupper() and _is_sure_degree(word) for word in words[1:]) and not named.isupper():
        return False  # "Ruth Okafor MD Paul Smith, MD" are two
    if in_byline and named.islower():
        return all(map(_is_sure_degree, parts.letters.split(","))) and _is_lower_name(words)
    if len(words) == 1:
        return in_byline and is_part_of_name(words[0]) and not _looks_like_letters(words[0])
    return has_shape_of_name(named) and (in_byline or _opens_a_name(words[0]))


def _is_of_another_script(words: Sequence[str]) -> bool:
    """Whether the first word is of another script than a full name behind it: it may tell what that
    person did, in a language that nobody here reads ("Проверил Paul Smith")."""
    if len(words) < 3 or all(map(str.isascii, words)):
        return False
    first, one, other = map(_script, (words[0], *words[-2:]))
    return first != one == other and "" not in {first, one}


def _script(word: str) -> str:
    """What Unicode calls the script of a word's first letter, by that letter's name."""
    letters = (unicodedata.name(one, "") for one in word if one.isalpha())
    return next(letters, "").partition(" ")[0]


def _looks_like_letters(word: str) -> bool:
    """Whether one word before letters may be letters, too: "MSc", "FRCS", but not "McKay"."""
    letters = without_marks(word)
    return len(letters) < 2 or (len(letters) <= MOST_LETTERS and sum(map(str.isupper, letters)) > 1)


def _is_titled_name(rest: str) -> bool:
    words = rest.replace(",", " ").split()
    return (
        1 <= len(words) <= 6
        and "," not in rest
        and any(len(without_marks(word).strip(".")) > 1 for word in words)
        and all(map(is_part_of_name, words))
        and not is_organisation(words)
        and not any(map(names_a_profession, words))
        and words[0].lower() not in PARTICLES - {"de", "da", "van", "von", "la", "le", "di", "del"}
    )


def is_organisation(words: Sequence[str]) -> bool:
    """Whether words name a practice, a company, an office or a certificate, and no person, or those
    who are of a doctor: "Oficina del Dr. Smith", "Mitarbeiter von Dr. Smith"."""
    is_named = any(word.strip(".,()").lower() in ORGANISATION for word in words)
    return is_named or any(map(_is_of_a_doctor, words, words[1:]))


def _is_of_a_doctor(word: str, title: str) -> bool:
    """Whether a title stands behind a small word, as behind no name."""
    return word.isalpha() and word.islower() and TITLE.fullmatch(title) is not None


def is_company(letters: Sequence[str]) -> bool:
    """Whether the letters are a company's: "LLC", "P.C."; a person may have both kinds."""
    return bool(letters) and bare_capitals(letters[0]) in COMPANY_LETTERS


def without_brackets(letters: str) -> str:
    """Letters without what stands in brackets behind them and belongs to them: "FRCS (Plast)"."""
    return IN_BRACKETS.sub(
        lambda found: "" if BRACKETED.fullmatch(found[1].strip(" .")) else found[0], letters
    )


def bare_capitals(letters: str) -> str:
    """Letters as they are compared with those that are known: "PAC" for "PA-C"."""
    capitals = letters.upper()
    return capitals if capitals.isalnum() else "".join(filter(str.isalnum, capitals))


KNOWN_LETTERS = frozenset(map(bare_capitals, DEGREES))
SURE_DEGREES = frozenset("MD PHD DDS DMD MBBS FACS FAAD FRCS NPC PAC FNPBC DNP APRN PHARMD".split())


def _is_sure_degree(letters: str) -> bool:
    return bare_capitals(letters) in SURE_DEGREES


def _may_be_letters(part: str) -> bool:
    """Whether it may be letters where a name is expected: "DO", "MBBS", "FRCS (Plast)"."""
    letters = re.sub(r"\([^()]*\)", "", part).strip()
    return (
        _is_sure_degree(letters)
        or _is_known_degree(letters)
        or (letters.isupper() and letters.isalpha() and len(letters) < 5)
    )


def _is_known_degree(letters: str) -> bool:
    """Whether it is written like letters, and known: "MBChB", but not "Do"."""
    return bare_capitals(letters) in KNOWN_LETTERS and sum(map(str.isupper, letters)) >= 2


def bare_letters(line: str) -> bool:
    """Whether a line is nothing but known letters: "DO, FAAD", "MD MPH", "FRCS (Plast)"."""
    words = re.findall(r"[^\s,]+", re.sub(r"\([^()]*\)", " ", line))
    return bool(words) and all(map(_is_known_degree, words))


def _is_lower_name(words: Sequence[str]) -> bool:
    return 2 <= len(words) <= 5 and all(re.fullmatch(r"[^\W\d_][^\W\d_.'’-]*", w) for w in words)


def _end_of_name(line: str, *, in_byline: bool) -> int:
    """Where the name ends and letters begin in "John Smith, Jr., MD" or "Jane Roe MD PhD"."""
    parts = line.split(",")
    ends = len(parts[0])
    for part in parts[1:]:
        if not _is_generation(part.strip()):
            break
        ends += len(part) + 1
    if in_byline and len(parts) > 2 and ends == len(parts[0]):
        ends = _end_of_reversed(parts) or ends
    words = list(re.finditer(r"\S+", line[:ends]))
    while len(words) > 2 and words[-1][0].replace(".", "") in DEGREES:
        ends = words.pop().start()
    return ends


def _end_of_reversed(parts: Sequence[str]) -> int | None:
    """The same in "Kim, Soo-Jin, MD", where the surname comes first."""
    given = parts[1].split()
    known = [bare_capitals(without_brackets(part)) in KNOWN_LETTERS for part in parts[2:]]
    if not given or len(given) > 2 or parts[1].isupper() or not all(known):
        return None
    if len(given) > 1 and len(parts[0].split()) > 1:
        return None  # "Ruth Okafor, Paul Smith, MD" are two
    if bare_capitals(parts[1]) in KNOWN_LETTERS:
        return None
    if not all(map(is_part_of_name, given)) or not all(map(is_part_of_name, parts[0].split())):
        return None
    return len(parts[0]) + 1 + len(parts[1])


def without_status(line: str) -> tuple[str, str | None]:
    """Split "(not currently practicing)" off the end of a line; "(Plast)" stays where it is."""
    found = LAST_BRACKETS.search(line) if ")" in line and len(line) <= LONGEST_LINE else None
    if found is not None and STATUS.search(found[1]):
        return line[: found.start()].rstrip(), found[1].strip()
    return line, None


def _is_generation(part: str) -> bool:
    return part.rstrip(".").lower() in GENERATIONS


def is_credential(part: str) -> bool:
    """Whether it is a credential: "MD", "M.D.", "PA-C", "MBBChir", "FRCS (Plast)", "Dr. med."."""
    if SPELLED_OUT.fullmatch(part) or _is_sure_degree(part):
        return True
    words = IN_BRACKETS.sub(" ", part).split()
    if not words or len(words) > 4:
        return False
    return all(BRACKETED.fullmatch(one.strip(" .")) for one in IN_BRACKETS.findall(part)) and all(
        (len(word) <= 12 and sum(map(str.isupper, word)) >= 2)
        or word.lower().rstrip(".") in SHORT_TITLES
        for word in words
    )


def _opens_a_name(word: str) -> bool:
    """Whether it may be a first name, as in "An Nguyen", but not in "Ask Jane Roe"."""
    return word in {"An", "Will"} or word.lower() not in NOT_A_PLACE | {"the"}


def read_bare_name(line: str) -> Doctor | None:
    """Name and status of a line without letters or title; None for what has no name's shape."""
    name, status = without_status(line)
    is_somebody = is_bare_name(name) and not is_nobody(name) and not is_feigned(line)
    return Doctor(name, None, "byline", status=status) if is_somebody else None


def is_bare_name(line: str) -> bool:
    """Whether a line has the shape of a person's full name, letters and title aside."""
    if not has_shape_of_name(line) or "," in line:
        return False
    words = line.split()
    return (
        not any(map(names_a_profession, words))
        and words[0].lower() not in NOT_A_FIRST_NAME
        and not _is_of_another_script(words)
        and not is_organisation(words)
        and not is_place(line)
        and not any(
            word.lower() in NOT_A_PLACE | JOINERS | {"the"}
            for word in words
            if word not in {"Will", "A", "I"} and word.lower() not in PARTICLES
        )
    )


def has_shape_of_name(line: str) -> bool:
    """Whether every word could be one of a name's, and they are two to eight."""
    words = line.replace(",", " ").split() if len(line) <= LONGEST_LINE else []
    return 2 <= len(words) <= 8 and all(map(is_part_of_name, words))


def is_part_of_name(word: str) -> bool:
    """Whether a word could be one of a name's."""
    if word.lower() in PARTICLES or _is_generation(word) or SHORT_PARTICLE.fullmatch(word):
        return True
    letters = without_marks(word.strip("\"'“”‘’()"))
    return (
        LETTERS_OF_NAME.fullmatch(letters) is not None
        # the capital of "d'Angelo", "al-Sayed" and "deVries" comes late
        and any(letter.isalpha() and not letter.islower() for letter in letters[:4])
    )


@lru_cache(maxsize=50_000)
def surname(name: str) -> str:
    """The last word of a name, without suffixes such as "Jr."; for comparing only."""
    words = [word for word in name.replace(",", " ").split() if not _is_generation(word)]
    return words[-1].casefold().rstrip(".") if words else ""


def could_be_same_doctor(signed: Doctor, named: Doctor | None) -> bool:
    """Whether a signature ("Dr. Green", "Dr. Michele", "Dr. G") may be the doctor in a byline."""
    if named is None or named.name is None:
        return False
    last = surname(signed.name or "")
    words = [word.strip(".\"'“”‘’()") for word in named.name.casefold().replace(",", " ").split()]
    return last in words or (len(last) == 1 and last in {word[:1] for word in words})


def could_be_nickname(signed: Doctor, named: Doctor) -> bool:
    """Whether "Dr. Andy" may be Andre Whitlock: one word that is a first name but for its end;
    "Dr. Marlow" is not Martin Haddad."""
    words = (signed.name or "").casefold().split()
    first = (named.name or "").casefold().split()[:1]
    if signed.credentials is not None or len(words) != 2 or not first:
        return False
    pairs = zip(words[-1], first[0], strict=False)
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return alike >= max(2, len(words[-1]) - 2)


def prints_name(text: str, name: str) -> bool:
    """Whether a text has a name, letter for letter, and not as a part of other words: "Ann Lee" is
    not printed in "Joann Lee", nor in "Ann Lee-Smith"."""
    return place_of_name(text, name) is not None


def place_of_name(text: str, name: str) -> int | None:
    """Where a text has a name first, letter for letter, and not as a part of other words."""
    at = text.find(name) if name else -1
    while at >= 0:
        if is_apart(text, at, at + len(name)):
            return at
        at = text.find(name, at + 1)
    return None


def is_apart(text: str, start: int, end: int) -> bool:
    """Whether a piece of a text is no part of longer words."""
    before, behind = text[max(0, start - 2) : start], text[end : end + 2]
    return WORD_BEFORE.search(before) is None and WORD_BEHIND.search(behind) is None
