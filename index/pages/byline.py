"""Recognises who gave an answer: the lines of a byline, and of a doctor's own sign-off.

A byline is up to three lines that the site prints under an answer, any of which may be missing:

    Hardik Soni, MD (not currently practicing)      name, credentials, status
    Summit Emergency Medicine Physician             place and specialty
    4.9 out of 5 stars 75 reviews                   rating, number of reviews

Every function here reads one stripped line, or a few, and knows nothing of pages. No line of a
byline or a sign-off is long, so a long one is rejected by its length alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.model import Doctor

LONGEST_LINE = 160
"""Characters of a line; the longest on the seed pages has about a third."""

STARS = re.compile(
    r"(\d(?:\.\d{1,9})?)\s+out\s+of\s+5\s+stars(?:\s+\(?(\d[\d,]*)\s+reviews?\)?)?", re.IGNORECASE
)
LONGEST_NUMBER = 15
"""Characters of a count; a longer one is no real count."""

# How a profession ends. The suffixes cover what is not listed: -ologist, -ician, -therapist.
PROFESSION = re.compile(
    r"(?:[a-z/-]*[/-])?(?:surgeon|doctor|dentist|nurse|injector|practitioner|assistant|provider"
    r"|chiropractor|osteopath|naturopath|midwife|consultant|counselor|paramedic|artist|gyn|medspa"
    r"|[a-z]*therapist|[a-z]*hygienist|[a-z]+(?:ologist|odontist|iatrist|i[ct]ian|opedist|opaedist"
    r"|alist|icist|ivist|ternist|tomist|metrist|puncturist|thetist|orthotist|macist|nist))",
    re.IGNORECASE,
)

# The words that may come before a profession and belong to it, not to the place.
MODIFIERS = frozenset(
    """
    accredited acupuncture adult advanced aesthetic aesthetics allergy anesthesia anti-aging
    ayurvedic bariatric board board-certified body breast burn cardiac cardiothoracic
    cardiovascular care cataract certificated certified chief chiropractic clinic clinical
    colorectal contouring corneal cosmetic craniofacial critical dental dermatologic
    dermatological dermatology ear emergency endocrine endovascular ent esthetic eye eyelid
    facial family feminine fertility foot functional gastrointestinal general geriatric
    gynecologic gynecological hair hand health holistic homeopathic hormone implant injection
    integrative internal interventional invasive laser lead licensed liposuction makeup
    management maxillofacial med medical medicine micrographic midlevel minimally mohs
    naturopathic neurological neurology nose nutritional ob ob-gyn obesity obstetric
    occupational ocular oculofacial oculoplastic oncologic oncology ophthalmic ophthalmologic
    ophthalmology oral orbital orthodontic orthopaedic orthopedic osteopathic otolaryngic pain
    paramedical pediatric pelvic permanent physical plastic podiatric practical preventive
    primary psychiatric radiation reconstructive refractive regenerative registered
    rehabilitation removal reproductive restoration restorative retinal senior sexual skin
    skincare sleep spinal spine sports tattoo thoracic throat thyroid transplant trauma urgent
    urogynecologic urologic urological vascular vein venous vitreoretinal weight wellness
    women's women’s wound
    """.split()
)
# Towns end with these (Hilton Head, Great Neck), unless they are joined: "Head and Neck Surgeon".
JOINED = frozenset({"head", "neck"})
# These join two modifiers ("Oral and Maxillofacial Surgeon") and never open a specialty.
JOINERS = frozenset({"and", "&", "of"})

# Words that are in no place name: a line with one of them is a sentence or a headline.
NOT_A_PLACE = frozenset(
    """
    a an your my our his her their this that these any another every good best better great
    top see find choose choosing consult consulting ask asking visit visiting seek seeking trust
    trusted get getting go experienced expert qualified skilled reputable local dear hello hi
    with by from to for or is are was be not no yes only always never please why what when how who
    which should can could would will i we you it and but if as at on
    botox filler fillers injections laser face facial
    """.split()
)

# Towns that begin with an article or with praise; any other "The ..." or "Great ..." is a headline.
ARTICLE_TOWNS = frozenset({"woodlands", "villages", "hague", "colony", "dalles", "gap"})
GREAT_TOWNS = frozenset({"barrington", "bend", "falls", "lakes", "neck", "yarmouth"})

PARTICLES = frozenset(
    """
    af al bin da das de degli dei del della den der di do dos du e el ibn la le los ter van vom von
    y zu zum zur
    """.split()
)
IN_PLACES = frozenset({"of", "on", "sur", "upon"})
DEGREES = frozenset(
    "MD DO DDS DMD BDS DPM OD RN BSN NP FNP DNP APRN PA PA-C PhD MPH MBBS MBChB FACS FAAD FRCS "
    "FRCSC FRCPC".split()
)
SHORT_TITLES = frozenset({"esq", "hons", "dipl"})
GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})

# "New York, NY" has the shape of a name with credentials. Codes that are also degrees come below.
REGIONS = frozenset(
    """
    AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MI MN MO MT NE NV NH NJ NM NY NC OH OK
    OR RI SC SD TN TX UT VT VA WA WV WI WY ON BC AB QC MB SK NS NB NL PE UK USA US UAE NSW QLD VIC
    """.split()
)

AMBIGUOUS_REGIONS = frozenset({"MD", "PA", "MA", "MS", "DC", "ND"})

VALEDICTION = (
    r"(?:(?:my |with |very )?(?:kind(?:est)? |warm(?:est)? |best |many )?"
    r"(?:regards|best|best wishes|wishes|all the best|good luck|best of luck"
    r"|sincerely(?: yours)?|yours(?: truly| sincerely| faithfully)?|respectfully(?: yours)?"
    r"|cordially|warmly|cheers|be well|stay well|take care|good health"
    r"|(?:i )?hope (?:this|that|it) helps))"
)
# "Best, Dr. Green", or "Dr. Behnam." as a sentence of its own. Thanks are no farewell here:
# "Thank you, Dr. Green" may speak to a colleague.
SIGNED = re.compile(
    rf"(?:^|(?<=\w{{3}}[.!?])\s+)(?:(?i:{VALEDICTION})[\s,.!:–—-]+)?"
    r"(?P<name>Dr\.?\s+[^\W\d_][\w.'’-]*?(?:\s+[^\W\d_][\w.'’-]*?){0,3})\s*[.!]?$"
)
FAREWELL = re.compile(rf"(?:{VALEDICTION}|thank you|thanks)\s*[,.!:–—-]*", re.IGNORECASE)
GREETING = re.compile(
    r"(?:dear|hello|hi|hey|greetings|good (?:morning|day|afternoon|evening)"
    r"|thank you|(?:many )?thanks for)\b",
    re.IGNORECASE,
)
STATUS = re.compile(
    r"(practic|retired|\bret\b|inactive|deceased|memoriam|emerit|licen[cs]e)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A byline's second line, split; `place` is None for a bare "Plastic Surgeon"."""

    place: str | None
    specialty: str


