"""Finds what speaks for words within an answer that its doctor has not written.

A letter that is quoted, a user's remark, a few lines about the doctor: these stand among a doctor's
words as the next paragraph does, and only how they begin tells.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from index.model import Doctor
from index.pages.line_reader.closings import (
    OPENS_WITH_FAREWELL,
    is_greeting,
    is_sign_off,
    signed_by,
)
from index.pages.line_reader.dated_lines import dated_line
from index.pages.line_reader.furniture import furniture_kind
from index.pages.line_reader.lines import Line
from index.pages.line_reader.mentions import introduced, named_within
from index.pages.line_reader.names import (
    KNOWN_LETTERS,
    TITLE,
    could_be_same_doctor,
    read_bare_name,
    read_name,
    surname,
)
from index.pages.line_reader.names_beside import named_beside
from index.pages.line_reader.paragraphs import LIST_ITEM, is_list_item, is_prose
from index.pages.line_reader.parts import BY, read_part
from index.pages.line_reader.places import NOT_A_PLACE
from index.pages.line_reader.speakers import speakers
from index.pages.line_reader.stars import read_stars

SAYING = (
    r"(?:wrote|writes|said|says|posted|replied|answered|answers|asked|asks|commented|stated"
    r"|escribió|dijo|preguntó|comentó|respondió|escreveu|disse|perguntou|comentou"
    r"|schrieb|schreibt|sagte|fragte|fragt|kommentierte|écrit|dit|demandé|commenté|scrive|dice)"
)
ANNOUNCING = re.compile(
    rf"\b{SAYING}(?:\s+(?:on|at|this|that|about)\b.{{0,40}})?\s*[:↑][\s:↑]*$", re.IGNORECASE
)
"""The end of a line that announces what somebody else says; it has one of `SIGNS_OF_IT`."""
SIGNS_OF_IT = ":↑"
MESSAGES = r"(?:updates?|notes?|messages?|questions?|reviews?|feedback|letter|e-?mail|post|word)"
QUOTING_FROM = re.compile(
    rf"\b(?:posted|written|quoted)\s+(?:by|from)\b.{{0,80}}:?$"
    rf"|^(?:an?\s+|the\s+)?{MESSAGES}\s+(?:by|from)\b.{{1,60}}:$",
    re.IGNORECASE,
)
HEADING_QUOTE = re.compile(
    r"(?:quot(?:e|ed|ing)|originally|in\s+(?:reply|response)\s+to|@)\b.{0,80}:?$"
    r"|(?:Drs?\.?\s+)?\w[\w.'’ -]{1,40}['’]s\s+(?:comment|reply|response|note|remark)s?\s*:?$",
    re.IGNORECASE,
)
"""A whole line that heads what somebody else says."""
SPOKEN = re.compile(
    rf"(?P<name>[^\W\d_][\w .,'’-]{{1,40}}?)"
    rf"\s*(?:(?P<saying>,?\s+{SAYING}(?:\s+on\b.{{0,20}})?\s*:)|:|\s[–—-])\s+\S",
    re.IGNORECASE,
)
"""A paragraph that begins with who speaks: "Paul Smith, MD: I disagree."."""
VERB = re.compile(r"(?:\s[a-z]+){1,2}$")
"""What a name does in front of a colon, whatever the verb: "Dr. Smith adds: …"."""
BETWEEN_SPEAKER_AND_WORDS = (":", " –", " —", " -")
"""A paragraph that begins with who speaks has one of these; to look for it takes little time."""
SAID_BY = re.compile(rf"(?P<name>[^\W\d_a-z][\w .'’-]{{1,40}}?)\s+(?i:{SAYING})\s*:\s+\S")
ABOUT = re.compile(
    r"(?:Dr\.?\s+)?[^\W\d_a-z][\w'’-]+(?:\s+[^\W\d_a-z]\.)?\s+[^\W\d_a-z][\w'’-]+(?:,\s*[A-Z.]{2,5})*,?"
    r"\s+(?:is\s+an?\b|has\s+(?:been|over|more|practi[cs]ed)\b|speciali[sz]es|practi[cs]es|graduated"
    r"|trained|completed|earned|received\s+(?:his|her|their)\b)"
)
"""A few lines about somebody: "Paul Smith has been practicing …"."""
LONGEST_LINK = 40
"""Characters of a link at the end of a line."""
CUT = re.compile(
    r"[.!?…][\"”’)]?\s*\(?(?:(?:read|show|see|view)\s+(?:more|all|full\s+answer)"
    r"|(?:continue|keep)\s+reading)\b\W*$",
    re.IGNORECASE,
)
"""A link of the site behind words of which more stand elsewhere."""
IN_CUTS = ("more", "all", "full", "read")
ADDRESSED = re.compile(
    r"\b(?:thanks|thank\s+you|thx|gracias|danke|merci|obrigad[oa])\b[^.?!]{0,40}"
    r"\b(?:doctors?|docs?|drs?\.?|doctora?|doktor|docteur|doutora?)\b",
    re.IGNORECASE,
)
IN_THANKS = ("thank", "thx", "grac", "danke", "merc", "obr")
"""What every such line has in it; so has a longer one in any spelling that letters fold to."""
SIGNED_BY_FIRST_NAME = re.compile(
    r"(?P<dash>[-–—~]?)\s*(?P<name>[^\W\d_a-z][\w'’-]+(?:\s[^\W\d_a-z][\w'’-]*\.?)?)"
    r"(?P<about>,\s[^.!?;:]{2,40})?"
)
"""A name right below a sentence, and what a site prints beside it: "Linda Green, verified"."""
HANDLE = (
    r"(?:[a-z]{3,20}\d{2,6}|[a-z]{2,20}_\w{1,20}"
    r"|[^\W\d_a-z][\w'’-]+\s[^\W\d_a-z]\.?|(?:Mrs?|Ms|Miss|Mx)\.?\s[^\W\d_a-z][\w'’-]+)"
)
"""A user's name, as a site prints it: "Anna B.", "Mrs. Hill", "anna77"."""
BY_HANDLE = re.compile(rf"{HANDLE}\s?:\s+\S")
"""A user speaks: "Anna B.: It was no help to me.", "Mrs. Hill: Thanks."."""
HEADED_BY_HANDLE = re.compile(HANDLE)
LONE_SPEAKER = re.compile(r"[-*•–]\s[^\W\d_a-z][\w'’-]+(?:\s[^\W\d_a-z][\w'’-]*\.?)?\s?:\s+\S")
"""An item that may be somebody's remark: "• Tom Young: It was no help to me."."""
BEGINS_ANEW = re.compile(r"\s[^\W\d_a-z]\w*[,\s]")
OF_MYSELF = re.compile(r"\bI\b")
NAMES = re.compile(r"[^\W\d_][\w'’-]+")
DETERMINERS = frozenset(
    """
    the this that these those some most many one they he she it when if then so also research
    """.split()
)
"""Words that begin a doctor's own sentence: "The maker says: wait"."""
HEADED_BY_NAME = re.compile(
    r"^[^\W\d_a-z]\w*(?:\s[^\W\d_a-z][\w'’-]*\.?)?$|[•·|(@]|\bby\b|,\s*[^\W\d_a-z]\w*$"
)
"""Above all words, where a headline may stand, a name and what a site prints beside it."""
QUOTED = re.compile(r"[\"“„«][^\"“”„«»]+[\"”“»][.!]?")
HEADING_OTHERS = frozenset(
    "comments remark asked related summary featured doctors advertising profile".split()
)
"""Kinds of a site's lines below which nothing is of the doctor above."""
OF_A_THREAD = re.compile(r"[↳↪⤷➥➦└]\s?\S")
"""A reply, with the hook that a site draws from what it replies to."""
ATTRIBUTED = re.compile(r"[-–—―~]+\s*(?P<name>[^\W\d_].{2,60})")
CLOSED = re.compile(r"[\"”“»’'][.,!?]?$")
"""The end of what is quoted, and below it whose that is: "- Paul Smith"."""
FEW_WORDS = 5
"""Words that a doctor may put in quotation marks without quoting anybody."""
HEADING_WORDS = 5
LONGEST_HEADING = 40
"""Characters of the line above somebody's remark: a name, a place, a date."""


