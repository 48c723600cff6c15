"""Words that a style makes invisible, or strikes out, in another way than `display: none`: that of
an element itself, or a rule of the page's sheets.

The text has them, as a program or a change of the screen may show them. So an answer that has any,
or whose byline or headline has, is in doubt.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.pages.html.derived import LONGEST_STYLE, unescaped
from index.pages.html.style_sheets import (
    MOST_RULES,
    MOST_WORK,
    OF_A_MOMENT,
    is_sure,
    matched,
    sheets,
    statements,
    weight,
)

UNSEEN = "a style hides some of its words, or of its byline, or strikes them out"
NOTHING = re.compile(r"^[+-]?(?=[\d.])0*\.?0*(?:[a-z]+|%)?$")
HIDDEN = re.compile(r"^(?:hidden|collapse)$")
FAR_AWAY = re.compile(
    r"^-(?:\d{4,}(?:\.\d+)?(?:px|pt)|999px|\d{3,}(?:\.\d+)?(?:r?em|ch|ex|vw|vh|%))"
)
CLIPPED = re.compile(
    r"rect\((?:\s*[01](?:px)?[\s,]*){4}\)|inset\(\s*(?:[5-9]\d|\d{3,})(?:\.\d+)?%[^)]*\)"
    r"|(?:circle|ellipse)\(\s*0(?:[a-z%\s][^)]*)?\)|polygon\((?:\s*0(?:px|%)?[\s,]*)+\)"
)
NO_COLOUR = re.compile(
    r"^(?:transparent|(?:rgba?|hsla?)\((?:[^),/]*,){3}\s*0*\.?0+%?\s*\)"
    r"|(?:rgba?|hsla?)\([^)]*/\s*0*\.?0+%?\s*\)|#(?:[0-9a-f]{3}0|[0-9a-f]{6}00))$"
)
SMALL = re.compile(r"^[01](?:\.0*)?(?:px)?$")
COLOURS = ("color", "-webkit-text-fill-color")
SIZES = ("height", "width", "max-height", "max-width")
HIDING = {
    **dict.fromkeys(("opacity", "font-size"), NOTHING),
    **dict.fromkeys(("visibility", "content-visibility"), HIDDEN),
    **dict.fromkeys(("clip", "clip-path"), CLIPPED),
    **dict.fromkeys(("left", "right", "top", "bottom", "text-indent", "margin-left"), FAR_AWAY),
    **dict.fromkeys(COLOURS, NO_COLOUR),
    **dict.fromkeys(SIZES, SMALL),
    "transform": re.compile(r"\bscale(?:[xy]|3d)?\(\s*0*\.?0*\s*[,)]"),
    **dict.fromkeys(("text-decoration", "text-decoration-line"), re.compile("line-through")),
}
"""The values by which a property hides words, or strikes them out: sizes where the rest is cut."""
IMPORTANT = re.compile(r"\s*!\s*important\s*$")
LEFT_OUT = "visibility"
"""By its own style, an element that is hidden so has no text already."""


class Said(NamedTuple):
    """What a rule says of a property: whether it hides by that the elements of a selector."""

    selector: str
    of: str
    hides: bool
    rank: tuple[bool, int]


def unseen_elements(tree: LexborHTMLParser) -> Sequence[LexborNode]:
    """The elements whose words a style hides, or strikes out."""
    styled = tree.css("[style]")
    own = {node.mem_id: _effects(own_style(node)) for node in styled}
    hidden = [
        node
        for node in styled
        if any(hides and of != LEFT_OUT for of, hides in own[node.mem_id].items())
    ]
    return [*hidden, *_by_sheets(tree, own)]


def declared(style: str) -> dict[str, str]:
    """The properties that a style sets, and their values, in small letters."""
    found: dict[str, str] = {}
    for one in style.lower().split(";"):
        name, sign, value = one.partition(":")
        if sign:
            found[name.strip()] = value.strip()
    return found


def own_style(node: LexborNode) -> dict[str, str]:
    """The properties that an element's own style sets, without `!important`."""
    style = unescaped((node.attributes.get("style") or "")[:LONGEST_STYLE])
    return {name: IMPORTANT.sub("", value) for name, value in declared(style).items()}


def _effects(style: Mapping[str, str]) -> dict[str, bool]:
    """Whether a style hides by each of the properties that it sets, and by which one can."""
    return {
        of: hides for of, value in style.items() if (hides := _hides(of, value, style)) is not None
    }


def _hides(of: str, value: str, style: Mapping[str, str]) -> bool | None:
    """None where the property hides nothing, whatever its value."""
    pattern = HIDING.get(of)
    if pattern is None:
        return None
    is_cut = style.get("overflow", "").split(" ")[0] in {"hidden", "clip"}
    ground = style.get("background-color", style.get("background"))
    is_as_ground = of in COLOURS and value == ground
    return is_as_ground or (pattern.search(value) is not None and (is_cut or of not in SIZES))


def _by_sheets(
    tree: LexborHTMLParser, own: Mapping[int, Mapping[str, bool]]
) -> Iterator[LexborNode]:
    """The elements that rules of the page's sheets hide, and neither a rule that weighs more nor
    their own style shows."""
    rules = [one for sheet in sheets(tree, "") for one in _rules(sheet)]
    hiding = [one for one in rules if one.hides]
    if not hiding or len(rules) > MOST_RULES or len(rules) * len(tree.css("*")) > MOST_WORK:
        return
    of_hiding = {one.of for one in hiding}
    best: dict[tuple[int, str], tuple[tuple[bool, int, int], bool, LexborNode]] = {}
    for at, one in enumerate(rules):
        if one.of not in of_hiding or not (one.hides or is_sure(one.selector)):
            continue
        for node in matched(tree, one.selector):
            key, rank = (node.mem_id, one.of), (*one.rank, at)
            if key not in best or rank > best[key][0]:
                best[key] = (rank, one.hides, node)
    for (number, of), (_, hides, node) in best.items():
        if hides and own.get(number, {}).get(of) is None:
            yield node


def _rules(sheet: str) -> Iterator[Said]:
    for prelude, body, is_always in statements(sheet):
        if not is_always:
            continue
        style = declared(body)
        plain = {name: IMPORTANT.sub("", value) for name, value in style.items()}
        for of, hides in _effects(plain).items():
            for selector in map(str.strip, prelude.split(",")):
                if selector and not OF_A_MOMENT.search(selector):
                    is_important = IMPORTANT.search(style[of]) is not None
                    yield Said(selector, of, hides, (is_important, weight(selector)))
