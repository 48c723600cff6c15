"""The differences of a saved search as a feed (Atom, RFC 4287) and as CSV.

Both are read without signing in, by whoever has the private address. So they show what the page of
the chat shows anybody: the words of answers that are in the library now, with who gave them. Of
what went they tell that it went, and of what was removed for good not even the id.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import NAMESPACE_OID, uuid5
from xml.etree import ElementTree

from bot.show.export import BYTE_ORDER_MARK
from bot.show.wording import name_of
from bot.staff.layout import counted, rendered, saved_page_address
from index.library.open import FoundAnswer, Library
from index.pages.rows.csv_injection import escape_formula
from index.storage.saved_searches import SavedSearch, SearchChange
from index.storage.tombstones import Tombstones

ATOM = "http://www.w3.org/2005/Atom"
NAMELESS = "A saved search"
"""The title of a feed whose search is named after somebody who was removed."""
LONGEST_PERSON = 6
"""Words of a name at most."""
COLUMNS = (
    "when", "generation", "change", "answers", "id", "name", "credentials", "specialty", "place",
    "page_title", "quote",
)  # fmt: skip
NOT_NAME = re.compile(r"^\W+|(?:['’]s)?\W*$")
"""What may stand around a name."""
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot carry."""


@dataclass(frozen=True, slots=True)
class FedAnswer:
    """An answer in a feed; `words` are None where XML cannot carry them."""

    name: str
    words: str | None
    address: str


def change_counts(change: SearchChange) -> str:
    """How many answers came, changed and went, in words."""
    gone = len(change.went) + change.forgotten
    counts = (("came", len(change.came)), ("changed", len(change.changed)), ("went", gone))
    return ", ".join(f"{counted(count, 'answer')} {what}" for what, count in counts if count)


def feed_title(search: SavedSearch, tombstones: Tombstones) -> str:
    """The name of a search; another one where somebody who was removed stands in it."""
    words = search.name.split()
    runs = (
        " ".join(words[start : start + length])
        for start in range(len(words))
        for length in range(1, LONGEST_PERSON + 1)
    )
    named = any(tombstones.holds("doctor", NOT_NAME.sub("", run)) for run in runs)
    return NAMELESS if named or NOT_XML.search(search.name) else search.name


def atom_of(search: SavedSearch, library: Library, title: str, site: str) -> bytes:
    """The feed, an entry for each time that something differed, the newest first.

    Args:
        site: the address of the program, scheme and host.
    """
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed")
    made = uuid5(NAMESPACE_OID, f"{search.made} {search.number}")
    updated = search.changes[-1].when if search.changes else search.made
    # Without a link to itself: that is the key, and readers show and pass on what a feed says.
    _add(feed, ("id", made.urn), ("title", title), ("updated", updated))
    _add(_added(feed, "author"), ("name", "Doctor Answers"))
    for change in reversed(search.changes):
        entry = _added(feed, "entry")
        number = uuid5(made, f"{change.before} {change.after} {change.when}")
        _add(entry, ("id", number.urn), ("title", change_counts(change)), ("updated", change.when))
        content = _added(entry, "content")
        content.set("type", "html")
        content.text = str(
            rendered(
                "feed_entry.html",
                came=list(_fed(change.came, library, site)),
                changed=list(_fed(change.changed, library, site)),
                gone=len(change.went) + change.forgotten,
            )
        )
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _fed(answer_ids: Iterable[str], library: Library, site: str) -> Iterator[FedAnswer]:
    for found in answers_here(answer_ids, library):
        page, answer = found.page, found.answer
        words, name = page.quote(answer.body), name_of(answer.doctor)
        is_whole = NOT_XML.search(f"{name}{words}") is None
        address = f"{site}{saved_page_address(page.id, answer.number)}"
        yield FedAnswer(name if is_whole else "", words if is_whole else None, address)


def answers_here(answer_ids: Iterable[str], library: Library) -> list[FoundAnswer]:
    """Those of some answers that are in the library."""
    ids = list(answer_ids)
    here = library.seals(ids)
    return library.answers([one for one in ids if one in here])


def csv_of(search: SavedSearch, library: Library) -> str:
    """A row for each answer that came, changed or went, the newest first; of those of which nothing
    more is kept one row tells how many. No cell is taken for a formula by a spreadsheet."""
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for change in reversed(search.changes):
        for cells in _rows(change, library):
            told = {"when": change.when, "generation": change.after, "answers": 1, **cells}
            table.writerow([_safe(told.get(column)) for column in COLUMNS])
    return BYTE_ORDER_MARK + written.getvalue()


def _rows(change: SearchChange, library: Library) -> Iterator[dict[str, object]]:
    for kind, ids in (("came", change.came), ("changed", tuple(change.changed))):
        for found in answers_here(ids, library):
            doctor, page = found.answer.doctor, found.page
            yield {
                "change": kind,
                "id": found.answer.id,
                "name": doctor.name,
                "credentials": doctor.credentials,
                "specialty": doctor.specialty,
                "place": doctor.place,
                "page_title": page.quoted(page.title),
                "quote": page.quote(found.answer.body),
            }
    for one in change.went:
        yield {"change": "went", "id": one}
    if change.forgotten:
        yield {"change": "went", "answers": change.forgotten}


def _safe(cell: object) -> object:
    return escape_formula(cell) if isinstance(cell, str) else cell


def _added(above: ElementTree.Element, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(above, f"{{{ATOM}}}{name}")


def _add(above: ElementTree.Element, *children: tuple[str, str]) -> None:
    for name, text in children:
        _added(above, name).text = text
