"""Web pages that are made at random, with the words that they show.

Every page is a tree of elements around words that are all different, so that a word that is lost,
shown twice, torn or run together with its neighbour is seen.
"""

from dataclasses import dataclass, field
from random import Random

APART = "\n"
"""Stands between words that are not in one line, or not in one word."""
BLOCKS = (
    "div p section article ul ol blockquote h2 h3 header footer main aside nav dl figure"
    " address details"
).split()
INLINE = "span b i em strong a font u s small code sub sup abbr label cite q mark bdi kbd".split()
HIDDEN = ("<script>{}</script>", "<style>{}</style>", "<template>{}</template>", "<!-- {} -->")
HIDING = (
    "hidden",
    'style="display:none"',
    "style='color: red; DISPLAY : none'",
    "style=display:none",
)
SPACES = (" ", "\n", "\t", "  \n ", "\r\n", "\f ")
REFERENCES = ("&amp;", "&lt;", "&gt;", "&eacute;", "&#8217;", "&#x2019;", "&mdash;", "&quot;")
SHOWN = dict(zip(REFERENCES, '&<>é’’—"', strict=True))


@dataclass
class Made:
    """A page as it is written, and the words that it shows, parted by `APART` and blanks."""

    rng: Random
    html: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    count: int = 0
    is_typed: bool = False

    @property
    def words(self) -> list[str]:
        return "".join(self.shown).split()

    def add(self, written: str, shown: str = "") -> None:
        self.html.append(written)
        self.shown.append(shown)

    def word(self) -> None:
        self.count += 1
        reference = self.rng.choice(REFERENCES) if self.rng.random() < 0.2 else ""
        ending = self.rng.choice(("", "", ".", ",", "é"))
        name = f"w{self.count}"
        self.add(f"{name}{reference}{ending}", f"{name}{SHOWN.get(reference, '')}{ending}")

    def space(self) -> None:
        space = self.rng.choice(SPACES)
        self.add(space, " ")

    def phrase(self, depth: int) -> None:
        """Words in a line, some within elements; whether blanks stand between is chance."""
        for _ in range(self.rng.randint(1, 4)):
            kind = self.rng.random()
            if kind < 0.5 or depth <= 0:
                self.word()
            elif kind < 0.85:
                name = self.rng.choice(INLINE)
                self.add(f"<{name}>")
                self.phrase(depth - 1)
                self.add(f"</{name}>")
            elif kind < 0.92:
                self.add("<br>", APART)
            else:
                self.hidden()
            if self.rng.random() < 0.6:
                self.space()

    def hidden(self) -> None:
        """What is not drawn."""
        if self.rng.random() < 0.5:
            self.add(self.rng.choice(HIDDEN).format("gone = 1"))
        else:
            # a division would end the paragraph around it
            self.add(f"<span {self.rng.choice(HIDING)}>gone <b>too</b></span>")

    def block(self, depth: int) -> None:
        kind = self.rng.random()
        if kind < 0.15:
            self.table(depth)
        elif kind < 0.25:
            self.typed()
        elif kind < 0.4:
            self.list(depth)
        else:
            name = self.rng.choice(BLOCKS)
            self.add(f"<{name}{' open' if name == 'details' else ''}>", APART)
            if depth <= 0 or self.rng.random() < 0.5 or name in {"p", "h2", "h3"}:
                self.phrase(2)
            else:
                self.blocks(depth - 1)
            # a paragraph is closed by the next block
            self.add("<hr>" if name == "p" and self.rng.random() < 0.3 else f"</{name}>", APART)

    def list(self, depth: int) -> None:
        self.add("<ul>", APART)
        for _ in range(self.rng.randint(1, 3)):
            self.add("<li>", APART)
            self.phrase(1)
            if depth > 0 and self.rng.random() < 0.2:
                self.list(depth - 1)
            self.add(self.rng.choice(("", "</li>")), APART)
        self.add("</ul>", APART)

    def table(self, depth: int) -> None:
        self.add("<table>", APART)
        for _ in range(self.rng.randint(1, 3)):
            self.add("<tr>", APART)
            for _ in range(self.rng.randint(1, 3)):
                self.add(self.rng.choice(("<td>", "<th>")), APART)
                if depth > 0 and self.rng.random() < 0.2:
                    self.blocks(depth - 1)
                else:
                    self.phrase(1)
                self.add("</td>", APART)
            self.add("</tr>", APART)
        self.add("</table>", APART)

    def typed(self) -> None:
        self.add("<pre>", APART)
        for _ in range(self.rng.randint(1, 4)):
            self.word()
            self.add(self.rng.choice((" ", "\n", "  ", "\n\n")), APART)
        self.add("</pre>", APART)

    def blocks(self, depth: int) -> None:
        for _ in range(self.rng.randint(1, 4)):
            if self.rng.random() < 0.25:
                self.phrase(1)  # text beside blocks
            self.block(depth)
            if self.rng.random() < 0.1:
                self.hidden()


def made(seed: int, depth: int = 3) -> Made:
    """A page, and what it shows, by a number."""
    page = Made(Random(seed))
    page.add(
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>not shown</title></head><body>'
    )
    page.blocks(depth)
    page.add("</body></html>", APART)
    return page
