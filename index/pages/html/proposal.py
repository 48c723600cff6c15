"""Proposes a recipe for a site from the repeated structure of some of its pages.

Boxes are elements of one kind of which each holds a person's name and words in sentences; the kinds
of the parts within are those that most boxes have. A person looks at what it would read, and keeps
it as a file, or corrects it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.pages.html.derived import Derived, derived
from index.pages.html.recipes import Recipe
from index.pages.html.saved import WebPage
from index.pages.line_reader.names import read_name
from index.pages.line_reader.parts import read_part
from index.pages.line_reader.stars import read_stars
from index.pages.toml_values import quoted

MOST_ELEMENTS = 20_000
"""Elements of a page that are looked at."""
LONGEST_PART = 160
"""Characters of a name, a specialty, a place or stars."""
LEAST_WORDS = 8
"""Words of an answer."""
PRESSED = "button, nav, form, select, [role=button]"
"""What is there to be pressed or filled in, and is no part of anybody's words."""
PLAIN_CLASS = re.compile(r"[A-Za-z_][\w-]*")
NUMBERED = re.compile(r"\d{2,}")
"""What is in a class that is of one element alone."""
SHARE = 0.5
"""Share of the boxes that must have a part."""


@dataclass(frozen=True, slots=True)
class _Box:
    """An element that may be one answer, with the text of every element within."""

    parts: tuple[tuple[str, str], ...]
    """The kind and the text of each, from the outside inwards."""
    plain: frozenset[str]
    """The kinds of those that are alone of their kind, and hold nothing to press."""


def proposed(pages: Sequence[WebPage]) -> Recipe | None:
    """A recipe that reads those pages; None where no structure repeats that looks like answers."""
    boxes: dict[str, list[_Box]] = defaultdict(list)
    for page in pages:
        for kind, box in _boxes(page.tree):
            boxes[kind].append(box)
    best = max(boxes, key=lambda kind: (len(boxes[kind]), -_length(boxes[kind])), default=None)
    if best is None:
        return None
    found = boxes[best]
    answer = _commonest(found, _longest_words)
    author = _commonest(found, _first(_is_name))
    if answer is None or author is None:
        return None
    hosts = {urlsplit(link).hostname or "" for page in pages if (link := page.around.link)}
    return Recipe(
        box=best,
        answer=answer,
        name=", ".join(sorted(hosts)),
        sites=tuple(sorted(host.removeprefix("www.") for host in hosts)),
        title=_title(pages),
        author=author,
        specialty=_commonest(found, _first(_is_about)),
        stars=_commonest(found, _first(lambda text: read_stars(text) is not None)),
        date="time" if all(page.tree.css_first(f"{best} time") for page in pages) else None,
    )


def _title(pages: Sequence[WebPage]) -> str | None:
    """What the title of every page is: its heading, or else its only one of the second rank."""
    if all(page.tree.css_first("h1") for page in pages):
        return "h1"
    return "h2" if all(len(page.tree.css("h2")) == 1 for page in pages) else None


def toml_of(recipe: Recipe) -> str:
    """A recipe as the text of its file."""
    fields = ("name", "sites", "title", "question", "box", "headline", "answer", "author",
              "credentials", "specialty", "place", "stars", "date", "leave_out")  # fmt: skip
    told = ((name, getattr(recipe, name)) for name in fields)
    lines = [f"{name} = {quoted(value)}" for name, value in told if value]
    return "\n".join(lines) + "\n"


def _length(boxes: Sequence[_Box]) -> int:
    """How much text boxes hold: of two kinds with as many, the inner one is meant."""
    return sum(len(box.parts[0][1]) for box in boxes)


def _boxes(tree: LexborHTMLParser) -> Iterator[tuple[str, _Box]]:
    """The elements of a page that may each be one answer with its doctor, by their kinds."""
    elements = [node for node in tree.css("body *")[:MOST_ELEMENTS] if _kind(node) is not None]
    text = derived(tree, elements)
    texts = {node.mem_id: _text(text, node) for node in elements}
    named = [node for node in elements if _is_name(texts[node.mem_id])]
    pressed = _holders(tree.css(PRESSED)[:MOST_ELEMENTS])
    seen: set[int] = set()
    for name in named:
        box = name.parent
        while box is not None and box.tag not in ("body", "html", None):
            kind = _kind(box)
            if kind is not None and box.mem_id in texts and _is_words(texts[box.mem_id]):
                inner = [(one, node.mem_id) for node in box.css("*")[:MOST_ELEMENTS] if
                         (one := _kind(node)) is not None and node.mem_id in texts]  # fmt: skip
                parts = [(one, texts[number]) for one, number in inner]
                if box.mem_id not in seen and any(_is_words(words) for _, words in parts):
                    seen.add(box.mem_id)
                    count = Counter(one for one, _ in inner)
                    plain = {one for one, number in inner if count[one] == 1} - {
                        one for one, number in inner if number in pressed
                    }
                    yield kind, _Box(((kind, texts[box.mem_id]), *parts), frozenset(plain))
                break
            box = box.parent


def _holders(nodes: Sequence[LexborNode]) -> set[int]:
    """Some elements, and all that hold one of them."""
    found: set[int] = set()
    for node in nodes:
        above: LexborNode | None = node
        while above is not None and above.mem_id not in found:
            found.add(above.mem_id)
            above = above.parent
    return found


def _text(text: Derived, node: LexborNode) -> str:
    place = text.place(node)
    return "" if place is None else text.text[place.start : place.end]


def _kind(node: LexborNode) -> str | None:
    """A selector for elements like this one; None of one without a class that tells them."""
    classes = (node.attributes.get("class") or "").split()
    plain = [one for one in classes if PLAIN_CLASS.fullmatch(one) and not NUMBERED.search(one)]
    return f"{node.tag}.{plain[0]}" if plain else None


def _commonest(boxes: Sequence[_Box], choose: Callable[[_Box], str | None]) -> str | None:
    """The kind of a part that most boxes have."""
    counted = Counter(kind for box in boxes if (kind := choose(box)) is not None)
    kind, count = counted.most_common(1)[0] if counted else (None, 0)
    return kind if count >= SHARE * len(boxes) else None


def _longest_words(box: _Box) -> str | None:
    """The kind of the inmost element with all the words; better of one without buttons, that is
    alone of its kind."""
    names = [text for _, text in box.parts[1:] if _is_name(text)]
    words = [
        (kind in box.plain, len(text), at, kind)
        for at, (kind, text) in enumerate(box.parts[1:])
        if _is_words(text) and not any(name in text for name in names)
    ]
    return max(words)[3] if words else None


def _first(is_part: Callable[[str], bool]) -> Callable[[_Box], str | None]:
    def choose(box: _Box) -> str | None:
        first = next((text for _, text in box.parts[1:] if is_part(text)), None)
        same = [kind for kind, text in box.parts[1:] if text == first]
        return same[-1] if first is not None and same else None

    return choose


def _is_name(text: str) -> bool:
    is_line = 0 < len(text) <= LONGEST_PART and "\n" not in text
    return is_line and read_name(text, in_byline=True) is not None


def _is_about(text: str) -> bool:
    """Whether a text is a specialty, with or without a place."""
    part = read_part(text) if 0 < len(text) <= LONGEST_PART and "\n" not in text else None
    kinds = frozenset() if part is None else part.kinds
    return bool(kinds & {"specialty", "place"}) and "name" not in kinds


def _is_words(text: str) -> bool:
    return len(text.split()) >= LEAST_WORDS and re.search(r"[.!?]", text) is not None
