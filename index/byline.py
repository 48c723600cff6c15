"""Who signed an answer: the lines of a byline and of a doctor's own sign-off.

A byline is up to three lines that the site prints under an answer, any of which may be missing:

    Hardik Soni, MD (not currently practicing)      name, credentials, status
    Summit Emergency Medicine Physician             place and specialty
    4.9 out of 5 stars 75 reviews                   rating, number of reviews

Every function here looks at one stripped line, or at a few, and knows nothing of pages.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.model import Doctor

STARS = re.compile(r"(\d(?:\.\d+)?) out of 5 stars(?:\s+([\d,]+) reviews?)?", re.IGNORECASE)

# What a profession ends with. The endings take in what is not listed: -ologist, -ician, -therapist.
PROFESSION = re.compile(
    r"surgeon|physician|doctor|dentist|nurse|injector|practitioner|assistant|specialist|therapist"
    r"|hygienist|technician|provider|esthetician|aesthetician|chiropractor|osteopath|naturopath"
    r"|midwife|consultant|[a-z]+(?:ologist|odontist|iatrist|iatrician|etrician|etrist|opedist"
    r"|icist|ternist|tomist|metrist|puncturist|nist)",
    re.IGNORECASE,
)

# The words that may stand before a profession and belong to it, not to the place.
MODIFIERS = frozenset(
    """
    accredited adult advanced aesthetic allergy anti-aging bariatric board board-certified body
    breast burn cardiac cardiothoracic cardiovascular care certified certificated chief clinic
    clinical clinician colorectal consultant contouring cosmetic craniofacial critical dental
    dermatologic dermatological dermatology doctor ear emergency endocrine endovascular
    ent esthetic eye eyelid facial family feminine fertility foot general geriatric
    gynecologic gynecological hair hand head health holistic implant injection injector integrative
    internal interventional invasive laser licensed liposuction maxillofacial med medical
    medicine medspa micrographic midlevel minimally mohs neck neurological neurology nose nurse
    ob-gyn obesity obstetric occupational ocular oculofacial oculoplastic oncologic oncology
    ophthalmic ophthalmologic ophthalmology oral orbital orthodontic orthopaedic orthopedic
    osteopathic otolaryngic pain paramedical pediatric permanent physical physician plastic
    podiatric practical preventive primary radiation reconstructive regenerative registered
    rehabilitation restoration restorative sleep spa spinal spine sports thoracic throat transplant
    trauma
    urgent urologic urological vascular vein weight wellness women's wound
    """.split()
)
# These join two modifiers ("Oral and Maxillofacial Surgeon") and never open a specialty.
JOINERS = frozenset({"and", "&", "of"})

# Words that no place begins with or holds: a line with one of them is a sentence or a headline.
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

# Towns that begin with an article; any other "The ..." is a headline.
ARTICLE_TOWNS = frozenset({"woodlands", "villages", "hague", "colony", "dalles", "gap"})

PARTICLES = frozenset(
    "al bin da das de del della den der di do dos du el la le van von y zu".split()
)
DEGREES = frozenset("MD DO DDS DMD RN NP PA PA-C PHD FACS FAAD FRCS FRCSC FRCPC MBBS".split())
GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})

# "New York, NY" has the shape of a name with credentials. Codes that are also degrees stand apart.
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
    r"|hope (?:this|that|it) helps))"
)
# "Best, Dr. Green", or "Dr. Behnam." as a sentence of its own. Thanks are no farewell here:
# "Thank you, Dr. Green" may speak to a colleague.
SIGNED = re.compile(
    rf"(?:^|(?<=\w{{3}}[.!?])\s+)(?:(?i:{VALEDICTION})[\s,.!:–—-]+)?"
    r"(?P<name>Dr\.?\s+[^\W\d_][\w.'’-]*?(?:\s+[^\W\d_][\w.'’-]*?){0,3})\s*[.!]?$"
)
FAREWELL = re.compile(rf"(?:{VALEDICTION}|thank you|thanks)\s*[,.!:–—-]*", re.IGNORECASE)
STATUS = re.compile(
    r"(practic|retired|inactive|deceased|memoriam|emerit|licen[cs]e)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A byline's second line, split; `place` is None for a bare "Plastic Surgeon"."""

    place: str | None
    specialty: str