def quotations(
    words: Sequence[Line], doctor: Doctor, doctors: Iterable[Doctor] = ()
) -> Iterator[str]:
    """Every sign that some lines of an answer are not its doctor's.

    Args:
        words: all its lines, a headline first.
        doctors: those whom the page's bylines name.
    """
    yield from speakers(words, doctor)
    others = {one.name for one in doctors if one.name is not None}
    are_quoted = [line.plain.startswith(">") for line in words]
    are_all_quoted = all(are_quoted)
    for at, line in enumerate(words):
        sign = None
        if (are_quoted[at] and not are_all_quoted) or _opens_a_quotation(words, at):
            sign = "is quoted"
        elif at + 1 < len(words) and _introduces(line, words[at + 1], doctor):
            sign = "introduces what somebody else says"
        elif _heads_a_remark(words, at) or _is_dated(words, at) or _heads_as_a_user(words, at):
            sign = "heads a paragraph as a name heads a remark"
        elif _is_of_the_practice(words, at, doctor):
            sign = "names its doctor as somebody else would"
        elif closes_a_quotation(words, at, doctor):
            sign = "closes a quotation with another's name"
        elif _signs_a_remark(words, at, doctor):
            sign = "signs what stands above it, and is not its doctor"
        elif (
            _is_spoken(line.plain, doctor)
            or _runs_on(line.plain, others)
            or begins_with_one_of(line.plain, others - {doctor.name})
            or _speaks_in_a_lone_item(words, at)
            or names_another_beside(words, at, doctor)
        ):
            sign = "has another's name as who speaks"
        elif _is_cut(line.plain):
            sign = "is cut by the site"
        elif _is_addressed(line.plain) and is_prose(line):
            sign = "thanks a doctor"
        elif _is_about(line.plain, doctor):
            sign = "tells of a doctor as of somebody else"
        if sign is not None:
            yield f"line {line.number} within its words {sign}"


