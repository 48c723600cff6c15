"""Infers how a page is laid out, from all of its bylines and vote lines together.

A byline may stand below the words it signs, or above them. Both give the same row of words and
bylines but for its ends, so the ends decide, and signatures within the words; where neither does,
the layout is not known, and the page names nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from index.model import Doctor
from index.pages.line_reader.byline import Byline
from index.pages.line_reader.closings import (
    Signature,
    ends_a_sentence,
    is_postscript,
    is_sign_off,
    read_signature,
)
from index.pages.line_reader.lines import Line
from index.pages.line_reader.names import could_be_nickname, could_be_same_doctor
from index.pages.line_reader.paragraphs import is_fragment, is_headline_like, is_prose

LONGEST_LINK = 7
"""Words of a link or a remark of the site below the last answer."""


class Layout(Enum):
    """Where the bylines of a page stand; the value is how it is told."""

    BELOW = "the byline stands below the words"
    ABOVE = "the byline stands above the words"
    BETWEEN = "the byline stands between the votes and the words"
    UNKNOWN = "it cannot be told whether the bylines stand above or below the words"


@dataclass(frozen=True, slots=True)
class Section:
    """What stands below a vote line, or all above the first: words and bylines, in their order."""

    items: tuple[Line | Byline, ...]

    @property
    def bylines(self) -> list[Byline]:
        """The bylines alone."""
        return [item for item in self.items if isinstance(item, Byline)]

    def words(self, start: int = 0, end: int | None = None) -> list[Line]:
        """The lines of words among some items."""
        return [item for item in self.items[start:end] if isinstance(item, Line)]

    @property
    def runs(self) -> list[list[Line]]:
        """The words before, between and after the bylines: one run more than bylines."""
        runs: list[list[Line]] = [[]]
        for item in self.items:
            if isinstance(item, Line):
                runs[-1].append(item)
            else:
                runs.append([])
        return runs


def layout_of(sections: Sequence[Section], announced: int | None) -> Layout:
    """The layout that explains the whole page, if just one does.

    Args:
        announced: how many answers the page claims to have.
    """
    if not any(section.bylines for section in sections):
        return Layout.BELOW
    if len(sections) > 1:
        return _with_votes(sections)
    return _without_votes(sections[0], announced)


def _with_votes(sections: Sequence[Section]) -> Layout:
    opening, answers = sections[0], sections[1:]
    single = [section.runs for section in answers if len(section.bylines) == 1]
    between = sum(_is_between(before, after) for before, after in single)
    below = sum(_has_prose(before) for before, _ in single)
    if between > below:
        # votes above nothing close an answer, and so may all others
        has_last = _has_prose(answers[-1].runs[-1])
        is_first = _is_headed_at_most(opening)
        return Layout.BETWEEN if is_first and has_last and not below else Layout.UNKNOWN
    if single and not below and not between:
        return Layout.UNKNOWN if any(after for _, after in single) else _by_ends(opening, answers)
    if 2 * between >= below > 0:
        return Layout.UNKNOWN
    return _confirmed(_by_ends(opening, answers), _signed_runs_with_votes(sections))


def _by_ends(opening: Section, answers: Sequence[Section]) -> Layout:
    starts_with_byline = bool(opening.bylines) and _is_headline_at_most(
        _without_signature(opening.runs[0])
    )
    last = answers[-1]
    if not last.items and starts_with_byline:
        return Layout.UNKNOWN  # the last words are lost, or the first
    ends_with_byline = bool(last.bylines) and bool(last.runs[0])
    if last.bylines and not last.runs[0] and len(answers) > 1:
        ends_with_byline = not _has_prose(last.runs[-1])
    after = last.runs[-1]
    if ends_with_byline and _has_prose(after) and not is_postscript(after[0].plain):
        ends_with_byline = False  # it may be a colleague's, whom the last words quote
    if ends_with_byline and not starts_with_byline:
        return Layout.BELOW
    if starts_with_byline and not ends_with_byline:
        return Layout.ABOVE
    return Layout.UNKNOWN


def _is_headed_at_most(opening: Section) -> bool:
    """Whether no answer stands above the first votes: else these may close it, and all others
    theirs."""
    words = opening.words()
    return not opening.bylines and (len(words) < 2 or not any(map(is_prose, words)))


def _without_signature(run: Sequence[Line]) -> Sequence[Line]:
    """Words without the name, post and town above a byline, which may belong to it."""
    end = len(run)
    while end and is_sign_off(run[end - 1].plain):
        end -= 1
    return run[:end]


def _is_between(before: Sequence[Line], after: Sequence[Line]) -> bool:
    """Whether a byline follows the votes, after a headline at most, and words follow it."""
    return _has_prose(after) and _is_headline_at_most(before)


def _is_headline_at_most(lines: Sequence[Line]) -> bool:
    return not lines or (len(lines) == 1 and is_headline_like(lines[0]))


def _has_prose(lines: Sequence[Line]) -> bool:
    return any(is_prose(line) for line in lines)


def _without_votes(section: Section, announced: int | None) -> Layout:
    runs = section.runs
    first, last = runs[0], runs[-1]
    starts_with_words = not _is_headline_at_most(_without_signature(first))
    ends_with_words = any(is_prose(line) or len(line.plain.split()) > LONGEST_LINK for line in last)
    inner = runs[1:-1]
    if starts_with_words and not ends_with_words and _ends_signed(section):
        layout = Layout.UNKNOWN
    elif starts_with_words and ends_with_words:
        # where every byline has its answer, the words below the last one are another thing
        is_counted = announced == len(section.bylines) and not _may_have_a_colleague(section)
        layout = _of_two_ends(runs) if is_counted else Layout.UNKNOWN
    elif starts_with_words:
        layout = Layout.BELOW
    elif ends_with_words or (inner and last and all(map(_ends_with_headline, inner))):
        layout = Layout.ABOVE
    elif last or not first:
        layout = Layout.UNKNOWN
    elif any(map(_ends_with_headline, inner)):
        layout = Layout.UNKNOWN  # the last words may be lost, or the first
    else:  # it begins with what may be a headline without words, and ends with a byline
        layout = Layout.BELOW
    if layout is Layout.ABOVE and _starts_titled(section):
        layout = Layout.UNKNOWN
    if all(byline.announces for byline in section.bylines) and not starts_with_words:
        layout = Layout.ABOVE
    return _confirmed(layout, _signed_runs(runs, section.bylines))


def _may_have_a_colleague(section: Section) -> bool:
    """Whether some byline may be a colleague's or two doctors', so that their number tells nothing:
    it is in doubt, of another form than the others, or stands below an unfinished sentence."""
    bylines = section.bylines
    forms = {byline.first == byline.last for byline in bylines if byline.is_rich}
    ends = [run[-1].plain for run in section.runs[:-1] if run]
    return (
        len(forms) > 1
        or any(byline.trouble is not None for byline in bylines)
        or not all(ends_a_sentence(end) or is_sign_off(end) for end in ends)
    )


def _ends_signed(section: Section) -> bool:
    """Whether the last byline may sign the words whose byline stands above them."""
    return len(section.bylines) > 1 and _repeats(section.bylines[-1], section.bylines[-2])


def _starts_titled(section: Section) -> bool:
    """Whether the first byline may be the headline of the words whose byline stands below them."""
    return len(section.bylines) > 1 and _repeats(section.bylines[0], section.bylines[1])


def _repeats(one: Byline, other: Byline) -> bool:
    """Whether a byline is but the name that another has, which tells more."""
    is_less = one.kinds == {"name"} and other.is_rich
    return is_less and could_be_same_doctor(one.doctor, other.doctor)


def _ends_with_headline(run: Sequence[Line]) -> bool:
    return len(run) > 1 and is_fragment(run[-1]) and not is_fragment(run[0])


def _of_two_ends(runs: Sequence[Sequence[Line]]) -> Layout:
    """Words at both ends: below, if what follows the last byline is built unlike any answer."""
    inner = runs[:-1]
    have_headlines = all(len(run) > 1 and is_headline_like(run[0]) for run in inner)
    stray = runs[-1]
    if have_headlines and len(inner) > 1 and len(stray) == 1 and not is_headline_like(stray[0]):
        return Layout.BELOW
    return Layout.UNKNOWN


# Signatures as evidence.


@dataclass(frozen=True, slots=True)
class _SignedRun:
    """A signature at the end of words, and the bylines next to these."""

    signature: Signature
    above: Byline | None
    below: Byline | None


def _signed_runs(runs: Sequence[Sequence[Line]], bylines: Sequence[Byline]) -> list[_SignedRun]:
    around = [None, *bylines, None]
    return [
        _SignedRun(signature, above, below)
        for run, (above, below) in zip(runs, pairwise(around), strict=True)
        if (signature := signature_of(run)) is not None
    ]


def _signed_runs_with_votes(sections: Sequence[Section]) -> list[_SignedRun]:
    found: list[_SignedRun] = []
    for before, section in pairwise(sections):
        words = section.runs[0]
        signature = signature_of(words)
        if signature is None:
            continue
        above = before.bylines[-1] if before.bylines else None
        below = section.bylines[0] if section.bylines else None
        found.append(_SignedRun(signature, above, below))
    return found


def signature_of(run: Sequence[Line]) -> Signature | None:
    """The signature at the end of some words, or above the headline that follows them."""
    found = read_signature(run) if run else None
    if found is None and len(run) > 1 and is_headline_like(run[-1]):
        return read_signature(run[:-1])
    return found


def agrees(signature: Signature, byline: Byline | None) -> bool | None:
    """Whether a signature may be the doctor of a byline; None where the byline names nobody."""
    if byline is None or byline.doctor.name is None:
        return None
    return may_sign(signature.doctor, byline.doctor)


def may_sign(signer: Doctor, named: Doctor) -> bool:
    """Whether who signs may be a doctor who is named, by surname or by a short first name."""
    return could_be_same_doctor(signer, named) or could_be_nickname(signer, named)


def layout_by_signatures(section: Section) -> Layout:
    """The layout of a page without votes, as far as signatures within the words tell it."""
    return _confirmed(Layout.UNKNOWN, _signed_runs(section.runs, section.bylines))


def _confirmed(layout: Layout, signed: Sequence[_SignedRun]) -> Layout:
    """The layout that signatures speak for, if the ends leave it open; none if they contradict."""
    above = [agrees(one.signature, one.above) for one in signed]
    below = [agrees(one.signature, one.below) for one in signed]
    for_below = below.count(True) + above.count(False) - above.count(True) - below.count(False)
    if layout is Layout.UNKNOWN:
        contradict = not any(above) and not any(below)
        if for_below > 0 and False not in below and (contradict or _are_enough(signed, below)):
            return Layout.BELOW
        if for_below < 0 and False not in above and _are_enough(signed, above):
            return Layout.ABOVE
        return layout
    here, there = (above, below) if layout is Layout.ABOVE else (below, above)
    speaks_against = there.count(True) > here.count(True)
    if speaks_against and (False in here or _are_enough(signed, there)):
        return Layout.UNKNOWN
    return layout


def _are_enough(signed: Sequence[_SignedRun], agree: Sequence[bool | None]) -> bool:
    """Whether what agrees is more than one surname, which may do so by chance.

    Where nothing agrees, and words at the end are signed by another than the byline above them,
    they have lost their own. That the first words are, a guest's signature explains as well.
    """
    agreeing = [one for one, agrees_there in zip(signed, agree, strict=True) if agrees_there]
    return len(agreeing) > 1 or any(
        len((one.signature.doctor.name or "").split()) > 2 or one.signature.doctor.credentials
        for one in agreeing
    )
