"""Finds bylines: the lines that a site prints under, or above, a doctor's words.

    Hardik Soni, MD (not currently practicing)      name, letters, status
    Glow Skin Clinic, LLC                           whatever else the site prints; kept as printed
    Summit Emergency Medicine Physician             place and specialty
    4.9 out of 5 stars 75 reviews                   rating, number of reviews

Any of them may be missing, and several may stand in one line. What a line is, is told by the line
alone; what belongs together, by standing together.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.model import Doctor
from index.pages.line_reader.closings import (
    ENDS_IN_FAREWELL,
    is_address,
    is_greeting,
    is_practice_or_post,
    is_sign_off,
)
from index.pages.line_reader.farewells import FAREWELL
from index.pages.line_reader.lines import Line
from index.pages.line_reader.names import (
    bare_letters,
    could_be_same_doctor,
    is_bare_name,
    read_bare_name,
    surname,
)
from index.pages.line_reader.parts import Part, name_without_date, read_part, together

LONGEST_EXTRA = 110
MOST_ON_TOP = 2
"""Lines above the name in a byline's block."""
MOST_WORDS_ON_TOP = 8
MOST_APART = 2
"""Paragraphs between a name and the rest of its byline: a practice, a post."""
MOST_EXTRAS = 5
"""Lines in a byline that are neither name nor place nor stars."""

UNABBREVIATED_END = re.compile(r"[!?…]$|(?<!Inc)(?<!\b\w)(?<!Ltd)(?<!Corp)(?<!Co)(?<!St)\.$")
DASH = re.compile(r"[–—~-]\s*(?=\w)")
OF_SIGNATURES = frozenset({"name", "letters"})
RANK = {"name": 0, "letters": 1, "specialty": 2, "place": 2, "stars": 3}


@dataclass(frozen=True, slots=True)
class Byline:
    """A byline: the numbers of its first and last line among all lines, and what it says.

    `trouble` tells why it names nobody for sure; `above` are lines on top of it that are neither
    its parts nor surely words. `has_title` tells that a line of an unknown kind is below a name in
    a block of their own.
    """

    first: int
    last: int
    kinds: frozenset[str]
    doctor: Doctor
    extras: tuple[int, ...] = ()
    announces: bool = False
    trouble: str | None = None
    above: tuple[int, ...] = ()
    has_title: bool = False

    @property
    def is_rich(self) -> bool:
        """Whether it is more than a name and what a signature has below it."""
        return self.has_title or not self.kinds <= OF_SIGNATURES

    @property
    def is_place_alone(self) -> bool:
        """Whether it is but a line of place and specialty, which may be a headline, too."""
        return self.kinds == {"place"} and not self.extras


def find_bylines(lines: Sequence[Line], *, is_squeezed: bool = False) -> list[Byline]:
    """Every byline among some lines, in their order; a signature above one belongs to the words.

    Args:
        is_squeezed: whether the page has no blank lines, though some lines may stand apart.
    """
    return bylines_of(byline_blocks(lines, is_squeezed=is_squeezed), lines)


def bylines_of(blocks: Sequence[Byline], lines: Sequence[Line]) -> list[Byline]:
    """The bylines among what has their form.

    Args:
        blocks: what `byline_blocks` gives for the lines.
    """
    ends = {one.last for one in blocks if one.is_rich}
    # below a byline, a place and a profession alone are the next headline, and stars are nobody's
    alone = ({"place"}, {"stars"})
    found = [one for one in blocks if one.kinds not in alone or one.first - 1 not in ends]
    rich = sum("name" in one.kinds and one.is_rich for one in found)
    poor = sum(not one.is_rich for one in found)
    found = _without_signatures(found, lines)
    above = [None, *found]
    found = [_with_namesake(one, other, lines) for one, other in zip(found, above, strict=False)]
    if rich and rich * 2 >= poor:
        found = [_with_less(one) for one in found if one.is_rich or _stands_as_byline(one, lines)]
    return [_with_line_above(one, lines) for one in found]


def byline_blocks(lines: Sequence[Line], *, is_squeezed: bool = False) -> list[Byline]:
    """Everything among some lines that has the form of a byline, signatures too, in its order."""
    parts = _parts(lines)
    squeezed = is_squeezed or not any(line.gap for line in lines[1:])
    found = list(_groups(lines, parts, squeezed=squeezed))
    have_names = _have_name_lines(found, lines)
    found = [_with_bare_name(one, lines, have_names) for one in found]
    found = [one for one in found if _is_byline(one, lines, squeezed=squeezed)]
    return _across_practices(found, lines)


