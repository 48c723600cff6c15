"""Which elements a page's own style sheets hide: `<style>.note { display: none }</style>`.

Only what is sure hides anything: a rule that holds for every screen, by a selector of names,
classes and ids. What any other rule may show is not hidden, whether that holds for this screen or
not; and where a rule that shows something cannot be read, no sheet of the page hides anything.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

LARGEST = 1_000_000
"""Characters of all style sheets of a page; no more are read."""
MOST_WORK = 2_000_000
"""Elements times selectors; a page with more is drawn as if it had no style sheets."""
MOST_RULES = 2_000
COMMENT = re.compile(r"/\*(?s:.)*?(?:\*/|\Z)")
STRING = re.compile(r"\"(?:[^\"\\\n]|\\(?s:.))*\"?|'(?:[^'\\\n]|\\(?s:.))*'?")
DISPLAY = re.compile(r"(?:^|;)\s*display\s*:\s*([a-z-]+)([^;]*)", re.IGNORECASE)
SCREENS = frozenset({"", "all", "screen"})
NAME = r"(?:[\w-]|[^\x00-\x7f])+"
COMPOUND = rf"(?:\*|{NAME})?(?:[.#]{NAME})*"
SURE = re.compile(rf"{COMPOUND}(?:\s*[\s>]\s*{COMPOUND}){{0,5}}")
"""A selector of which every part is a name, a class or an id."""
OF_A_MOMENT = re.compile(r":(?:hover|focus|active|target|checked|visited|focus-\w+)\b|::")
"""What holds only while a reader does something, and what is no element."""
NARROWING = re.compile(r"\[[^\]]*\]|(?<!\\)::?[\w-]+(?:\([^()]*\))?")
"""What makes a selector fit fewer elements: without it, it fits these and more."""
PARTS = ((r"#", 100), (r"\.", 10))
"""What weighs in a selector beside names."""


class Rule(NamedTuple):
    """What a style sheet says of `display`: for which elements, and whether on every screen."""

    selector: str
    hides: bool
    is_important: bool
    is_always: bool


def hidden_by_sheets(tree: LexborHTMLParser) -> frozenset[int]:
    """The elements that a page's style sheets hide, by their `mem_id`."""
    found = chain.from_iterable(map(_rules, sheets(tree, "display")))
    rules = list(islice(found, MOST_RULES + 1))
    hiding = [rule for rule in rules if rule.hides and rule.is_always and is_sure(rule.selector)]
    if not hiding or len(rules) > MOST_RULES or len(rules) * len(tree.css("*")) > MOST_WORK:
        return frozenset()
    order = {id(rule): n for n, rule in enumerate(rules)}
    hidden: dict[int, tuple[bool, int, int]] = {}
    try:
        for rule in hiding:
            for node in tree.css(rule.selector):
                rank = (rule.is_important, weight(rule.selector), order[id(rule)])
                hidden[node.mem_id] = max(rank, hidden.get(node.mem_id, rank))
        for rule in rules if hidden else ():
            if rule.hides or OF_A_MOMENT.search(rule.selector):
                continue
            is_known = rule.is_always and is_sure(rule.selector)
            rank = (rule.is_important, weight(rule.selector), order[id(rule)])
            for node in tree.css(rule.selector if is_known else _wider(rule.selector)):
                held = hidden.get(node.mem_id)
                if held is not None and (not is_known or rank > held):
                    del hidden[node.mem_id]
    except SelectolaxError:
        return frozenset()  # nobody knows what it would show
    return frozenset(hidden)


def sheets(tree: LexborHTMLParser, word: str) -> list[str]:
    """The texts of the style sheets, without comments and strings; none if a word is in none of
    them."""
    found = [
        node.text()
        for node in tree.css("style")
        if (node.attributes.get("media") or "").strip().lower() in SCREENS
    ]
    if sum(map(len, found)) > LARGEST or not any(word in one.lower() for one in found):
        return []
    return [STRING.sub('""', COMMENT.sub(" ", one)) for one in found]


def _rules(sheet: str) -> Iterator[Rule]:
    """The rules of a sheet that say how something is displayed."""
    return chain.from_iterable(_said(*one) for one in statements(sheet))


def statements(sheet: str) -> Iterator[tuple[str, str, bool]]:
    """The rules of a sheet, as selectors, what is said, and whether it holds on every screen; those
    within others hold on some only."""
    open_at: list[tuple[str, int]] = []
    start = 0
    for found in re.finditer(r"[{}]", sheet):
        if found[0] == "{":
            prelude = sheet[start : found.start()].rpartition(";")[2].strip()
            open_at.append((prelude, found.end()))
        elif open_at:
            prelude, begin = open_at.pop()
            if begin == start and not prelude.startswith("@"):
                yield prelude, sheet[begin : found.start()], not open_at
        start = found.end()


def _said(prelude: str, body: str, is_always: bool) -> Iterator[Rule]:
    values = DISPLAY.findall(body)
    if values:
        value, more = values[-1]
        for selector in prelude.split(","):
            is_important = "important" in more.lower()
            yield Rule(selector.strip(), value.lower() == "none", is_important, is_always)


def matched(tree: LexborHTMLParser, selector: str) -> Sequence[LexborNode]:
    """The elements that a selector fits; none if it cannot be read."""
    try:
        return tree.css(selector)
    except SelectolaxError:
        return ()


def is_sure(selector: str) -> bool:
    """Whether it is known which elements a selector fits, as it has names, classes and ids only."""
    return bool(selector) and SURE.fullmatch(selector) is not None


def _wider(selector: str) -> str:
    """A selector that fits at least what this one does."""
    parts = re.split(r"\s*[\s>+~]\s*", NARROWING.sub("", selector).strip())
    return parts[-1] or "*"


def weight(selector: str) -> int:
    """How much a selector counts beside others."""
    names = len(re.findall(rf"(?:^|[\s>])({NAME})", selector))
    return names + sum(worth * len(re.findall(part, selector)) for part, worth in PARTS)
