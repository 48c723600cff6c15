"""What can be different on a page: each change takes a draft and alters it."""

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from tests.pages.shapes.bylines import EXTRAS, FOREIGN_PLACES, NOTATIONS, extra, place, stars
from tests.pages.shapes.draft import AnswerDraft, PageDraft, SignOff, nobody, owned
from tests.pages.shapes.furniture import FURNITURE, MARKERS, NOTICES, VOTES, furniture, vote
from tests.pages.shapes.people import KINDS
from tests.pages.shapes.source import Source

Change: TypeAlias = Callable[[PageDraft, Source], None]


def some(page: PageDraft) -> list[AnswerDraft]:
    """One answer, two, or all of a page."""
    count = page.random.choice((1, 1, 2, len(page.answers)))
    return page.random.sample(page.answers, min(count, len(page.answers)))


def few(page: PageDraft) -> list[AnswerDraft]:
    """One answer or two of a page."""
    return page.random.sample(page.answers, min(page.random.choice((1, 1, 2)), len(page.answers)))


# Votes, stars, names, extra lines.


def votes(style: str, page: PageDraft, source: Source) -> None:
    """Give every answer a vote line in one style."""
    for answer in page.answers:
        answer.vote = vote(page.random, style)


def star_lines(notation: str, page: PageDraft, source: Source) -> None:
    """Write the stars in one notation."""
    for answer in page.answers:
        if answer.stars:
            answer.stars = stars(page.random, notation)


def unusual_name(kind: str, page: PageDraft, source: Source) -> None:
    """Give one answer a doctor whose name is unusual."""
    answer = page.random.choice(page.answers)
    if answer.person and not (answer.sign_off and answer.sign_off.names):
        answer.person = source.people.of_kind(kind)


def second_name(page: PageDraft, source: Source) -> None:
    """Print two names above one place and one line of stars."""
    answer = page.random.choice(page.answers)
    if answer.person and answer.place and not (answer.sign_off and answer.sign_off.names):
        answer.second = source.people.plain()


def extra_line(kind: str, position: int, page: PageDraft, source: Source) -> None:
    """Add a line to bylines, at one position for all of them."""
    for answer in some(page):
        answer.extras.append((position, kind, extra(page.random, kind)))


def two_extra_lines(kind: str, other: str, page: PageDraft, source: Source) -> None:
    """Add two lines to bylines, at any positions."""
    for answer in some(page):
        answer.extras += [
            (page.random.randrange(4), kind, extra(page.random, kind)),
            (page.random.randrange(4), other, extra(page.random, other)),
        ]


# Furniture.

EVERYWHERE = (
    "top", "above the marker", "below the marker", "above headlines", "below votes",
    "within bodies", "below answers", "above the notice", "below the notice",
)  # fmt: skip


def site_lines(kind: str, where: str, page: PageDraft, source: Source) -> None:
    """Put one kind of furniture at one place, or at that place of some answers."""
    lists = {
        "top": page.top,
        "above the marker": page.above_marker,
        "below the marker": page.below_marker,
        "above the notice": page.above_notice,
        "below the notice": page.bottom,
    }
    if where in lists:
        lists[where] += [nobody(line) for line in furniture(page.random, kind)]
        return
    for answer in some(page):
        blocks = [nobody(line) for line in furniture(page.random, kind)]
        if where == "within bodies":
            two_paragraphs(answer, source)
            answer.within += [(1, block) for block in blocks]
        else:
            below = {"above headlines": answer.above, "below votes": answer.below_vote}
            below.get(where, answer.below).extend(blocks)


def two_paragraphs(answer: AnswerDraft, source: Source) -> None:
    """See that a body has a paragraph after the first."""
    if len(answer.paragraphs) < 2:
        answer.paragraphs.append([source.words.sentence(), source.words.sentence()])


# Colleagues, referrals, signatures, postscripts.

