"""HTML of the saved searches: what each found, and what came, changed and went since."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.datastructures import QueryParams

from bot.reply.choices import STARS
from bot.show.addresses import address_of
from bot.show.card import title_html
from bot.show.wording import THEY_SAY, answered_on, name_of
from bot.staff.asked_list import AskedList
from bot.staff.doctors_view import FACET_TITLES, TEXT_FIELD_LABELS
from bot.staff.feed import answers_here, change_counts
from bot.staff.incoming_view import FieldChange, answer_change, field_change
from bot.staff.layout import ROOT, counted, rendered, saved_page_address
from bot.staff.login import Session
from bot.text.languages import ENGLISH, language_of
from index.library.difference import difference
from index.library.open import FoundAnswer, Library
from index.storage.saved_searches import MOST_CHANGES, SavedSearch, SearchChange, SeenAnswer

MOST_SHOWN = 20
"""Changes of a search that are shown; the CSV has all."""
MOST_ANSWERS = 100
"""Answers of one kind that are shown of a change."""
NAMED_BY_VALUE = ("doctor", "page")
"""Facets whose values are no words: how many are chosen is told."""


@dataclass(frozen=True, slots=True)
class SearchRow:
    """A saved search in a row: what it asks for, how much it finds, and what changed last."""

    number: int
    name: str
    asked: str
    address: str
    found: str
    last: str
    has_feed: bool


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer of a search: whose it is, and its words."""

    id: str
    name: str
    words: str
    language: str
    title: Markup
    address: str
    dated: str


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """An answer that changed: as it is now, and the fields that were others; none where that is no
    longer kept."""

    now: ShownAnswer
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class GoneAnswer:
    """An answer that is not found any more: its id; `still_here` where it is in the library, and
    `was` what it said where the generation before still stands."""

    id: str
    still_here: ShownAnswer | None
    was: ShownAnswer | None


@dataclass(frozen=True, slots=True)
class ShownChange:
    """What differed between two generations, answer by answer. `later_gone` came or changed then,
    and are not here any more."""

    minute: str
    generations: str
    counts: str
    came: tuple[ShownAnswer, ...]
    changed: tuple[ChangedAnswer, ...]
    went: tuple[GoneAnswer, ...]
    forgotten: int
    later_gone: int
    more: int


def searches_list_html(
    searches: Sequence[SavedSearch], session: Session, error: str | None
) -> Markup:
    """All saved searches.

    Args:
        error: why one was not saved just now.
    """
    rows = [_row(one) for one in searches]
    return rendered("saved_searches.html", session=session, rows=rows, error=error)


def search_html(
    search: SavedSearch,
    library: Library,
    before: Library | None,
    session: Session,
    since: str,
    key_address: str | None,
) -> Markup:
    """One saved search: what came, changed and went, the doctors who are new since a day, and its
    private address.

    Args:
        before: the generation before, while it stands.
        since: a day as ISO 8601 has it, or empty.
        key_address: the address of the feed, where it was made just now: it is shown once.
    """
    newest = list(reversed(search.changes))[:MOST_SHOWN]
    return rendered(
        "saved_search.html",
        session=session,
        search=_row(search),
        made=_minute(search.made),
        by=search.by,
        changes=[_change(one, library, before) for one in newest],
        more=len(search.changes) - len(newest),
        since=since,
        first_day=_first_day(search),
        new_doctors=_new_doctors(search, library, since) if since else [],
        key_address=key_address,
    )


def asked_words(query: str) -> str:
    """What a search asks for, in words."""
    asked = AskedList.of(QueryParams(query))
    told = ["everything" if asked.topic is None else f"“{asked.topic}”"]
    told += [
        f"{TEXT_FIELD_LABELS[name]} “{letters}”"
        for name, letters in asked.selection.letters.items()
    ]
    told += [THEY_SAY[one] for one in sorted(asked.selection.addressed)]
    for facet, values in asked.selection.chosen.items():
        if facet in NAMED_BY_VALUE:
            told.append(f"{FACET_TITLES[facet]}: {len(values)} chosen")
        else:
            order = sorted(values, key=STARS.index) if values <= set(STARS) else sorted(values)
            named = ", ".join(one or "not on the page" for one in order)
            told.append(f"{FACET_TITLES[facet]}: {named}")
    if asked.period.since is not None:
        told.append(f"from {asked.period.since.isoformat()}")
    if asked.period.until is not None:
        told.append(f"to {asked.period.until.isoformat()}")
    return " · ".join(told)