def remarks(words: Sequence[Line], doctor: Doctor, others: Collection[str]) -> Iterator[str]:
    """Every sign that markup, or a recipe, took something of somebody else's with a doctor's words.
    A heading, thanks, and what tells of a doctor are the doctor's own there.

    Args:
        words: all lines of an answer's words.
        others: the names of the page's other doctors.
    """
    for at, line in enumerate(words):
        sign = None
        if _heads_others(line.plain) and at + 1 < len(words):
            sign = "is a site's, and heads what is others'"
        elif _opens_a_quotation(words, at):
            sign = "is quoted"
        elif at + 1 < len(words) and _introduces(line, words[at + 1], doctor):
            sign = "introduces what somebody else says"
        elif _is_dated(words, at) or _heads_as_a_user(words, at):
            sign = "heads a paragraph as a name heads a remark"
        elif closes_a_quotation(words, at, doctor):
            sign = "closes a quotation with another's name"
        elif _signs_a_remark(words, at, doctor):
            sign = "signs what stands above it, and is not its doctor"
        elif begins_with_one_of(line.plain, others):
            sign = "begins with another of the page's doctors"
        if sign is not None:
            yield f"line {line.number} within its words {sign}"


def _heads_others(text: str) -> bool:
    """Whether a line is a site's, and what is below it are links, or users' words: a review has
    its stars above."""
    is_headed = furniture_kind(text) in HEADING_OTHERS or read_stars(text) is not None
    return is_headed or OF_A_THREAD.match(text) is not None


def _is_cut(text: str) -> bool:
    """Whether a link of the site ends a line; its words are looked for first, as few lines have
    them."""
    end = text[-LONGEST_LINK:]
    has_link = any(one in end.casefold() for one in IN_CUTS)
    return has_link and CUT.search(text, max(0, len(text) - LONGEST_LINK)) is not None


def _is_addressed(text: str) -> bool:
    """Whether a line thanks a doctor; its thanks are looked for first."""
    folded = text.casefold()
    return any(one in folded for one in IN_THANKS) and ADDRESSED.search(text) is not None


def _opens_a_quotation(words: Sequence[Line], at: int) -> bool:
    """Whether a whole paragraph of several words stands in quotation marks."""
    if at and not words[at].gap:
        return False
    end = next((n for n in range(at + 1, len(words)) if words[n].gap), len(words))
    text = " ".join(line.plain for line in words[at:end])
    return QUOTED.fullmatch(text) is not None and len(text.split()) > FEW_WORDS


def closes_a_quotation(words: Sequence[Line], at: int, doctor: Doctor) -> bool:
    """Whether a line below a quotation tells with a dash whose it is: "- Paul Smith"."""
    told = ATTRIBUTED.fullmatch(words[at].plain)
    if told is None or not at or CLOSED.search(words[at - 1].plain) is None:
        return False
    name = told["name"].strip(" .")
    return _is_another(read_name(name) or read_bare_name(name.partition(",")[0]), doctor)


