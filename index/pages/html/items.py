"""What a page's markup says in the vocabulary of schema.org: JSON-LD, microdata and RDFa → items.

Small code of our own and not extruct, as that tells what markup says, and not where it stands: the
place of every element is needed here, so that what is shown is a slice of the page's text.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.model import Span
from index.pages.html.derived import Derived

MOST_DEPTH = 40
"""Items within items."""
MOST_SCRIPTS = 50
OF_ANSWERS = ('"Answer"', '"DiscussionForumPosting"')
"""What a script names that speaks of answers."""
LONGEST_UNSEEN = 20_000
"""Characters of an element that is hidden, as an answer's at most."""
MOST_ITEMS = 20_000
VOCABULARY = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:)", re.IGNORECASE)
AROUND_SCRIPT = re.compile(r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*;?\s*$")
LINKS = {"a": "href", "link": "href", "area": "href", "img": "src", "time": "datetime"}
LINKS |= {"data": "value", "meter": "value", "object": "data"}
"""The attribute that has an element's value, by its tag."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a property: words with their place if they are an element's, what an attribute
    says, or an item."""

    words: str = ""
    place: Span | None = None
    told: str | None = None
    item: "Item | None" = None


@dataclass(slots=True, eq=False)
class Item:
    """A thing that the markup describes; `place` is that of its element."""

    types: frozenset[str]
    place: Span | None = None
    properties: dict[str, list[Value]] = field(default_factory=dict)

    def values(self, *names: str) -> list[Value]:
        """All values of some properties, in the order of the names."""
        return [value for name in names for value in self.properties.get(name, ())]

    def items(self, *names: str) -> list["Item"]:
        """The items among these values."""
        return [value.item for value in self.values(*names) if value.item is not None]

    def told(self, *names: str) -> str | None:
        """The first of these values that is text: as an attribute says it, or as it is printed."""
        found = (value.told or value.words for value in self.values(*names) if value.item is None)
        return next((one.strip() for one in found if one.strip()), None)


def all_items(roots: Sequence[Item]) -> list[Item]:
    """Items with all that are within them, each once."""
    found: dict[int, Item] = {}
    waiting = list(reversed(roots))
    while waiting:
        item = waiting.pop()
        if id(item) not in found:
            found[id(item)] = item
            inner = [value.item for some in item.properties.values() for value in some]
            waiting += [one for one in reversed(inner) if one is not None]
    return list(found.values())


def bare(name: str) -> str:
    """A name of the vocabulary, without where that is."""
    return VOCABULARY.sub("", name.strip()).strip("/")


# JSON-LD.


def json_ld(tree: LexborHTMLParser) -> tuple[list[Item], int]:
    """The items of a page's JSON-LD, and how many of its scripts are no JSON and name an answer."""
    found: list[Item] = []
    broken = 0
    for script in tree.css('script[type*="ld+json" i]')[:MOST_SCRIPTS]:
        text = AROUND_SCRIPT.sub("", script.text())
        try:
            read = json.loads(text, strict=False, object_pairs_hook=_with_all)
        except (ValueError, RecursionError):
            broken += any(one in text for one in OF_ANSWERS)
            continue
        reader = _JsonReader(read)
        found += reader.roots
    return found, broken


def _with_all(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of JSON; a key that stands twice has both values, as nothing says which is meant:
    of two authors neither would be known to have written."""
    found: dict[str, list[object]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {
        key: values[0] if len(values) == 1 else [one for value in values for one in _listed(value)]
        for key, values in found.items()
    }


class _JsonReader:
    """Reads the items of one script; an item that is only named is the one of that name."""

    def __init__(self, read: object) -> None:
        self._named: dict[str, Item] = {}
        self._count = 0
        self.roots = [item for one in _listed(read) if (item := self._item(one, 0)) is not None]

    def _item(self, read: object, depth: int) -> Item | None:
        self._count += 1
        if not isinstance(read, Mapping) or depth > MOST_DEPTH or self._count > MOST_ITEMS:
            return None
        if "@graph" in read:
            inner = [self._item(part, depth + 1) for part in _listed(read["@graph"])]
            values = [Value(item=one) for one in inner if one is not None]
            return Item(frozenset(), None, {"@graph": values})
        name = read.get("@id")
        item = self._named.get(name) if isinstance(name, str) else None
        if item is None:
            item = Item(frozenset())
            if isinstance(name, str):
                self._named[name] = item
        types = [one for one in _listed(read.get("@type")) if isinstance(one, str)]
        item.types |= frozenset(map(bare, types))
        for key, value in read.items():
            if isinstance(key, str) and not key.startswith("@"):
                told = [self._value(part, depth) for part in _listed(value)]
                values = item.properties.setdefault(bare(key), [])
                values += [one for one in told if one is not None]
        return item

    def _value(self, read: object, depth: int) -> Value | None:
        if isinstance(read, bool) or read is None:
            return None
        if isinstance(read, str | int | float):
            return Value(str(read))
        if isinstance(read, Mapping) and "@value" in read:
            return self._value(read["@value"], depth) if depth < MOST_DEPTH else None
        item = self._item(read, depth + 1)
        return None if item is None else Value(item=item)


def _listed(read: object) -> list[object]:
    return read if isinstance(read, list) else [read]


# Microdata and RDFa.


@dataclass(frozen=True, slots=True)
class Syntax:
    """The attributes by which elements say what they are; `about` are those that say of which other
    thing all within an element is."""

    scope: str
    type: str
    name: str
    about: tuple[str, ...] = ()

    @property
    def selector(self) -> str:
        """The elements that say something."""
        return ", ".join(f"[{one}]" for one in (self.scope, self.name, *self.about))

    def is_aside(self, attributes: Mapping[str, str | None]) -> bool:
        """Whether what stands within an element is said of another thing than what is around it."""
        is_value = self.name in attributes and "about" not in attributes
        return not is_value and any(one in attributes for one in self.about)


MICRODATA = Syntax("itemscope", "itemtype", "itemprop")
RDFA = Syntax("typeof", "typeof", "property", ("about", "resource"))


def elements_of(tree: LexborHTMLParser, syntax: Syntax) -> list[LexborNode]:
    """The elements whose places are needed."""
    return tree.css(syntax.selector)[:MOST_ITEMS] if tree.css_first(f"[{syntax.scope}]") else []


def items_of(elements: Sequence[LexborNode], derived: Derived, syntax: Syntax) -> list[Item]:
    """The items that elements describe, those that are within no other."""
    items: dict[int, Item] = {}
    aside: set[int] = set()
    for node in elements:
        attributes = node.attributes
        if syntax.scope in attributes:
            types = (attributes.get(syntax.type) or "").split()
            items[node.mem_id] = Item(frozenset(map(bare, types)), derived.place(node))
        elif syntax.is_aside(attributes):
            aside.add(node.mem_id)
    owners = _Owners(items, aside)
    roots = dict(items)
    for node in elements:
        attributes = node.attributes
        names = (attributes.get(syntax.name) or "").split()
        owner = owners.of(node) if names else None
        if owner is None:
            continue
        value = _value(node, attributes, derived, items.get(node.mem_id))
        for name in names:
            owner.properties.setdefault(bare(name), []).append(value)
        roots.pop(node.mem_id, None)
    return list(roots.values())


def _value(
    node: LexborNode, attributes: Mapping[str, str | None], derived: Derived, item: Item | None
) -> Value:
    place = derived.place(node)
    told = attributes.get("content") or attributes.get(LINKS.get(node.tag or "", ""))
    # What is hidden where it stands may be printed elsewhere.
    unseen = told or (node.text()[:LONGEST_UNSEEN] if item is None else "")
    words = derived.text[place.start : place.end] if place is not None else unseen
    return Value(words, place, told, item)


class _Owners:
    """The item within which an element stands; none of what is known for an element that is about
    another."""

    def __init__(self, items: Mapping[int, Item], aside: Collection[int]) -> None:
        self._items = items
        self._known: dict[int, Item | None] = dict.fromkeys(aside)

    def of(self, node: LexborNode) -> Item | None:
        climbed: list[int] = []
        above = node.parent
        found: Item | None = None
        while above is not None:
            number = above.mem_id
            if number in self._items:
                found = self._items[number]
                break
            if number in self._known:
                found = self._known[number]
                break
            climbed.append(number)
            above = above.parent
        self._known.update(dict.fromkeys(climbed, found))
        return found


def every_element(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """The elements of both syntaxes."""
    for syntax in (MICRODATA, RDFA):
        yield from elements_of(tree, syntax)
