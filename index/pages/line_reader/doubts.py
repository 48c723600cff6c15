"""What speaks against giving an answer the doctor whose byline is next to it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from index.model import Doctor
from index.pages.line_reader.byline import Byline
from index.pages.line_reader.closings import (
    ENDS_IN_FAREWELL,
    begins_with_salutation,
    closed_by_another,
    ends_a_sentence,
    is_postscript,
    is_salutation,
    is_sign_off,
    read_signature,
    signed_by,
)
from index.pages.line_reader.farewells import FAREWELL
from index.pages.line_reader.layout import Layout, agrees, may_sign
from index.pages.line_reader.lines import Line, plain
from index.pages.line_reader.mentions import introduces_itself, named_within
from index.pages.line_reader.names import could_be_same_doctor, read_bare_name
from index.pages.line_reader.paragraphs import (
    SOON,
    dangles,
    has_two_sentences,
    is_headline_like,
    is_name_as_headline,
    is_paragraph,
    is_prose,
    stands_alone,
)
from index.pages.line_reader.parts import BY, read_part
from index.pages.line_reader.quotations import quotations
from index.pages.line_reader.rivals import rivals
from index.pages.line_reader.sifted import DIVIDERS, REMARKS, Sifted
from index.pages.line_reader.speakers import is_anothers_name

FEWEST_ASKED = 5
"""Words of a sentence that a patient and a doctor do not write alike by chance."""


def doubts_about(
    byline: Byline | None,
    words: Sequence[Line],
    above: Line,
    layout: Layout,
    sifted: Sifted,
) -> Iterator[str]:
    """Every doubt, the weightiest first.

    Args:
        byline: the byline next to the words, if there is one.
        words: the words, without what is no sentence at their ends.
        above: the last line above the byline, which may be no sentence.
    """
    yield from _headed_within(words)
    yield from _closed_within(words, is_divided_by_votes=bool(sifted.votes))
    if len(words) > 1 and all(stands_alone(words, at) for at in range(len(words))):
        yield "none of its lines is a sentence, and the last may be the next answer's headline"
    if len(words) == 1 and sifted.heading_above(words[0]) in REMARKS:
        yield "it stands right below a heading of users' comments, and may be one"
    if byline is None:
        return
    if byline.trouble is not None:
        yield byline.trouble
    if sifted.names_stand_alone and byline.kinds != {"name"}:
        yield "its byline is fuller than the page's others, and may be a colleague's"
    if byline.doctor.name is None and layout is not Layout.BELOW:
        yield "its byline names nobody and may be another's headline"
    if layout is not Layout.BELOW:
        yield from _signs_above(byline, sifted)
    yield from _divided_from(byline, words, sifted)
    yield from rivals(byline, sifted)
    if layout is Layout.BELOW:
        yield from _below_votes(byline, sifted)
        yield from _below_marks(byline, sifted)
    if byline.doctor.name is None:
        return
    if _is_across_cells(byline.doctor.name, sifted.lines_of(byline)):
        yield "its name goes over two cells of a table"
    if layout is Layout.BELOW:
        yield from _unfinished(byline, words, above, sifted)
    yield from _other_signature(byline, words, above)
    yield from signed_within(words, byline.doctor)
    yield from letters_within(words)
    yield from mentions(words, byline.doctor, is_signed_below=layout is Layout.BELOW)
    yield from introduced_within(words, byline.doctor)


def _is_across_cells(name: str, lines: Sequence[Line]) -> bool:
    """Whether a name is in a line with a tab, and in none of the cells that it parts."""
    cells = [cell.casefold() for line in lines for cell in line.cells]
    has_tabs = len(cells) > len(lines)
    return has_tabs and not any(plain(name).casefold() in cell for cell in cells)


def title_within(words: Sequence[Line], title: str | None) -> Iterator[str]:
    """The page's title in the midst of words, alone or behind a date, as a printed page repeats it:
    a site's line, or another answer's headline."""
    for line in words[1:]:
        if (
            title
            and line.plain.endswith(title)
            and not any(map(str.isalpha, line.plain.removesuffix(title)))
        ):
            yield f"line {line.number} within its words repeats the page's title"
            return


def asked_within(words: Sequence[Line], asked: Collection[str]) -> Iterator[str]:
    """The patient's own words among those of an answer, where a site repeats what was asked."""
    for line in words:
        if line.plain in asked and len(line.plain.split()) >= FEWEST_ASKED:
            yield f"line {line.number} within its words is the patient's"
            return