def _with_namesake(one: Byline, above: Byline | None, lines: Sequence[Line]) -> Byline:
    """The byline; a name apart from its other lines, which the byline above has with others, may
    sign the words between the two."""
    if above is None or one.last == one.first or not lines[one.first + 1].gap:
        return one
    pairs = zip(_details(one.doctor), _details(above.doctor), strict=True)
    differ = any(first != second for first, second in pairs if first and second)
    if one.doctor.name is None or not differ or one.doctor.name != above.doctor.name:
        return one
    trouble = f"{one.doctor.name} stands in the byline above it, too, with another place or stars"
    return replace(one, trouble=one.trouble or trouble)


def _with_less(one: Byline) -> Byline:
    """The byline; a name alone may be anybody's where the page's bylines tell more."""
    if one.is_rich:
        return one
    return replace(one, trouble=f"{one.doctor.name} stands alone, and other bylines tell more")


def _stands_as_byline(one: Byline, lines: Sequence[Line]) -> bool:
    """Whether a name is a block of its own with no words above it that it could sign, or below a
    finished sentence that is no farewell."""
    at = one.first - 1
    if at < 0:
        return True
    if not lines[one.first].gap:
        return False
    above = lines[at].plain
    below = lines[one.last + 1] if one.last + 1 < len(lines) else None
    ends_block = below is None or (below.gap > 0 and not is_sign_off(below.plain))
    return (
        ends_block
        and not one.extras
        and UNABBREVIATED_END.search(above) is not None
        and FAREWELL.fullmatch(above) is None
        and ENDS_IN_FAREWELL.search(above) is None
    )


# Lines into groups.


def _parts(lines: Sequence[Line]) -> list[Part | None]:
    """What every line says; "— Ruth Okafor, MD" is a name where the page's bylines begin so, each
    on top of its block, with place or stars below it. One alone may be whom somebody quotes."""
    parts = [read_part(line.plain) for line in lines]
    for at in range(1, len(lines) - 1):
        if parts[at] is None and _are_letters_of_name(at, lines, parts):
            parts[at] = Part(frozenset({"letters"}), Doctor(credentials=lines[at].plain))
    dashed = {
        at: part
        for at, line in enumerate(lines)
        if parts[at] is None and (part := _below_dash(line.plain)) is not None
    }
    placed = [at for at in dashed if _has_byline_below(at, lines, parts)]
    if len(placed) > 1 and 2 * len(placed) > len(dashed):
        for at, part in dashed.items():
            parts[at] = part
    return parts


def _are_letters_of_name(at: int, lines: Sequence[Line], parts: Sequence[Part | None]) -> bool:
    """Whether a line is but letters between a name, which opens a block, and a place."""
    opens_block = at == 1 or lines[at - 1].gap > 0
    below = parts[at + 1]
    # the words are read last: asked of every line, that took a sixteenth of a page's time
    return (
        opens_block
        and not lines[at].gap
        and not lines[at + 1].gap
        and below is not None
        and "place" in below.kinds
        and bare_letters(lines[at].plain)
        and is_bare_name(name_without_date(lines[at - 1].plain))
    )


def _below_dash(line: str) -> Part | None:
    """The name with letters behind a dash, which signs; None for any other line."""
    dash = DASH.match(line)
    part = None if dash is None else read_part(line[dash.end() :])
    is_name = part is not None and part.kinds == {"name"} and part.doctor.credentials is not None
    return part if is_name else None


def _has_byline_below(at: int, lines: Sequence[Line], parts: Sequence[Part | None]) -> bool:
    if at + 1 == len(lines) or lines[at + 1].gap or not lines[at].gap:
        return False
    below = parts[at + 1]
    return below is not None and "name" not in below.kinds


def _groups(
    lines: Sequence[Line], parts: Sequence[Part | None], *, squeezed: bool
) -> Iterator[Byline]:
    at = 0
    while at < len(lines):
        part = parts[at]
        if part is None:
            at += 1
            continue
        group = _group_from(at, part, lines, parts, squeezed=squeezed)
        yield group
        at = group.last + 1


