"""Reads a saved web page: its bytes → its text, derived once, and the answers on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from selectolax.lexbor import LexborHTMLParser

from index.errors import UnreadablePage
from index.model import Page
from index.pages.html.around import Around, around
from index.pages.html.assembled import FoundPage, assembled
from index.pages.html.beside import checked
from index.pages.html.charset import characters
from index.pages.html.derived import DERIVED_BY, Derived, derived, parsed
from index.pages.html.items import (
    MICRODATA,
    RDFA,
    Item,
    Syntax,
    elements_of,
    every_element,
    items_of,
    json_ld,
)
from index.pages.html.marked import marked
from index.pages.html.message import WebPart, is_markup, is_message, page_in, unzipped
from index.pages.html.not_own import ElementsNotOwn, NotOwn
from index.pages.html.recipes import Recipe, read_by_any, shipped_recipes, usable
from index.pages.html.unmarked import page_of_lines, places_wanted
from index.pages.html.xhtml import as_html
from index.pages.line_reader.text import LARGEST_PAGE

MESSAGES = (".mhtml", ".mht")
"""What the names of pages end in that were saved as messages."""
XHTML = (".xhtml", ".xht")
"""What the names of pages end in that browsers read as XML."""
UNPACKED = (".html", ".htm", *XHTML, *MESSAGES)
WEB_PAGES = (*UNPACKED, *(f"{ending}.gz" for ending in UNPACKED))
"""What the names of saved web pages end in."""
LARGEST_WEB_PAGE = 20_000_000
"""Bytes that a web page may have: pictures may be written into it."""


def is_web_page(file: PurePath) -> bool:
    """Whether a file is a saved web page, by its name."""
    return file.name.lower().endswith(WEB_PAGES)


@dataclass(frozen=True, slots=True)
class WebPage:
    """A web page whose text is derived: the tree of its markup, and what must be said of it."""

    tree: LexborHTMLParser
    derived: Derived
    not_own: NotOwn
    warnings: tuple[str, ...]
    around: Around
    recipes: tuple[Recipe, ...] = ()
    """Those beside the page."""
    derived_by: str = DERIVED_BY

    @property
    def text(self) -> str:
        """The page's text."""
        return self.derived.text

    def page(self, page_id: str, source: str, digest: str) -> Page:
        """The page with its answers.

        Raises:
            UnreadablePage: it is no page of doctors' answers.
        """
        found, told = self._found()
        if found is not None:
            found = self._without_others(checked(found, self.text))
            return assembled(self.text, found, page_id=page_id, source=source, digest=digest)
        try:
            page = page_of_lines(
                self.tree,
                self.derived,
                self.not_own,
                page_id=page_id,
                source=source,
                digest=digest,
            )
        except UnreadablePage as error:
            reason = "; ".join(filter(None, (told, error.reason)))
            raise UnreadablePage(source, reason) from error
        page = self.with_link(page)
        return page if told is None else replace(page, warnings=(told, *page.warnings))

    def _without_others(self, found: FoundPage) -> FoundPage:
        """The page's parts, in doubt each answer of which something is struck out or quoted."""
        doubt = self.not_own.doubt
        answers = (
            replace(one, doubt=one.doubt or doubt(one.body, one.byline, one.headline))
            for one in found.answers
        )
        return replace(found, answers=tuple(answers))

    def _found(self) -> tuple[FoundPage | None, str | None]:
        """The page as a recipe beside it has it, or its markup, or a recipe that comes with the
        program; and what must be said of markup that is not shown."""
        own = read_by_any(self.recipes, self.tree, self.around)
        if own is not None:
            return own, None
        items, broken = json_ld(self.tree)
        found, told = marked(self._markup(items), self.derived, self.around)
        if found is not None:
            return found, None
        told = told or ("its markup, a script of JSON-LD, is no JSON" if broken else None)
        return read_by_any(shipped_recipes(), self.tree, self.around), told

    def with_link(self, page: Page) -> Page:
        """The page with what is known of it as a whole told of each of its answers."""
        link, language = self.around.link, self.around.language
        answers = (replace(one, url=link, language=language) for one in page.answers)
        return replace(page, answers=tuple(answers))

    def _markup(self, scripts: list[Item]) -> list[tuple[str, list[Item]]]:
        """What each kind of markup on the page says."""
        return [
            ("microdata", self._items_of(MICRODATA)),
            ("RDFa", self._items_of(RDFA)),
            ("JSON-LD", scripts),
        ]

    def _items_of(self, syntax: Syntax) -> list[Item]:
        return items_of(elements_of(self.tree, syntax), self.derived, syntax)


def web_page(data: bytes, source: str, name: str, recipes: Sequence[Path] = ()) -> WebPage:
    """A web page and its text.

    Args:
        name: that of its file, whose ending tells whether it is a message, or XHTML, where its
            bytes do not.
        recipes: the files of those beside the page; one that cannot be used is warned of.

    Raises:
        UnreadablePage: its encoding is not known, its text is too long, or it is made so that it
            would take very long to read.
    """
    data = unzipped(data, source, LARGEST_WEB_PAGE)
    part = _part(data, source, name.lower().removesuffix(".gz"))
    found = characters(part.data, source, part.charset)
    tree = parsed(as_html(found.text) if part.is_xhtml else found.text, source)
    elements = ElementsNotOwn.of(tree)
    wanted = (*places_wanted(tree), *elements.every, *every_element(tree))
    text = derived(tree, wanted)
    if len(text.text) > LARGEST_PAGE:
        length = f"{len(text.text):,} characters of text, more than the {LARGEST_PAGE:,}"
        raise UnreadablePage(source, f"{length} that are read; split it")
    known, unfit = usable(recipes, tree, found.text)
    told = (*found.warnings, *unfit)
    beside = around(tree, found.text, part.location)
    return WebPage(tree, text, elements.places(text), told, beside, known)


def _part(data: bytes, source: str, name: str) -> WebPart:
    """The bytes of a page, of the message that holds it, if one does."""
    if not is_markup(data) and (name.endswith(MESSAGES) or is_message(data)):
        return page_in(data, source)
    return WebPart(data, is_xhtml=name.endswith(XHTML))