LEADS = (
    "A colleague here wrote this:|The best person to ask is|I agree with|As a friend said:|"
    "You may want to see|I learned this from|The first to describe it was|Look at the work of"
).split("|")
REFERRALS = {
    "partner": "Please see my partner:/{line}",
    "contact": "For surgery, contact my colleague/{line}/(212) 555-0101",
    "photo": "Photo courtesy of/{line}",
    "reply": "In answer to {doctor}.",
    "question": "Who treated you? {doctor}.",
    "ask for": "Ask for the best injector in town. {doctor}.",
    "credit": "Credit: {line}",
    "thanks": "My thanks go to/{line}",
    "many thanks": "Many thanks to {doctor}",
    "trained": "I trained with {line}",
    "best": "Best results of this kind are those of {doctor}",
    "regards": "Give my regards to {doctor}",
    "agree": "I agree with {doctor}.",
    "surgeon": "Your surgeon was/{line}",
}
CLOSINGS = (
    "Best,|Regards,|Best wishes,|Sincerely,|All the best,|Hope that helps!|Good luck,|"
    "Kind regards,|Warmly,|Best of luck,|Be well,"
).split("|")


def colleague(how: str, page: PageDraft, source: Source) -> None:
    """Name a colleague in the midst of a body: by name, with a place, or with stars as well."""
    leads = page.random.sample(LEADS, 2)
    for answer, lead in zip(few(page), leads, strict=False):
        two_paragraphs(answer, source)
        answer.paragraphs[0].append(lead)
        lines = [source.people.plain().line]
        lines += [place(page.random).line] if how != "name" else []
        lines += [stars(page.random).line] if how == "stars" else []
        answer.within.append((1, owned(answer.number, "words", *lines)))


def quoted_colleague(how: str, page: PageDraft, source: Source) -> None:
    """Quote a colleague's words and name him below them, in the midst of a body."""
    answer = page.random.choice(page.answers)
    two_paragraphs(answer, source)
    answer.paragraphs[0].append("A colleague on another site wrote this:")
    answer.within.append((1, owned(answer.number, "words", source.words.sentence())))
    lines = [source.people.plain().line]
    lines += [place(page.random).line] if how != "name" else []
    lines += [stars(page.random).line] if how == "stars" else []
    answer.within.append((1, owned(answer.number, "words", *lines)))


def referral(kind: str, left: str, page: PageDraft, source: Source) -> None:
    """End a body with somebody else's name; of the byline, leave nothing, a place, or all."""
    answer = page.random.choice(page.answers)
    other = source.people.plain()
    words = REFERRALS[kind].format(line=other.line, doctor=f"Dr. {other.last}")
    answer.sign_off = SignOff(tuple(words.split("/")))
    if left != "all":
        answer.person = answer.stars = None
        answer.place = answer.place if left == "place" else None


def signature(kind: str, page: PageDraft, source: Source) -> None:
    """Sign a body: in agreement with the byline, against it, or as the only name."""
    answer = page.random.choice(page.answers)
    signer = answer.person or source.people.plain()
    signer = source.people.plain() if kind == "contradicts" else signer
    closing = page.random.choice(CLOSINGS)
    doctor = f"Dr. {signer.last}"
    initial = f"Dr. {signer.last[0]}"
    lines: tuple[str, ...]
    lines, names = {
        "one line": ((f"{closing} {doctor}",), (doctor, signer.last)),
        "initial": ((f"{closing} {initial}",), (initial,)),
        "full name": ((closing, signer.line), signer.names),
        "full name and town": ((closing, signer.line, "Houston, TX"), signer.names),
    }[page.random.choice(("one line", "full name")) if kind in SIGNED else kind]
    places = ("Houston, TX", "Houston") if "Houston, TX" in lines else ()
    apart = page.random.random() < 0.3
    answer.sign_off = SignOff(lines, names, places, kind == "contradicts", apart)
    answer.second = None
    if kind == "only name":
        answer.person = answer.place = answer.stars = None
    if kind == "above the place":
        answer.person = answer.stars = None


SIGNED = {"agrees", "contradicts", "only name", "above the place"}
SIGNATURES = (*sorted(SIGNED), "one line", "initial", "full name", "full name and town")


def postscript(kind: str, page: PageDraft, source: Source) -> None:
    """Add a sentence of a doctor below the answer."""
    for answer in few(page):
        start = "" if kind == "plain" else f"{kind} "
        answer.below.append(owned(answer.number, "words", f"{start}{source.words.sentence()}"))
        answer.plain_postscript = answer.plain_postscript or kind == "plain"


# What is missing.