def words_of_others(
    headline: Line | None, words: Sequence[Line], doctor: Doctor, sifted: Sifted
) -> Iterator[str]:
    """That some lines of an answer, with its headline, may be another's.

    Args:
        words: the words, with what is no sentence at their ends.
    """
    lines = [*([headline] if headline else []), *words]
    yield from _below_others(lines[0], sifted, is_headline=headline is not None)
    if headline:
        yield from _below_remarks(words[0], sifted)
    if len(words) > 1 and sifted.furniture_above(words[0])[-1:] == ["advertising"]:
        yield f"line {words[0].number}, its first, may be an advertisement's"
    yield from quotations(lines, doctor, (one.doctor for one in sifted.bylines))


def _below_others(first: Line, sifted: Sifted, *, is_headline: bool) -> Iterator[str]:
    """A line of the site right above an answer that says whose it is: a user's, all doctors'."""
    nearest = sifted.furniture_above(first)[-1:]
    yield from _below_remarks(first, sifted)
    if nearest == ["summary"]:
        yield "a line of the site stands right above it: summary"
    elif nearest == ["related"] and is_headline_like(first) and not is_headline:
        yield f"line {first.number}, its first, may be a link of the site"


def _below_remarks(line: Line, sifted: Sifted) -> Iterator[str]:
    """A line of the site that says that a user speaks below: right above, or by name."""
    right_above = sifted.furniture.get(line.number - 1)
    nearest = sifted.furniture_above(line)[-1:]
    if right_above in REMARKS | {"asked"} or nearest == ["remark"]:
        yield f"a line of the site stands above line {line.number}: {right_above or nearest[0]}"


def answer_as_headline(headline: Line | None, first: Line, sifted: Sifted) -> Iterator[str]:
    """A line that reads as an answer, of two sentences or above the votes that stand above the
    words, or between two lines of votes, on a page whose other answers have no headline.

    Args:
        first: the first line of the words.
    """
    if headline is None or not is_prose(headline) or headline.plain[-1] == "?":
        return
    has_votes = "votes" in sifted.furniture_between(headline, first)
    is_between = "votes" in sifted.furniture_above(headline)
    is_between &= sifted.has_votes_between(headline, first)
    if has_votes or is_between or has_two_sentences(headline.plain):
        yield f"line {headline.number}, above its words, may be another's answer"


def is_dated_above(headline: Line | None, first: Line, sifted: Sifted) -> bool:
    """Whether a date stands on a line of its own between a headline and the words."""
    return headline is not None and "dates" in sifted.furniture_between(headline, first)


def names_at_ends(lines: Iterable[Line], doctor: Doctor) -> Iterator[str]:
    """A line above or below words, that is no sentence, with the shape of another's name: so is
    headed, or signed, what somebody else says."""
    for line in lines:
        is_looked_at = doctor.name is not None and not is_sign_off(line.plain)
        named = read_bare_name(line.plain) if is_looked_at else None
        if named is not None and not could_be_same_doctor(named, doctor):
            yield f"line {line.number}, next to its words, may be another's name"


def lone_name_as_headline(headline: Line | None, doctor: Doctor) -> Iterator[str]:
    """A headline that has a name's shape, on a page whose other answers have no headline."""
    named = None if headline is None else read_bare_name(headline.plain)
    if headline is None or named is None or doctor.name is None:
        return
    if not could_be_same_doctor(named, doctor):
        yield f"line {headline.number} above the words may be the name of who wrote them"


def headline_of_a_thread(headline: Line | None, doctor: Doctor) -> Iterator[str]:
    """A name above a date, as a thread has it above what somebody says, on a page whose other
    answers have no date there."""
    if headline is not None and is_anothers_name(headline.plain, doctor, is_first=True):
        yield f"line {headline.number} above a date may be the name of who wrote what is below"


def other_headline(headline: Line | None, doctor: Doctor) -> Iterator[str]:
    """A headline that names a person, as "Answer by Paul Smith, MD" does, but not the doctor."""
    named = None if headline is None else _named(headline)
    if headline is None or named is None or doctor.name is None:
        return
    if not could_be_same_doctor(named, doctor):
        yield f"line {headline.number} above the words names {named.name}"


def headed_below(below: Line | None, doctor: Doctor) -> Iterator[str]:
    """The headline right below a byline names its doctor: the byline may belong to what is below,
    and the words above it to nobody."""
    named = None if below is None else _named(below)
    if below is None or named is None or doctor.name is None:
        return
    if could_be_same_doctor(named, doctor):
        yield f"line {below.number}, below its byline, names the same doctor"