def read_stars(line: str) -> Doctor | None:
    """A doctor with only the rating known, or None where the line is no star line."""
    found = STARS.fullmatch(line)
    return None if found is None else Doctor(rating=float(found[1]), reviews=read_count(found[2]))


def read_count(digits: str | None) -> int | None:
    """The number in "1,024"; None if it is too long to be a count."""
    if digits is None or len(digits) > LONGEST_NUMBER:
        return None
    return int(digits.replace(",", ""))


def read_place(line: str) -> PlaceLine | None:
    """Split "Lone Tree Oculoplastic Surgeon" into place and specialty; None for any other line."""
    words = line.split() if len(line) <= LONGEST_LINE else []
    if not 1 <= len(words) <= 10 or not _is_profession(words, len(words) - 1):
        return None
    first = len(words) - 1
    while first > 0 and _is_part_of_specialty(words, first - 1):
        first -= 1
    while words[first].lower() in JOINERS:
        first += 1
    place = _before_word(line, first)
    if not place:
        return PlaceLine(None, line)
    return PlaceLine(place, line[len(place) :].strip()) if _is_place(place.split()) else None


def _is_profession(words: Sequence[str], at: int) -> bool:
    word = words[at].strip(",")
    return PROFESSION.fullmatch(word) is not None or _is_medical_spa(words, at)