def introduces(words: Sequence[Line]) -> bool:
    """Whether a colon announces what somebody wrote, and no list."""
    return any(
        line.plain.endswith(":") and not is_list_item(below.plain)
        for line, below in pairwise(words)
    )


def _introduces(line: Line, below: Line, doctor: Doctor) -> bool:
    """Whether what follows is announced as another's; "As I said:" announces the doctor's own."""
    text = line.plain
    is_own = OF_MYSELF.search(text) is not None or is_list_item(below.plain)
    if not is_own and _is_quoting(text):
        return True
    return _is_another(introduced(text), doctor)


def _is_quoting(text: str) -> bool:
    """Whether a line announces, or heads, what somebody else says."""
    if HEADING_QUOTE.match(text) is not None or QUOTING_FROM.search(text) is not None:
        return True
    return any(one in text for one in SIGNS_OF_IT) and ANNOUNCING.search(text) is not None


def _is_spoken(text: str, doctor: Doctor) -> bool:
    """Whether a paragraph, or the item of a list, begins with the name of somebody else, who
    speaks."""
    if not any(one in text for one in BETWEEN_SPEAKER_AND_WORDS):
        return False
    item = LIST_ITEM.match(text)
    text = text[item.end() :] if item else text
    if BY_HANDLE.match(text) is not None:
        return True
    said = SAID_BY.match(text)
    if said is not None and said["name"].split()[0].lower() not in NOT_A_PLACE | DETERMINERS:
        return True
    return _is_another(speaker(text), doctor)


def _speaks_in_a_lone_item(words: Sequence[Line], at: int) -> bool:
    """Whether a name or two begin the only item of what would be a list: so sites print a remark,
    while a doctor lists several things."""
    if LONE_SPEAKER.match(words[at].plain) is None:
        return False
    beside = (*words[max(0, at - 1) : at], *words[at + 1 : at + 2])
    return not any(is_list_item(one.plain) for one in beside)


def speaker(text: str) -> Doctor | None:
    """Who speaks by name in a line, or below it: "Paul Smith, MD: I disagree.", "Answer by Paul
    Smith:", "Paul Smith writes:"; None where nobody is named as one who does."""
    spoken = SPOKEN.match(f"{text} …" if text.endswith(":") else text)
    if spoken is None:
        return introduced(text)
    name = spoken["name"].strip(" ,")
    part = read_part(name) if BY.match(name) else None
    if part is not None and part.doctor.name is not None:
        return part.doctor
    bare = read_bare_name(name) if spoken["saying"] else None
    before_verb = VERB.sub("", name)
    return read_name(name) or bare or read_name(before_verb) or introduced(text)


def _is_another(named: Doctor | None, doctor: Doctor) -> bool:
    """Whether somebody of another surname is named."""
    return named is not None and surname(named.name or "") != surname(doctor.name or "")


def names_another_beside(words: Sequence[Line], at: int, doctor: Doctor) -> bool:
    """Whether a line has somebody else's name as a byline beside its words, or alone."""
    named = named_beside(words, at)
    if named is None:
        return False
    return not (could_be_same_doctor(named, doctor) or could_be_same_doctor(doctor, named))


def _heads_as_a_user(words: Sequence[Line], at: int) -> bool:
    """Whether a line is but a user's name, and a sentence stands below it."""
    below = words[at + 1 : at + 2]
    is_user = HEADED_BY_HANDLE.fullmatch(words[at].plain) is not None
    return is_user and any(map(is_prose, below))


def _heads_a_remark(words: Sequence[Line], at: int) -> bool:
    """Whether a few words stand right above a sentence, in its paragraph."""
    line = words[at]
    text = line.plain
    if at + 1 == len(words) or words[at + 1].gap or (at and not line.gap):
        return False
    below = words[at + 1]
    return (
        len(text) <= LONGEST_HEADING
        and len(text.split()) <= HEADING_WORDS
        and re.search(r"[^\W_]\)?$|\b\w\.$", text) is not None
        and (at > 0 or HEADED_BY_NAME.search(text) is not None)
        and is_prose(below)
        and below.plain[:1].isupper()
        and not is_greeting(text)
        and not is_sign_off(text)
        and not is_list_item(text)
        and not is_list_item(below.plain)
    )