def read_stars(line: str) -> Doctor | None:
    """A doctor of whom only the rating is known, or None where the line is no star line."""
    found = STARS.fullmatch(line)
    if found is None:
        return None
    reviews = found[2]
    return Doctor(
        rating=float(found[1]),
        reviews=None if reviews is None else int(reviews.replace(",", "")),
    )


def read_place(line: str) -> PlaceLine | None:
    """Split "Lone Tree Oculoplastic Surgeon" into place and specialty; None for any other line."""
    words = line.split()
    if not 1 <= len(words) <= 10 or not PROFESSION.fullmatch(words[-1]):
        return None
    first = len(words) - 1
    while first > 0 and _belongs_to_specialty(words, first - 1):
        first -= 1
    while words[first].lower() in JOINERS:
        first += 1
    place = _before_word(line, first)
    if not place:
        return PlaceLine(None, line)
    return PlaceLine(place, line[len(place) :].strip()) if _is_place(place.split()) else None


def _belongs_to_specialty(words: Sequence[str], at: int) -> bool:
    word = words[at].lower().strip(",/")
    return word in MODIFIERS or (word in JOINERS and at + 1 < len(words) - 1)


def _before_word(line: str, number: int) -> str:
    """What stands before the word of that number (from 0), without the blank between."""
    starts = [found.start() for found in re.finditer(r"\S+", line)]
    return line[: starts[number]].rstrip()


def _is_place(words: Sequence[str]) -> bool:
    plain = [word.lower().strip(",") for word in words]
    if any(word in NOT_A_PLACE for word in plain):
        return False
    if "the" in plain and not (plain[0] == "the" and plain[1:2] and plain[1] in ARTICLE_TOWNS):
        return False
    return words[0][0].isupper() and all(
        word[0].isupper() or word.lower() in PARTICLES or re.match(r"[dlo]['’]\w", word)
        for word in words
    )


def read_name(line: str) -> Doctor | None:
    """Name, credentials and status of "J. Jason Wendel, MD, FACS"; None without credentials."""
    body, status = _without_status(line)
    name_ends = _where_name_ends(body)
    name = body[:name_ends].rstrip(" ,")
    credentials = body[name_ends:].strip(" ,")
    parts = [part.strip() for part in credentials.split(",")]
    if not all(map(_is_credential, parts)) or _is_region(parts) or not is_bare_name(name):
        return None
    return Doctor(name, credentials, "byline", status=status)


def _where_name_ends(line: str) -> int:
    """Where "John Smith, Jr., MD" or "Jane Roe MD" passes from the name to the credentials."""
    for found in re.finditer(r",\s*|\s+(?=\S+$)", line):
        rest = line[found.end() :]
        if found[0].startswith(","):
            if not _is_generation(rest.split(",")[0].strip()):
                return found.start()
        elif rest.strip(".,").upper().replace(".", "") in DEGREES:
            return found.start()
    return len(line)


def _without_status(line: str) -> tuple[str, str | None]:
    """Part "(not currently practicing)" from the end of a line; "(Plast)" stays where it is."""
    found = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", line)
    if found is not None and (STATUS.search(found[2]) or found[2][0].islower()):
        return found[1], found[2].strip()
    return line, None


def _is_generation(part: str) -> bool:
    return part.rstrip(".").lower() in GENERATIONS


def _is_region(credentials: Sequence[str]) -> bool:
    return len(credentials) == 1 and credentials[0].rstrip(".") in REGIONS


def _is_credential(part: str) -> bool:
    """Whether "MD", "M.D.", "PA-C", "MBBChir" or "FRCS (Plast)" stands between two commas."""
    words = re.sub(r"\([^()]*\)", " ", part).split()
    if not words or len(words) > 4:
        return False
    return all(len(word) <= 12 and sum(map(str.isupper, word)) >= 2 for word in words)


def is_bare_name(line: str) -> bool:
    """Whether a line has the shape of a person's full name, credentials aside."""
    words = line.replace(",", " ").split()
    if not 2 <= len(words) <= 8 or FAREWELL.fullmatch(line):
        return False
    if any(
        word.lower() in NOT_A_PLACE | JOINERS | {"the"}
        for word in words
        if word not in {"Will", "A", "I"}
    ):
        return False
    return all(_is_part_of_name(word) for word in words) and not PROFESSION.fullmatch(words[-1])