def _is_medical_spa(words: Sequence[str], at: int) -> bool:
    return words[at].lower() == "spa" and at > 0 and words[at - 1].lower() in {"medical", "med"}


def _is_part_of_specialty(words: Sequence[str], at: int) -> bool:
    word = words[at].lower().strip(",")
    if word in JOINERS:
        return at > 0 and _is_part_of_specialty(words, at - 1)
    if word in JOINED:
        return at > 0 and bool(JOINERS & {words[at - 1].lower(), words[at + 1].lower()})
    is_modifier = word in MODIFIERS or all(part in MODIFIERS for part in word.split("/"))
    return is_modifier or _is_profession(words, at)


def _before_word(line: str, number: int) -> str:
    """The line before the word of that number (from 0), without the blank between."""
    starts = [found.start() for found in re.finditer(r"\S+", line)]
    return line[: starts[number]].rstrip()


def _is_place(words: Sequence[str]) -> bool:
    plain = [word.lower().strip(",") for word in words]
    if plain[1:2] and plain[1] in {"the": ARTICLE_TOWNS, "great": GREAT_TOWNS}.get(plain[0], ()):
        plain = plain[2:]
    if any(word in (NOT_A_PLACE | {"the"}) - IN_PLACES for word in plain):
        return False
    return (
        words[0][0].isupper()
        and words[-1].lower() not in IN_PLACES
        and all(
            word[0].isupper()
            or word.lower() in PARTICLES | IN_PLACES
            or re.match(r"[dlo]['’]\w", word)
            for word in words
        )
    )


def read_name(line: str, *, in_byline: bool = False) -> Doctor | None:
    """Name, credentials and status of "J. Jason Wendel, MD, FACS"; None without credentials.

    Args:
        line: a stripped line.
        in_byline: whether a line of a byline is below, so that capital letters are enough to make
            a name: "An Best, MD".
    """
    if len(line) > LONGEST_LINE:
        return None
    body, status = _without_status(line)
    name_ends = _end_of_name(body)
    name = body[:name_ends].rstrip(" ,")
    credentials = body[name_ends:].strip(" ,")
    if not credentials:
        return None
    parts = [part.strip() for part in credentials.split(",")]
    if not all(map(_is_credential, parts)) or _is_region(parts):
        return None
    if not _has_shape_of_name(name) or not (in_byline or _opens_a_name(body.split(maxsplit=1)[0])):
        return None
    return Doctor(name, credentials, "byline", status=status)


def _end_of_name(line: str) -> int:
    """Where the name ends and credentials begin in "John Smith, Jr., MD" or "Jane Roe MD PhD"."""
    parts = line.split(",")
    ends = len(parts[0])
    for part in parts[1:]:
        if not _is_generation(part.strip()):
            break
        ends += len(part) + 1
    words = list(re.finditer(r"\S+", line[:ends]))
    while len(words) > 2 and words[-1][0].replace(".", "") in DEGREES:
        ends = words.pop().start()
    return ends


def _without_status(line: str) -> tuple[str, str | None]:
    """Split "(not currently practicing)" off the end of a line; "(Plast)" stays where it is."""
    found = re.search(r"\(([^()]+)\)$", line) if len(line) <= LONGEST_LINE else None
    if found is not None and (STATUS.search(found[1]) or found[1][0].islower()):
        return line[: found.start()].rstrip(), found[1].strip()
    return line, None


def _is_generation(part: str) -> bool:
    return part.rstrip(".").lower() in GENERATIONS


def _is_region(credentials: Sequence[str]) -> bool:
    return len(credentials) == 1 and credentials[0].rstrip(".") in REGIONS