def _row(one: SavedSearch) -> SearchRow:
    last = "Nothing came or went yet"
    if one.changes:
        last = f"{_minute(one.changes[-1].when)}: {change_counts(one.changes[-1])}"
    return SearchRow(
        one.number,
        one.name,
        asked_words(one.query),
        f"{address_of(ROOT)}?{one.query}",
        counted(len(one.seen), "answer"),
        last,
        one.key_hash is not None,
    )


def _change(change: SearchChange, library: Library, before: Library | None) -> ShownChange:
    came, changed = change.came[:MOST_ANSWERS], list(change.changed)[:MOST_ANSWERS]
    went = dict(list(change.went.items())[:MOST_ANSWERS])
    came_here, changed_here = answers_here(came, library), answers_here(changed, library)
    shown = len(came) + len(changed) + len(went)
    return ShownChange(
        minute=_minute(change.when),
        generations=f"generation {change.before:,} to {change.after:,}",
        counts=change_counts(change),
        came=tuple(map(_answer, came_here)),
        changed=tuple(
            ChangedAnswer(_answer(one), tuple(_fields(one, change, before))) for one in changed_here
        ),
        went=tuple(_gone(went, library, before)),
        forgotten=change.forgotten,
        later_gone=len(came) + len(changed) - len(came_here) - len(changed_here),
        more=len(change.came) + len(change.changed) + len(change.went) - shown,
    )


def _fields(
    found: FoundAnswer, change: SearchChange, before: Library | None
) -> Iterator[FieldChange]:
    """What of an answer was another: told where the generation before has just what was seen."""
    answer_id = found.answer.id
    if before is None or before.seals([answer_id]).get(answer_id) != change.changed[answer_id]:
        return
    told = difference(before.page(found.page.id), found.page)
    for one in told.answers:
        if one.kind == "changed" and one.answer_id == answer_id:
            shown = answer_change(one)
            yield from (shown.words, *shown.fields) if shown.words is not None else shown.fields
    yield from map(field_change, told.fields)


def _gone(
    went: Mapping[str, SeenAnswer], library: Library, before: Library | None
) -> Iterator[GoneAnswer]:
    here = {one.answer.id: one for one in answers_here(went, library)}
    seals = {} if before is None else before.seals(list(went))
    for one, seen in went.items():
        was = before.answer(one) if before is not None and seals.get(one) == seen.seal else None
        yield GoneAnswer(
            one,
            _answer(here[one]) if one in here else None,
            _answer(was) if was is not None and one not in here else None,
        )


def _answer(found: FoundAnswer) -> ShownAnswer:
    page, answer = found.page, found.answer
    words = page.quote(answer.body)
    return ShownAnswer(
        answer.id,
        name_of(answer.doctor),
        words,
        language_of(words, page.text),
        title_html(page, ENGLISH),
        saved_page_address(page.id, answer.number),
        answered_on(answer) or "",
    )


def _new_doctors(search: SavedSearch, library: Library, since: str) -> list[ShownAnswer]:
    """The first answer of each named doctor of whom nothing was found before a day."""
    before = list(search.seen_before(since).values())
    new: list[SeenAnswer] = []
    answers = []
    for found in answers_here(search.came_since(since), library):
        one = search.seen[found.answer.id]
        known = (*before, *new)
        if found.answer.doctor.name is None or _is_among(one, known):
            continue
        new.append(one)
        answers.append(_answer(found))
    return answers


def _is_among(one: SeenAnswer, known: Iterable[SeenAnswer]) -> bool:
    return any(one.may_be_same_doctor(other) for other in known)


def _first_day(search: SavedSearch) -> str:
    """The day from which on it is known what came and went."""
    is_cut = len(search.changes) == MOST_CHANGES
    return (search.changes[0].when if is_cut else search.made)[:10]


def _minute(when: str) -> str:
    return when[:16].replace("T", " ")