def strangers(lines: Iterable[Line], doctor: Doctor) -> Iterator[str]:
    """Lines next to an answer, that are nobody's, of which one names another: it may be a byline of
    a kind that is not known."""
    for line in lines:
        named = named_within(line.plain)
        if named is not None and not could_be_same_doctor(named, doctor):
            yield f"line {line.number}, next to it, names {named.name}"
            return


def nameless_beside(lines: Iterable[Line], doctor: Doctor) -> Iterator[str]:
    """A line next to an answer that is place and specialty, and not its doctor's, as a byline has
    them that lost its name: the words may be of that."""
    own = (doctor.place, doctor.specialty)
    for line in lines:
        part = read_part(line.plain)
        told = (None, None) if part is None else (part.doctor.place, part.doctor.specialty)
        if doctor.name is not None and None not in (*own, *told) and own != told:
            yield f"line {line.number}, next to it, may be the byline of another"
            return


def name_as_headline(
    headline: Line | None, doctor: Doctor, others: Iterable[Doctor]
) -> Iterator[str]:
    """A headline that is but the name of another doctor of the page: it may be that of a byline."""
    name = None if headline is None else headline.plain.casefold().split()
    for other in others:
        is_name = name == (other.name or "").casefold().split()
        if headline and name and is_name and not could_be_same_doctor(other, doctor):
            yield f"line {headline.number} above the words names {other.name}"
            return


def _named(line: Line) -> Doctor | None:
    part = read_part(line.plain)
    if part is not None and part.doctor.name is not None:
        return part.doctor
    named = named_within(line.plain)
    # "Thank you, Dr. Smith" may be what an answer is called, "by Dr. Smith » 4 March" is not
    is_byline = BY.match(line.plain) is not None
    return named if named is not None and (named.credentials or is_byline) else None


def letters_within(words: Sequence[Line], *, has_byline: bool = True) -> Iterator[str]:
    """A greeting in the midst of words: another letter begins there.

    Words without a byline are given to the doctor who signs them, so any greeting counts there.
    """
    begins = is_salutation if has_byline else begins_with_salutation
    for line in words[2:]:
        if begins(line.plain):
            yield f"line {line.number} within its words begins another letter"
            return


def mentions(
    words: Sequence[Line], doctor: Doctor, *, is_signed_below: bool = True
) -> Iterator[str]:
    """A line of words, or a cell of one, that is no sentence, and names another doctor.

    Args:
        is_signed_below: whether the last line may be a signature, which is looked at elsewhere.
    """
    for line in words:
        is_last = is_signed_below and line is words[-1]
        is_signature = is_last and signed_by(line.plain) is not None
        found = () if is_signature else map(named_within, line.cells)
        others = (one for one in found if one and not could_be_same_doctor(one, doctor))
        if (other := next(others, None)) is not None:
            yield f"line {line.number} within its words names {other.name}"
            return


def introduced_within(words: Sequence[Line], doctor: Doctor) -> Iterator[str]:
    """A line that begins with who writes, and that is another: "I am Dr. Paul Smith and …"."""
    for line in words:
        named = introduces_itself(line.plain)
        if named is not None and not may_sign(named, doctor):
            yield f"line {line.number} within its words says that {named.name} writes"
            return


def _headed_within(words: Sequence[Line]) -> Iterator[str]:
    """A paragraph in the midst of words that is no sentence, a name, or a specialty."""
    for at in range(1, len(words) - 1):
        if stands_alone(words, at):
            yield f"line {words[at].number} within its words is no sentence"
            break
    for at in range(1, len(words) - 1):
        if is_name_as_headline(words, at) and not is_postscript(words[at + 1].plain):
            yield f"line {words[at].number} within its words is a name, and may head another answer"
            break
    for at in range(1, len(words) - 1):
        if _is_specialty_as_headline(words, at):
            yield f"line {words[at].number} within its words may head another answer"
            break


def _is_specialty_as_headline(words: Sequence[Line], at: int) -> bool:
    """Whether a place or a specialty stands alone between sentences, below no signature."""
    part = read_part(words[at].plain)
    above, below = words[at - 1].plain, words[at + 1]
    return (
        part is not None
        and part.kinds <= {"place", "specialty"}
        and is_paragraph(words, at)
        and is_prose(below)
        and not is_postscript(below.plain)
        and not is_sign_off(above)
        and not _ends_in_farewell(above)
    )