def missing(part: str, page: PageDraft, source: Source) -> None:
    """Take a part out of one or two answers, or out of the page."""
    match part:
        case "title":
            page.title = None
        case "question":
            page.question = []
        case "notice":
            page.notice = None
        case "number":
            page.marker = page.marker and page.marker.replace(" #", "").replace("# ", "")
        case "marker":
            page.marker = None
        case "first byline":
            _unsigned(page.answers[0])
        case "last byline":
            _unsigned(page.answers[-1])
        case _:
            for answer in few(page):
                _take_out(part, answer)


def _unsigned(answer: AnswerDraft) -> None:
    answer.person = answer.place = answer.stars = answer.second = None


def _take_out(part: str, answer: AnswerDraft) -> None:
    match part:
        case "byline":
            _unsigned(answer)
        case "name":
            answer.person = answer.second = None
        case "place":
            answer.place = None
        case "stars":
            answer.stars = None
        case "headline":
            answer.headline = None
        case "vote":
            answer.vote = None


PARTS = [
    *"headline vote byline name place stars title question notice number marker".split(),
    "first byline",
    "last byline",
]


# What is moved and repeated.


def moved(part: str, page: PageDraft, source: Source) -> None:
    """Put the notice or the line `Doctor Answers` on top, or order one answer's parts otherwise."""
    if part == "notice":
        page.notice_on_top = True
    elif part == "marker":
        page.marker_on_top = True
    else:
        page.random.choice(page.answers).order = part


def answer_twice(page: PageDraft, source: Source) -> None:
    """Print one answer twice."""
    page.answers.append(page.random.choice(page.answers))


def page_twice(page: PageDraft, source: Source) -> None:
    """Save the page twice in one file."""
    page.copies = 2


def announced(how: str, page: PageDraft, source: Source) -> None:
    """Announce another number of answers than there are."""
    found = len(page.answers)
    page.announced = {"fewer": found - 1, "more": found + 3, "many": 127, "none": 0}[how]


# Form, language, headlines, bodies.


def form(kind: str, page: PageDraft, source: Source) -> None:
    """Change blank lines, line ends, indents, or blanks at the end of lines."""
    match kind:
        case "CRLF":
            page.newline = "\r\n"
        case "CR":
            page.newline = "\r"
        case "indent":
            page.indent = "    "
        case "tabs":
            page.indent = "\t"
        case "trailing":
            page.trailing = True
        case "wrapped":
            page.wrapped = True
        case _:
            page.spacing = kind


FORMS = (
    "CRLF",
    "CR",
    "indent",
    "tabs",
    "trailing",
    "wrapped",
    "none",
    "double",
    "triple",
    "uneven",
)


def marker(kind: str, page: PageDraft, source: Source) -> None:
    """Write the line `Doctor Answers` in another way."""
    page.marker = MARKERS[kind]


def notice(language: str, page: PageDraft, source: Source) -> None:
    """Print the notice in another language."""
    page.notice = NOTICES[language]


def foreign_bylines(language: str, page: PageDraft, source: Source) -> None:
    """Print places, specialties and stars in another language."""
    for answer in page.answers:
        if answer.place:
            answer.place = place(page.random, language)
        if answer.stars:
            answer.stars = stars(page.random, language)


def headline(kind: str, page: PageDraft, source: Source) -> None:
    """Give an answer a headline that looks like something else."""
    answer = page.random.choice(page.answers)
    own = answer.person.line if answer.person else source.people.plain().line
    somewhere = place(page.random)
    answer.headline = {
        "own name": own,
        "specialty": somewhere.line,
        "specialty alone": somewhere.specialties[0],
        "a known doctor": f"Dr. {source.people.plain().last} and fillers",
        "advice of": f"Dr. {source.people.plain().last}’s advice",
        "sentence": source.words.sentence_headline(),
        "hours": f"{page.random.randint(2, 96)} hours",
        "emoji": f"😀 {source.words.headline()} ❄️",
        "capitals": source.words.headline().upper(),
        "trails off": f"{source.words.headline()}, but",
        "title": page.title or source.words.headline(),
    }[kind]


HEADLINES = (
    "own name", "specialty", "specialty alone", "a known doctor", "advice of", "sentence", "hours",
    "emoji", "capitals", "trails off", "title",
)  # fmt: skip