def _group_from(
    first: int,
    part: Part,
    lines: Sequence[Line],
    parts: Sequence[Part | None],
    *,
    squeezed: bool,
) -> Byline:
    group = Byline(first, first, part.kinds, part.doctor, announces=part.announces)
    while group.last + 1 < len(lines):
        following = _extended(group, lines, parts, squeezed=squeezed)
        if following is None:
            return group
        group = following
    return group


def _extended(
    group: Byline, lines: Sequence[Line], parts: Sequence[Part | None], *, squeezed: bool
) -> Byline | None:
    """The group with the next line, if that belongs to it."""
    at = group.last + 1
    part = parts[at]
    if part is None:
        return _with_extras(group, lines, parts, squeezed=squeezed)
    if part.kinds == {"stars"} and lines[at].gap == 0 and _is_of_another(group, lines):
        return replace(group, last=at, extras=(*group.extras, at))
    if not _overlap(part.kinds, group.kinds):
        return _with_part(group, part, at) if _belongs(group, part, lines) else None
    return _with_rival(group, part, at) if lines[at].gap == 0 else None


def _belongs(group: Byline, part: Part, lines: Sequence[Line]) -> bool:
    """Whether the next line, a part of another kind, stands close enough to a group."""
    gap = lines[group.last + 1].gap
    if gap == 0:
        return True
    grows = min(RANK[kind] for kind in part.kinds) > max(RANK[kind] for kind in group.kinds)
    starts_block = group.first == 0 or lines[group.first].gap > 0
    is_near = gap == 1 or (gap == 2 and part.kinds == {"stars"})
    return is_near and grows and starts_block and "name" not in part.kinds


def _is_of_another(group: Byline, lines: Sequence[Line]) -> bool:
    """Whether a group ends with a line about another doctor: "Also recommended: Reno Dentist"."""
    label, colon, rest = lines[group.last].plain.partition(": ")
    return group.last in group.extras and bool(colon and label) and read_part(rest) is not None


def _with_part(group: Byline, part: Part, at: int) -> Byline:
    # by its fields, as most lines of bylines come by here, and `replace` looks each of them up
    return Byline(
        group.first,
        at,
        group.kinds | part.kinds,
        together(group.doctor, part.doctor),
        group.extras,
        group.announces or part.announces,
        group.trouble,
        group.above,
        group.has_title,
    )


def _with_extras(
    group: Byline, lines: Sequence[Line], parts: Sequence[Part | None], *, squeezed: bool
) -> Byline | None:
    extras = _extras_from(group, lines, parts, squeezed=squeezed)
    if not extras:
        return None
    starts_block = group.first == 0 or lines[group.first].gap > 0
    is_title = starts_block and not all(is_sign_off(lines[n].plain) for n in extras)
    return replace(
        group,
        last=extras[-1],
        extras=(*group.extras, *extras),
        has_title=group.has_title or is_title,
    )


def _with_rival(group: Byline, part: Part, at: int) -> Byline | None:
    """The group with a further line of a kind that it has: a second name, a second specialty."""
    if "name" in part.kinds and "name" in group.kinds and not part.kinds - {"name"}:
        return _with_second_name(group, part, at)
    if part.kinds <= {"specialty", "place"} and "specialty" in part.kinds | group.kinds:
        return replace(_with_part(group, part, at), extras=(*group.extras, at))
    if "name" not in part.kinds and not part.kinds - group.kinds:
        trouble = "a byline has two lines of place and specialty, or of stars"
        return replace(group, last=at, extras=(*group.extras, at), trouble=trouble)
    return None


def _overlap(some: frozenset[str], others: frozenset[str]) -> bool:
    both = frozenset({"place", "specialty"})
    return bool(some & others) or (bool(some & both) and bool(others & both))


def _with_second_name(group: Byline, part: Part, at: int) -> Byline:
    """Two name lines, one below the other: a practice with a doctor's name, or two doctors."""
    if could_be_same_doctor(part.doctor, group.doctor):
        if group.kinds == {"name"}:  # the upper line signs the words
            doctor = replace(
                part.doctor, credentials=part.doctor.credentials or group.doctor.credentials
            )
            return replace(group, last=at, doctor=doctor)
        return replace(group, last=at, extras=(*group.extras, at))
    trouble = f"two names stand in one byline, {group.doctor.name} and {part.doctor.name}"
    return replace(group, last=at, extras=(*group.extras, at), trouble=trouble)