def _signs_a_remark(words: Sequence[Line], at: int, doctor: Doctor) -> bool:
    """Whether somebody else's name stands right below a sentence, and other words follow, or
    stands behind a dash below a sentence, at the end, too."""
    line = words[at]
    if not at or not is_prose(words[at - 1]):
        return False
    name = SIGNED_BY_FIRST_NAME.fullmatch(line.plain)
    if name is None or (not name["dash"] and (line.gap or at + 1 == len(words))):
        return False
    own = (doctor.name or "").casefold().split()
    return not any(word.casefold().strip(".") in own for word in name["name"].split())


def _is_dated(words: Sequence[Line], at: int) -> bool:
    """Whether a few words with a date stand above a sentence: "Linda Green · 2 years ago"."""
    text = words[at].plain
    if at + 1 == len(words) or len(text) > LONGEST_HEADING or not is_prose(words[at + 1]):
        return False
    return dated_line(text, _may_head_a_remark) is not None


def _may_head_a_remark(text: str) -> bool:
    few = 0 < len(text.split()) <= HEADING_WORDS
    return few and text[0].isalpha() and text[-1] not in ".!?:;,"


def _is_of_the_practice(words: Sequence[Line], at: int, doctor: Doctor) -> bool:
    """Whether a line above others, that is no sentence, says what the doctor is to somebody: "Staff
    of Jane Roe, MD", "Dr. Roe's office"."""
    text = words[at].plain
    if at + 1 == len(words) or signed_by(text) is not None:
        return False
    if OPENS_WITH_FAREWELL.match(text) is not None or is_greeting(text):
        return False
    if (named := named_within(text)) is None or named.name is None:
        return False
    place = text.find(named.name)
    before = text[: max(0, place)].strip(" ,")
    is_owner = re.match(r"['’]s\s", text[place + len(named.name) :]) is not None
    is_behind = bool(before) and TITLE.fullmatch(before) is None
    return (is_owner or is_behind) and could_be_same_doctor(named, doctor)


def _runs_on(text: str, names: Collection[str]) -> bool:
    """Whether a line begins with the name of one of the page's doctors, and a sentence begins right
    behind it, as a site prints who speaks: "Dr. Roe Yes, you may."."""
    begins = text[:LONGEST_HEADING].casefold()
    for name in names:
        opened = re.match(_opening(name), text) if _folded_surname(name) in begins else None
        if opened is not None and BEGINS_ANEW.match(text, opened.end()) is not None:
            return True
    return False


def begins_with_one_of(text: str, names: Collection[str]) -> bool:
    """Whether a line is one of some doctors' names, or begins with it as a label: "Dr. Roe: …"."""
    begins = text[:LONGEST_HEADING].casefold()
    near = (name for name in names if _folded_surname(name) in begins)
    return any(re.match(rf"{_opening(name)}\s*(?::|$)", text) is not None for name in near)


@lru_cache(maxsize=10_000)
def _folded_surname(name: str) -> str:
    return surname(name).casefold()


@lru_cache(maxsize=10_000)
def _opening(name: str) -> str:
    """What a line begins with that has a doctor's name, whole or behind a title, and letters."""
    title = rf"(?:{TITLE.pattern})\s*"
    letters = "|".join(sorted(map(re.escape, KNOWN_LETTERS), key=len, reverse=True))
    of_name = f"(?:{title})?{re.escape(name)}|{title}{re.escape(_last(name))}"
    return rf"(?:{of_name})(?:,?\s(?:{letters})\b)*"


def _last(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1]


def _is_about(text: str, doctor: Doctor) -> bool:
    """Whether a sentence begins with the doctor's own name: "Dr. Okafor is …", "Ruth has …"."""
    if ABOUT.match(text):
        return True
    if doctor.name is None:
        return False
    names = _parts_of(doctor.name)
    if not any(one in text for one in names):
        return False
    own = "|".join(map(re.escape, names))
    opened = re.match(rf"(?:(?:Drs?|Prof|Dra)\b\.?\s+)?(?:(?:{own})\b[ .,]*(?:MD|DO)?\s*)+", text)
    return opened is not None and re.match(r"[a-z]{2,}\b", text[opened.end() :]) is not None


@lru_cache(maxsize=50_000)
def _parts_of(name: str) -> tuple[str, ...]:
    """The parts of a doctor's name by which a sentence may call the doctor."""
    return tuple(one for one in NAMES.findall(name) if one.lower() not in NOT_A_PLACE)