def _is_credential(part: str) -> bool:
    """Whether it is a credential: "MD", "M.D.", "PA-C", "MBBChir" or "FRCS (Plast)"."""
    words = re.sub(r"\([^()]*\)", " ", part).split()
    if not words or len(words) > 4:
        return False
    return all(
        (len(word) <= 12 and sum(map(str.isupper, word)) >= 2)
        or word.lower().rstrip(".") in SHORT_TITLES
        for word in words
    )


def _opens_a_name(word: str) -> bool:
    """Whether it may be a first name, as in "An Nguyen", but not in "Ask Jane Roe"."""
    return word in {"An", "Will"} or word.lower() not in NOT_A_PLACE | {"the"}


def is_bare_name(line: str) -> bool:
    """Whether a line has the shape of a person's full name, credentials aside."""
    if FAREWELL.fullmatch(line) or not _has_shape_of_name(line):
        return False
    words = line.replace(",", " ").split()
    return not PROFESSION.fullmatch(words[-1]) and not any(
        word.lower() in NOT_A_PLACE | JOINERS | {"the"}
        for word in words
        if word not in {"Will", "A", "I"}
    )


def _has_shape_of_name(line: str) -> bool:
    words = line.replace(",", " ").split() if len(line) <= LONGEST_LINE else []
    return 2 <= len(words) <= 8 and all(map(_is_part_of_name, words))


def _is_part_of_name(word: str) -> bool:
    if word.lower() in PARTICLES or _is_generation(word):
        return True
    letters = word.strip("\"'“”‘’()")
    return (
        re.fullmatch(r"[^\W\d_][\w.'’-]*", letters) is not None
        # the capital of "d'Angelo", "al-Sayed" and "deVries" comes late
        and any(letter.isalpha() and not letter.islower() for letter in letters[:4])
    )


def read_byline(lines: Sequence[str]) -> tuple[int, Doctor] | None:
    """The byline at the end of a block of lines.

    Args:
        lines: stripped lines with no blank line between them.

    Returns:
        How many of the last lines are the byline, and the doctor they name; None if there is none.
    """
    remaining = list(lines)
    doctor = Doctor()
    if remaining and (stars := read_stars(remaining[-1])) is not None:
        doctor = stars
        remaining.pop()
    if remaining and (second := _read_second_line(remaining[-1])) is not None:
        place, status = second
        doctor = replace(doctor, place=place.place, specialty=place.specialty, status=status)
        remaining.pop()
    elif len(remaining) >= 2 and read_name(remaining[-2], in_byline=True) is not None:
        if doctor.rating is None and not (
            len(remaining) == 2 and _may_be_profession(remaining[-1])
        ):
            return None
        remaining.pop()  # an unknown profession: shown as printed, not split
    if (
        remaining
        and len(remaining) < len(lines)
        and (named := _read_first_line(remaining, doctor)) is not None
    ):
        doctor = replace(
            doctor,
            name=named.name,
            credentials=named.credentials,
            named_by="byline",
            status=named.status or doctor.status,
        )
        remaining.pop()
    if doctor.place is None and doctor.name is None and doctor.rating is None:
        return None  # "Plastic Surgeon" alone is a sign-off, not a byline
    return len(lines) - len(remaining), doctor


def _read_second_line(line: str) -> tuple[PlaceLine, str | None] | None:
    body, status = _without_status(line)
    place = read_place(body)
    return None if place is None else (place, status)


def _may_be_profession(line: str) -> bool:
    words = line.split()
    return (
        2 <= len(words) <= 6
        and len(line) <= LONGEST_LINE / 2
        and all(word[0].isupper() or word in JOINERS | PARTICLES | IN_PLACES for word in words)
        and line[-1].isalnum()
        and not is_sign_off(line)
    )


def _read_first_line(lines: Sequence[str], known: Doctor) -> Doctor | None:
    named = read_name(lines[-1], in_byline=True)
    if named is not None:
        return named
    body, status = _without_status(lines[-1])
    # Without credentials only a line that opens the block can be a name: "Best Wishes" is none.
    if len(lines) == 1 and known.specialty is not None and is_bare_name(body):
        return Doctor(name=body, status=status)
    return None