def _extras_from(
    group: Byline, lines: Sequence[Line], parts: Sequence[Part | None], *, squeezed: bool
) -> list[int]:
    """Lines of another kind with which the byline goes on: between its parts, or at its end."""
    extras: list[int] = []
    at = group.last + 1
    while at < len(lines) and lines[at].gap == 0 and len(group.extras) + len(extras) < MOST_EXTRAS:
        part = parts[at]
        if part is not None:
            fits = not _overlap(part.kinds, group.kinds) and "name" not in part.kinds
            return extras if fits else []
        if not _may_be_extra(lines[at].plain):
            return []
        extras.append(at)
        at += 1
    ends_block = at == len(lines) or lines[at].gap > 0
    return extras if ends_block and not squeezed else []


def _may_be_extra(line: str) -> bool:
    """Whether a line may stand in a byline: short, and no sentence."""
    if len(line) > LONGEST_EXTRA or len(line.split()) > 12:
        return False
    return UNABBREVIATED_END.search(line) is None or is_address(line)


# Groups into bylines.


def _with_bare_name(one: Byline, lines: Sequence[Line], have_names: bool) -> Byline:
    """The byline with a name that has no letters, where the page's bylines have their name line."""
    at = one.first - 1
    is_due = "place" in one.kinds or "letters" in one.kinds
    if "name" in one.kinds or not is_due or at < 0 or lines[one.first].gap:
        return one
    named = read_bare_name(name_without_date(lines[at].plain))
    have_names = have_names or "letters" in one.kinds  # which stand below their name
    opens_block = at == 0 or lines[at].gap > 0
    if not opens_block or named is None or is_sign_off(named.name or ""):
        return one if not opens_block else _with_extra_on_top(one, lines)
    if not have_names:
        return replace(one, above=(at,))
    return replace(one, first=at, kinds=one.kinds | {"name"}, doctor=together(named, one.doctor))


def _have_name_lines(groups: Sequence[Byline], lines: Sequence[Line]) -> bool:
    """Whether the page's bylines have a name line above place and specialty: one with letters, or
    bare ones nearly everywhere."""
    placed = [one for one in groups if "place" in one.kinds]
    if any("name" in one.kinds for one in placed):
        return True
    bare = [
        one
        for one in placed
        if one.first > 0
        and not lines[one.first].gap
        and is_bare_name(name_without_date(lines[one.first - 1].plain))
    ]
    return len(bare) > 1 and 4 * len(bare) >= 3 * len(placed)


def _with_extra_on_top(one: Byline, lines: Sequence[Line]) -> Byline:
    """The byline with the practice on top of it, whose doctor the page does not name."""
    at = one.first - 1
    return replace(one, above=(at,)) if _may_be_on_top(lines[at].plain) else one


def _is_byline(one: Byline, lines: Sequence[Line], *, squeezed: bool) -> bool:
    """Whether it is more than a town or a profession that somebody mentions."""
    if "name" in one.kinds or "stars" in one.kinds:
        return True
    if "place" not in one.kinds:
        return False
    starts = one.first == 0 or lines[one.first].gap > 0 or bool(one.above) or squeezed
    ends = one.last + 1 == len(lines) or lines[one.last + 1].gap > 0 or squeezed
    return starts and ends


def _across_practices(found: Sequence[Byline], lines: Sequence[Line]) -> list[Byline]:
    """The bylines; one that goes on below a practice or a post, each a paragraph, as one."""
    kept: list[Byline] = []
    for one in found:
        if kept and _goes_on_below_practice(kept[-1], one, lines):
            kept[-1] = _joined(kept[-1], one)
        else:
            kept.append(one)
    return kept


def _goes_on_below_practice(one: Byline, other: Byline, lines: Sequence[Line]) -> bool:
    """Whether a name, with letters and no farewell above it, is parted from its place or stars by
    a practice alone: no answer is but a practice's name. What signs the words, as a name with a
    post below it does, stays a signature."""
    if "name" not in one.kinds or one.doctor.credentials is None or "name" in other.kinds:
        return False
    if _overlap(one.kinds, other.kinds) or not 1 < other.first - one.last <= 1 + MOST_APART:
        return False
    if one.first == 0 or not lines[one.first].gap or is_sign_off(lines[one.first - 1].plain):
        return False
    apart = lines[one.last + 1 : other.first + 1]
    if one.kinds == {"name"} and all(is_sign_off(line.plain) for line in apart[:-1]):
        return False
    return all(line.gap == 1 for line in apart) and all(
        is_practice_or_post(line.plain) for line in apart[:-1]
    )