def _is_part_of_name(word: str) -> bool:
    if word.lower() in PARTICLES or _is_generation(word):
        return True
    letters = word.strip("\"'“”‘’()")
    return (
        bool(letters)
        and letters[0].isupper()
        and re.fullmatch(r"[^\W\d_][\w.'’-]*", letters) is not None
    )


def read_byline(lines: Sequence[str]) -> tuple[int, Doctor] | None:
    """The byline at the end of a block of lines.

    Args:
        lines: stripped lines that stand together, none of them blank.

    Returns:
        How many of the last lines are the byline, and the doctor they name; None if there is none.
    """
    left = list(lines)
    doctor = Doctor()
    if left and (stars := read_stars(left[-1])) is not None:
        doctor = stars
        left.pop()
    if left and (second := _read_second_line(left[-1])) is not None:
        place, status = second
        doctor = replace(doctor, place=place.place, specialty=place.specialty, status=status)
        left.pop()
    elif len(left) >= 2 and doctor.rating is not None and read_name(left[-2]) is not None:
        left.pop()  # a profession we do not know: shown as printed, not split
    if doctor == Doctor():
        return None
    if left and (named := _read_first_line(left, doctor)) is not None:
        doctor = replace(
            doctor,
            name=named.name,
            credentials=named.credentials,
            named_by="byline",
            status=named.status or doctor.status,
        )
        left.pop()
    if doctor.place is None and doctor.name is None and doctor.rating is None:
        return None  # "Plastic Surgeon" alone is a sign-off, not a byline
    return len(lines) - len(left), doctor


def _read_second_line(line: str) -> tuple[PlaceLine, str | None] | None:
    body, status = _without_status(line)
    place = read_place(body)
    return None if place is None else (place, status)


def _read_first_line(lines: Sequence[str], known: Doctor) -> Doctor | None:
    named = read_name(lines[-1])
    if named is not None:
        return named
    body, status = _without_status(lines[-1])
    # Without credentials only a line that opens the block can be a name: "Best Wishes" is none.
    if len(lines) == 1 and known.specialty is not None and is_bare_name(body):
        return Doctor(name=body, status=status)
    return None


def read_signature(lines: Sequence[str]) -> Doctor | None:
    """The doctor who signed the end of a body, read strictly: None unless it is plain.

    Args:
        lines: the body's stripped, non-blank lines, the last of them its last.
    """
    signed: list[Doctor] = []
    for line in reversed(lines):
        if (named := _read_signed_line(line)) is not None:
            signed.insert(0, named)
        if not is_sign_off(line):
            break
    if not signed:
        return None
    # An address stands below the name, and "Chevy Chase, MD" is one; two people sign for nobody.
    others = [doctor for doctor in signed[1:] if doctor.credentials not in AMBIGUOUS_REGIONS]
    if any(_last(other) != _last(signed[0]) for other in others):
        return None
    return replace(signed[0], named_by="signature")


def surname(name: str) -> str:
    """The last word of a name, suffixes such as "Jr." aside, for comparing only."""
    words = [word for word in name.replace(",", " ").split() if not _is_generation(word)]
    return words[-1].casefold() if words else ""


def _last(doctor: Doctor) -> str:
    return surname(doctor.name or "")


def _read_signed_line(line: str) -> Doctor | None:
    farewell = re.match(rf"(?i:{VALEDICTION})[\s,.!:–—-]+", line)
    if (named := read_name(line[farewell.end() :] if farewell else line)) is not None:
        return named
    found = SIGNED.search(line)
    if found is None or not all(map(_is_part_of_name, found["name"].split())):
        return None
    return Doctor(name=found["name"])


def is_sign_off(line: str) -> bool:
    """Whether a line belongs to the end of a letter: farewell, name, job title, town, address."""
    return bool(
        FAREWELL.fullmatch(line)
        or read_name(line)
        or SIGNED.match(line)
        or is_town(line)
        or is_job_title(line)
        or re.search(r"https?://|www\.|@\w|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}", line)
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
    """Whether a line names a post or an institution and is no sentence."""
    if len(line) > 120 or re.search(r"[!?;:]|(?<!Inc)(?<!Dr)(?<!St)\.$", line):
        return False
    words = re.findall(r"[^\W\d_][\w'’-]*", line)
    return (
        JOB.search(line) is not None
        and all(word[0].isupper() for word in words if len(word) > 3)
        and not any(word.lower() in NOT_A_PLACE - IN_JOB_TITLES for word in words)
    )