def read_signature(lines: Sequence[str]) -> Doctor | None:
    """The doctor who signed at the end of a body, read strictly: None unless it is clear.

    Args:
        lines: all stripped, non-blank lines of the body.
    """
    signed: list[Doctor] = []
    for line in reversed(lines):
        if (named := _read_signed_line(line)) is not None:
            signed.append(named)
        if not is_sign_off(line):
            break
    if not signed:
        return None
    # An address is below the name, and "Chevy Chase, MD" is one; two names do not tell who signed.
    others = [doctor for doctor in signed[:-1] if doctor.credentials not in AMBIGUOUS_REGIONS]
    if any(surname(other.name or "") != surname(signed[-1].name or "") for other in others):
        return None
    return replace(signed[-1], named_by="signature")


def surname(name: str) -> str:
    """The last word of a name, without suffixes such as "Jr."; for comparing only."""
    words = [word for word in name.replace(",", " ").split() if not _is_generation(word)]
    return words[-1].casefold().rstrip(".") if words else ""


def could_be_same_doctor(signed: Doctor, named: Doctor | None) -> bool:
    """Whether a signature ("Dr. Green", "Dr. Michele", "Dr. G") may be the doctor in a byline."""
    if named is None or named.name is None:
        return False
    last = surname(signed.name or "")
    words = [word.rstrip(".") for word in named.name.casefold().replace(",", " ").split()]
    return last in words or (len(last) == 1 and last in {word[:1] for word in words})


def _read_signed_line(line: str) -> Doctor | None:
    farewell = re.match(rf"(?i:{VALEDICTION})[\s,.!:–—-]+", line[:LONGEST_LINE])
    named = read_name(line[farewell.end() :] if farewell else line)
    if named is not None:
        # "Bryn Mawr, PA" may be a town
        return None if named.credentials in AMBIGUOUS_REGIONS - {"MD"} else named
    found = SIGNED.search(line, max(0, len(line) - LONGEST_LINE))
    if found is None or not all(map(_is_part_of_name, found["name"].split())):
        return None
    return Doctor(name=found["name"])


def is_greeting(line: str) -> bool:
    """Whether a line opens a letter."""
    return GREETING.match(line) is not None


def is_sign_off(line: str) -> bool:
    """Whether a line belongs to the end of a letter: farewell, name, job title, town, address."""
    if len(line) > LONGEST_LINE:
        return False
    return bool(
        FAREWELL.fullmatch(line)
        or read_name(line, in_byline=True)
        or SIGNED.match(line)
        or is_town(line)
        or is_job_title(line)
        or _is_address(line)
    )


def _is_address(line: str) -> bool:
    return (
        len(line.split()) <= 6
        and line[-1] not in ".!?"  # what ends as a sentence may be all that a doctor says
        and re.search(r"https?://|www\.|@\w|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}", line) is not None
    )


def is_town(line: str) -> bool:
    """Whether a line is "Houston, TX" or "Madison, WI 53703"."""
    found = re.fullmatch(r"[^\d,]{2,40},\s*([A-Z]{2,3})\.?(?:\s+[\dA-Z -]{3,10})?", line)
    return found is not None and len(line.split()) <= 6


IN_JOB_TITLES = frozenset("for at on by face facial laser injections best".split())
JOB = re.compile(
    r"\b(director|founder|co-founder|professor|chief|chair|chairman|head of|president|owner|fellow"
    r"|diplomate|diplomat|board|certified|member|department|division|center|centre|clinic|institute"
    r"|hospital|university|surgery|aesthetics|practice|associates|inc|llc|surgeon|dermatologist)\b",
    re.IGNORECASE,
)


def is_job_title(line: str) -> bool:
    """Whether a line names a position or an institution and is no sentence."""
    if len(line) > 120 or re.search(r"[!?;:]|(?<!Inc)(?<!Dr)(?<!St)\.$", line):
        return False
    words = re.findall(r"[^\W\d_][\w'’-]*", line)
    return (
        JOB.search(line) is not None
        and all(word[0].isupper() for word in words if len(word) > 3)
        and not any(word.lower() in NOT_A_PLACE - IN_JOB_TITLES for word in words)
    )