def _joined(one: Byline, other: Byline) -> Byline:
    return replace(
        one,
        last=other.last,
        kinds=one.kinds | other.kinds,
        doctor=together(one.doctor, other.doctor),
        extras=(*one.extras, *range(one.last + 1, other.first), *other.extras),
        trouble=one.trouble or other.trouble,
    )


def _is_printed_twice(one: Byline, other: Byline) -> bool:
    if not (_is_same(one, other) and other.is_rich and one.last + 1 == other.first):
        return False
    pairs = zip(_details(one.doctor), _details(other.doctor), strict=True)
    return not any(first != second for first, second in pairs if first and second)


def _details(doctor: Doctor) -> tuple[str | float | None, ...]:
    """What tells two doctors of one surname apart."""
    return (doctor.place, doctor.specialty, doctor.rating, doctor.reviews)


def _twice(one: Byline, other: Byline) -> Byline:
    """A byline that is printed twice, as one; the lower is the byline, if the upper but signs."""
    both = together(one.doctor, other.doctor)
    return replace(
        other,
        first=one.first,
        kinds=one.kinds | other.kinds,
        doctor=replace(both, credentials=other.doctor.credentials or both.credentials),
        extras=(*one.extras, *other.extras),
        trouble=one.trouble or other.trouble,
    )


def _without_signatures(found: list[Byline], lines: Sequence[Line]) -> list[Byline]:
    """The bylines without names that only sign the words above a byline.

    Two different names there are a trouble of the byline.
    """
    kept: list[Byline] = []
    for n, one in enumerate(found):
        following = found[n + 1] if n + 1 < len(found) else None
        has_words = one.first > (kept[-1].last + 1 if kept else 0)
        if following is None or not has_words or not _adjoins(one, following, lines):
            kept.append(one)
        elif one.is_rich and _is_printed_twice(one, following):
            found[n + 1] = _twice(one, following)
        elif one.is_rich:
            kept.append(one)
    return [_with_trouble(one, lines) for one in kept]


def _adjoins(one: Byline, following: Byline, lines: Sequence[Line]) -> bool:
    """Whether nothing stands between them but the rest of a signature."""
    if "name" not in one.kinds:
        return False
    between = range(one.last + 1, following.first)
    return len(between) <= 4 and all(is_sign_off(lines[at].plain) for at in between)


def _is_same(one: Byline, other: Byline) -> bool:
    return other.doctor.name is None or could_be_same_doctor(one.doctor, other.doctor)


def _with_trouble(one: Byline, lines: Sequence[Line]) -> Byline:
    """The byline, with what another name directly above it means."""
    at = one.first - 1
    if at < 0 or one.trouble or "name" not in one.kinds or lines[one.first].gap > 1:
        return one
    above = read_part(lines[at].plain)
    if above is None or "name" not in above.kinds or above.doctor.name is None:
        return one
    if could_be_same_doctor(above.doctor, one.doctor) or could_be_same_doctor(
        one.doctor, above.doctor
    ):
        return one
    if surname(above.doctor.name) == surname(one.doctor.name or ""):
        return one
    trouble = f"{above.doctor.name} is named above the byline of {one.doctor.name}"
    return replace(one, trouble=trouble)


def _with_line_above(one: Byline, lines: Sequence[Line]) -> Byline:
    """The byline, and the line on top of its block that is neither words nor one of its parts."""
    if one.above or not one.is_rich:
        return one
    at = one.first
    while at > 0 and not lines[at].gap and _may_be_on_top(lines[at - 1].plain):
        at -= 1
        if one.first - at > MOST_ON_TOP:
            return one
    opens_block = at < one.first and (at == 0 or lines[at].gap > 0)
    return replace(one, above=tuple(range(at, one.first))) if opens_block else one


def _may_be_on_top(line: str) -> bool:
    """Whether a line in a byline's block, above its name, is none of the words: no farewell and no
    sentence."""
    if len(line) > LONGEST_EXTRA or FAREWELL.fullmatch(line) or is_greeting(line):
        return False
    if re.search(r"\w{2}[.!?]+\s", line) or len(line.split()) > MOST_WORDS_ON_TOP:
        return False
    part = read_part(line)
    if part is not None and "name" in part.kinds:
        return False
    return ENDS_IN_FAREWELL.search(line) is None and UNABBREVIATED_END.search(line) is None