def unsigned_before(kind: str, page: PageDraft, source: Source) -> None:
    """Leave an answer unsigned before a headline that looks like a person or a specialty."""
    index = page.random.randrange(len(page.answers) - 1)
    _unsigned(page.answers[index])
    after = page.answers[index + 1]
    if after.person and after.place:
        after.headline = after.person.line if kind == "own name" else after.place.line


def bodies(kind: str, page: PageDraft, source: Source) -> None:
    """Give some answers bodies of another form."""
    sentence = source.words.sentence
    for answer in some(page):
        match kind:
            case "bullets":
                items = [[f"- {sentence()}"] for _ in range(3)]
                answer.paragraphs = [[sentence()], *items, [sentence()]]
            case "numbers":
                items = [[f"{number}. {sentence()}"] for number in (1, 2, 3)]
                answer.paragraphs = [[sentence()], *items]
            case "one line":
                answer.paragraphs = [[sentence()]]
            case "short":
                short = [[one] for _ in range(2) if (one := source.words.short())]
                answer.paragraphs = [[sentence()], *short, [sentence()]]
            case "long":
                answer.paragraphs = [[sentence() for _ in range(6)] for _ in range(6)]
            case "lower case":
                answer.paragraphs[0][0] = f"it depends...{sentence().lower()}"
            case "greeting":
                answer.paragraphs.insert(0, [f"Hi there, {source.words.question()}"])
            case "unfinished":
                answer.unfinished = True


BODIES = (
    "bullets", "numbers", "long", "short", "greeting", "unfinished", "one line", "lower case",
)  # fmt: skip


def changes() -> dict[str, dict[str, Change]]:
    """Every change by its family and its name."""
    return {
        "votes": {style: partial(votes, style) for style in VOTES},
        "stars": {notation: partial(star_lines, notation) for notation in NOTATIONS},
        "names": {kind: partial(unusual_name, kind) for kind in KINDS},
        "two names": {"two names": second_name},
        "extras": _extras(),
        "furniture": {
            f"{kind}, {where}": partial(site_lines, kind, where)
            for kind in FURNITURE
            for where in EVERYWHERE
        },
        "colleagues": {
            f"{how} {kind}": partial(change, how)
            for how in ("name", "place", "stars")
            for kind, change in (("named", colleague), ("quoted", quoted_colleague))
        },
        "referrals": {
            f"{kind}, {left} left": partial(referral, kind, left)
            for kind in REFERRALS
            for left in ("nothing", "place", "all")
        },
        "signatures": {kind: partial(signature, kind) for kind in SIGNATURES},
        "postscripts": {
            kind: partial(postscript, kind) for kind in ("P.S.", "PS:", "Update:", "Edit:", "plain")
        },
        "missing": {part: partial(missing, part) for part in PARTS},
        "moved": {
            part: partial(moved, part)
            for part in ("notice", "marker", "hwbv", "vhwb", "hbvw", "bhvw", "hvbw")
        },
        "repeated": {"answer twice": answer_twice, "page twice": page_twice},
        "announced": {how: partial(announced, how) for how in ("fewer", "more", "many", "none")},
        "form": {kind: partial(form, kind) for kind in FORMS},
        "languages": _languages(),
        "headlines": {kind: partial(headline, kind) for kind in HEADLINES},
        "unsigned before": {
            kind: partial(unsigned_before, kind) for kind in ("own name", "specialty")
        },
        "bodies": {kind: partial(bodies, kind) for kind in BODIES},
    }


def _extras() -> dict[str, Change]:

    one: dict[str, Change] = {
        f"{kind} at {position}": partial(extra_line, kind, position)
        for kind in EXTRAS
        for position in range(4)
    }
    kinds = list(EXTRAS)
    two: dict[str, Change] = {
        f"{kind} and {other}": partial(two_extra_lines, kind, other)
        for kind, other in zip(kinds, kinds[4:] + kinds[:4], strict=True)
    }
    return one | two


def _languages() -> dict[str, Change]:
    made: dict[str, Change] = {f"marker {kind}": partial(marker, kind) for kind in MARKERS}
    for language in FOREIGN_PLACES:
        made[f"notice {language}"] = partial(notice, language)
        made[f"bylines {language}"] = partial(foreign_bylines, language)
    return made