def _closed_within(words: Sequence[Line], *, is_divided_by_votes: bool) -> Iterator[str]:
    """A farewell in the midst of words: what follows it may be another's. Where votes stand above
    every answer, a headline must follow it, too."""
    for at in range(1, len(words) - 1):
        below = words[at + 1]
        is_closed = _ends_in_farewell(words[at].plain) and words[at].gap > 0 and below.gap > 0
        if not is_closed or is_postscript(below.plain) or is_sign_off(below.plain):
            continue
        is_headed = at + 2 < len(words) and is_paragraph(words, at + 1) and is_headline_like(below)
        if is_headed or (not is_divided_by_votes and is_prose(below)):
            yield f"line {below.number} within its words follows a farewell, and may be another's"
            return


def _signs_above(byline: Byline, sifted: Sifted) -> Iterator[str]:
    """A name below words, apart from the other lines of its byline: it may sign these words, and
    the byline name nobody."""
    first, *others = sifted.lines_of(byline)
    part = read_part(first.plain)
    if not byline.first or not others or not others[0].gap or part is None:
        return
    above = sifted.texts[byline.first - 1]
    signs = _ends_in_farewell(above.plain) or not sifted.all_are_spaced
    if part.kinds == {"name"} and signs and not is_headline_like(above):
        yield f"line {first.number}, its name, may sign the words above it"


def _ends_in_farewell(text: str) -> bool:
    return FAREWELL.fullmatch(text) is not None or ENDS_IN_FAREWELL.search(text) is not None


def _divided_from(byline: Byline, words: Sequence[Line], sifted: Sifted) -> Iterator[str]:
    """A rule or an answer's number between a byline and the words."""
    first, last = sifted.texts[byline.first], sifted.texts[byline.last]
    upper, lower = (words[-1], first) if words[-1].number < first.number else (last, words[0])
    between = sifted.furniture_between(upper, lower)
    if between & DIVIDERS:
        yield "a line that divides answers stands between its words and its byline"
    if "gone" in between:
        yield "a line that says that an answer is gone stands between its words and its byline"


def _below_votes(byline: Byline, sifted: Sifted) -> Iterator[str]:
    """Votes between the words and a byline where other bylines have none: an answer may be lost."""
    if sifted.is_below_votes(byline) and not sifted.most_are_below_votes:
        yield "votes stand between it and its byline, and not so in the page's other answers"


def _below_marks(byline: Byline, sifted: Sifted) -> Iterator[str]:
    """An advertisement, or how many doctors agree, between the words and a byline where other
    bylines have no such line: it may head the byline of somebody else."""
    if sifted.is_below_marks(byline) and not sifted.most_are_below_marks:
        yield "an advertisement, or who agrees, stands between it and its byline, as nowhere else"


def _unfinished(
    byline: Byline, words: Sequence[Line], above: Line, sifted: Sifted
) -> Iterator[str]:
    """An unfinished sentence above a byline may go on in it: "Please see my partner:"."""
    signature = read_signature(words)
    text = above.plain
    if signature is not None and agrees(signature, byline):
        return
    if ends_a_sentence(text) or is_sign_off(text):
        return
    if dangles(text) or not _is_complete(byline, sifted):
        yield f"line {above.number}, above its byline, is no finished sentence"


def _is_complete(byline: Byline, sifted: Sifted) -> bool:
    """Whether a byline has what the page's bylines usually have, and stands together as they do."""
    if not byline.kinds >= sifted.usual_kinds - {"stars"}:
        return False
    return sifted.all_are_spaced or not sifted.is_spaced(byline)


def _other_signature(byline: Byline, words: Sequence[Line], above: Line) -> Iterator[str]:
    """A signature below the words that contradicts the byline, or two signers."""
    signature = read_signature(words)
    named = byline.doctor.name
    is_below = above.number > words[-1].number
    lines = (*words, above) if is_below else words
    closed_by = closed_by_another(lines, byline.doctor)
    if closed_by is not None:
        yield f"it is signed {closed_by}, and its byline names {named}"
    if signature is None:
        return
    signers = (signature.doctor, *signature.others)
    if signature.others:
        if not all(agrees(replace(signature, doctor=one), byline) for one in signers):
            yield f"it is signed by several, {signers[0].name} and {signers[1].name}"
    elif signature.is_clear and agrees(signature, byline) is False:
        yield f"it is signed {signature.doctor.name}, and its byline names {named}"


def signed_within(words: Sequence[Line], doctor: Doctor) -> Iterator[str]:
    """A line in the midst of words that another doctor signs."""
    for at, line in enumerate(words[:-1]):
        if signed_by(line.plain) is None:
            continue
        signature = read_signature(words[max(0, at - SOON) : at + 1])
        if signature and signature.is_clear and not may_sign(signature.doctor, doctor):
            yield f"line {line.number} within its words is signed {signature.doctor.name}"
            return
