"""Recipes: which elements of a site's pages are its answers, and who gave them, as CSS selectors.

A recipe is a small file that anybody can read and write. `NAME.recipe.toml` reads the pages beside
it; those in the folder `recipes` come with the program, for sites whose pages are public:

    name = "Ask a doctor, 2024"
    sites = ["example.org"]         where its pages are from; left out: anywhere
    title = "h1"
    question = ".question p"
    box = "article.answer"          one answer with its doctor; all below is looked for in it
    answer = ".text"                the doctor's words; several elements must stand together
    author = ".name"                "Ruth Okafor, MD"
    leave_out = [".advertisement"]  what stands at the ends of the words and is none of them

and headline, credentials, specialty, place, stars and date, if the page has them.
"""

import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import date
from functools import cache, lru_cache
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from index.model import Doctor, Span
from index.pages.html.around import Around
from index.pages.html.assembled import FoundAnswer, FoundPage
from index.pages.html.derived import Derived, derived
from index.pages.html.selector_trial import SECONDS, takes_too_long
from index.pages.line_reader.authors import read_author
from index.pages.line_reader.days import is_of_another_event, partial_date, told_day
from index.pages.line_reader.names import is_nobody
from index.pages.line_reader.places import read_place
from index.pages.line_reader.stars import read_stars

SHIPPED = Path(__file__).with_name("recipes")
ENDING = ".recipe.toml"
LARGEST_RECIPE = 100_000
"""Bytes that a recipe may have."""
MOST_BOXES = 300
SETTLED = 2_000_000_000
"""Nanoseconds after which a folder that changed again has another time of change for sure."""
FOLDERS_KEPT = 64
ATTRIBUTION = ("author", "credentials", "specialty", "place", "stars")
"""The parts of a box that are the byline."""
IN_BOX = ("headline", "answer", *ATTRIBUTION, "date")
NEEDED = ("box", "answer")
TWO_AUTHORS = "its box names two authors"


class UnfitRecipe(ValueError):
    """A recipe that cannot be used, and why."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe; None is what its pages do not have. `file` is where it was read from."""

    box: str
    answer: str
    name: str = ""
    sites: tuple[str, ...] = ()
    title: str | None = None
    question: str | None = None
    headline: str | None = None
    author: str | None = None
    credentials: str | None = None
    specialty: str | None = None
    place: str | None = None
    stars: str | None = None
    date: str | None = None
    leave_out: tuple[str, ...] = ()
    file: str = ""

    def is_for(self, link: str | None) -> bool:
        """Whether it may read a page from there; where the page does not say, it may."""
        host = None if link is None else (urlsplit(link).hostname or "")
        return (
            host is None
            or not self.sites
            or any(host == site or host.endswith(f".{site}") for site in self.sites)
        )


def parsed_recipe(text: str, file: str) -> Recipe:
    """A recipe from the text of its file.

    Raises:
        UnfitRecipe: it is no TOML, has a field that no recipe has, or lacks one.
    """
    try:
        read = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnfitRecipe(f"{file}: no TOML ({error})") from error
    known = {one.name for one in fields_of(Recipe)} - {"file"}
    odd = sorted(set(read) - known)
    if odd:
        raise UnfitRecipe(f"{file}: {odd[0]} is none of {', '.join(sorted(known))}")
    for name, value in read.items():
        several = name in ("sites", "leave_out")
        fits = isinstance(value, list) if several else isinstance(value, str)
        if not fits or (several and not all(isinstance(one, str) for one in value)):
            raise UnfitRecipe(f"{file}: {name} must be {'texts' if several else 'text'}")
        read[name] = tuple(value) if several else value
    missing = [name for name in NEEDED if not read.get(name)]
    if missing:
        raise UnfitRecipe(f"{file}: {missing[0]} is missing")
    return Recipe(**read, file=file)


def read_recipe(file: Path) -> Recipe:
    """A recipe from its file.

    Raises:
        UnfitRecipe: it cannot be read, or as `parsed_recipe`.
    """
    if file.exists() and not file.is_file():  # to open a pipe would wait for ever
        raise UnfitRecipe(f"{file.name}: no regular file")
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST_RECIPE + 1)
        if len(data) > LARGEST_RECIPE:
            raise UnfitRecipe(f"{file.name}: more than {LARGEST_RECIPE:,} bytes")
        return parsed_recipe(data.decode("utf-8"), file.name)
    except OSError as error:
        raise UnfitRecipe(f"{file.name}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise UnfitRecipe(f"{file.name}: no UTF-8") from error


def is_recipe(file: PurePath) -> bool:
    """Whether a file is a recipe, by its name."""
    return file.name.lower().endswith(ENDING)


def recipe_files(page: Path) -> Sequence[Path]:
    """The recipes in a page's folder."""
    folder = page.parent
    try:
        changed = folder.stat().st_mtime_ns
        if time.time_ns() - changed < SETTLED:
            return _recipes_in(folder)
        return _recipes_of(folder, changed)
    except OSError:
        return ()


@lru_cache(FOLDERS_KEPT)
def _recipes_of(folder: Path, changed: int) -> Sequence[Path]:
    """The recipes in a folder as it was then: it is not listed anew for each of its pages."""
    return _recipes_in(folder)


def _recipes_in(folder: Path) -> Sequence[Path]:
    return sorted(file for file in folder.iterdir() if is_recipe(file) and file.is_file())


@cache
def shipped_recipes() -> tuple[Recipe, ...]:
    """The recipes that come with the program."""
    return tuple(read_recipe(file) for file in sorted(SHIPPED.glob("*.toml")))


# A recipe and a page → its answers.


def usable(
    files: Sequence[Path], tree: LexborHTMLParser, text: str
) -> tuple[tuple[Recipe, ...], list[str]]:
    """The recipes in some files, and why others cannot be used on a page of that markup."""
    found: list[Recipe] = []
    unfit: list[str] = []
    for file in files:
        try:
            recipe = read_recipe(file)
            _check_cost(recipe, text)
            check_selectors(recipe, tree)
            found.append(recipe)
        except UnfitRecipe as error:
            unfit.append(f"the recipe {error}; read without it")
    return tuple(found), unfit


def _check_cost(recipe: Recipe, text: str) -> None:
    """Refuse a recipe whose selectors would keep a page from ever being read.

    Raises:
        UnfitRecipe: they would.
    """
    in_box = [one for name in IN_BOX if (one := getattr(recipe, name)) is not None]
    whole = [one for one in (recipe.title, recipe.question, *in_box, *recipe.leave_out) if one]
    if takes_too_long(text, whole, recipe.box, in_box, MOST_BOXES):
        told = f"its selectors take more than {SECONDS:.0f} seconds on this page; make them simpler"
        raise UnfitRecipe(f"{recipe.file}: {told}")


def check_selectors(recipe: Recipe, tree: LexborHTMLParser) -> None:
    """Try every selector of a recipe.

    Raises:
        UnfitRecipe: one is none.
    """
    told = {name: getattr(recipe, name) for name in ("title", "question", "box", *IN_BOX)}
    selectors = [*told.items(), *(("leave_out", one) for one in recipe.leave_out)]
    for name, selector in selectors:
        if selector is not None:
            try:
                tree.css(selector)
            except SelectolaxError as error:
                raise UnfitRecipe(f"{recipe.file}: {name} is no selector ({selector!r})") from error


def read_by_any(
    recipes: Sequence[Recipe], tree: LexborHTMLParser, around: Around
) -> FoundPage | None:
    """The page as the first recipe reads it that finds an answer; None where none does."""
    for recipe in recipes:
        if recipe.is_for(around.link):
            found = _Reading(recipe, tree, around).page()
            if found is not None:
                return found
    return None


class _Reading:
    """A page that is read by a recipe."""

    def __init__(self, recipe: Recipe, tree: LexborHTMLParser, around: Around) -> None:
        self._recipe, self._around = recipe, around
        self._boxes = tree.css(recipe.box)[:MOST_BOXES]
        self._parts = [
            {
                name: box.css(selector)
                for name in IN_BOX
                if (selector := getattr(recipe, name)) is not None
            }
            for box in self._boxes
        ]
        self._title = tree.css(recipe.title) if recipe.title else []
        self._question = tree.css(recipe.question) if recipe.question else []
        self._left_out = [node for one in recipe.leave_out for node in tree.css(one)]
        wanted = [node for parts in self._parts for some in parts.values() for node in some]
        self._text = (
            derived(tree, [*wanted, *self._title, *self._question, *self._left_out])
            if self._boxes
            else Derived("", {})
        )
        self._strange = sorted(self._places(self._left_out))

    def page(self) -> FoundPage | None:
        """The page; None without an answer."""
        answers = tuple(one for parts in self._parts for one in self._answer(parts))
        if not answers:
            return None
        title = next(iter(self._places(self._title)), None)
        question = self._together(self._places(self._question))
        told = f"named by the recipe {self._recipe.name or self._recipe.file}"
        return FoundPage(answers, told, title, question)

    def _answer(self, parts: dict[str, list[LexborNode]]) -> Iterator[FoundAnswer]:
        body = self._together(self._places(parts["answer"]))
        if body is None:
            return
        words = {name: self._words(parts.get(name, [])) for name in IN_BOX}
        authors = {" ".join(one.split()) for one in words["author"]}
        doctor, doubt, oddities = self._doctor(words)
        byline = self._byline(parts, body)
        day = self._day(parts.get("date", []))
        yield FoundAnswer(
            body=body,
            doctor=doctor,
            byline=byline,
            headline=self._together(self._places(parts.get("headline", []))),
            answered_on=day,
            dated=None if day is not None else self._partial_date(parts.get("date", [])),
            url=self._around.link,
            language=self._around.language,
            doubt=TWO_AUTHORS if len(authors) > 1 else doubt,
            oddities=oddities,
        )

    def _doctor(self, words: dict[str, list[str]]) -> tuple[Doctor, str | None, tuple[str, ...]]:
        """The doctor, what speaks against it that one wrote the words, and what must be said."""
        first = {name: " ".join(found[0].split()) for name, found in words.items() if found}
        author = read_author(first.get("author"), first.get("credentials"))
        specialty, place = first.get("specialty"), first.get("place")
        line = read_place(specialty) if specialty is not None and place is None else None
        if line is not None and line.place is not None:
            specialty, place = line.specialty, line.place  # "Reno Plastic Surgeon"
        stars = read_stars(first["stars"]) if "stars" in first else None
        is_open = author.name is None and not is_nobody(first.get("author", ""))
        doubt = author.doubt if is_open else None
        oddities = () if author.doubt is None or doubt else (author.doubt,)
        doctor = Doctor(
            name=author.name,
            credentials=author.credentials,
            named_by="byline" if author.name is not None else None,
            place=place,
            specialty=specialty,
            rating=None if stars is None else stars.rating,
            reviews=None if stars is None else stars.reviews,
            status=author.status,
        )
        return doctor, doubt, oddities

    def _day(self, nodes: Sequence[LexborNode]) -> date | None:
        for node in nodes:
            words = "".join(self._words([node]))
            told = (node.attributes.get(name) for name in ("datetime", "content", "title"))
            days = (told_day(one) for one in (*told, words))
            day = next((day for day in days if day is not None), None)
            if day is not None and not is_of_another_event(words):
                return day
        return None

    def _partial_date(self, nodes: Sequence[LexborNode]) -> str | None:
        """What is printed in the place of a day."""
        printed = (partial_date("".join(self._words([node]))) for node in nodes)
        return next((one for one in printed if one is not None), None)

    def _byline(self, parts: dict[str, list[LexborNode]], body: Span) -> Span | None:
        """From the first part of the attribution to the last, if the words are not among them."""
        places = [one for name in ATTRIBUTION for one in self._places(parts.get(name, []))]
        if not places:
            return None
        whole = Span(min(one.start for one in places), max(one.end for one in places))
        if whole.end <= body.start or body.end <= whole.start:
            return whole
        return next(iter(self._places(parts.get("author", []))), None)

    # Places.

    def _places(self, nodes: Sequence[LexborNode]) -> list[Span]:
        found = (self._text.place(node) for node in nodes)
        return [place for place in found if place is not None]

    def _words(self, nodes: Sequence[LexborNode]) -> list[str]:
        return [self._text.text[one.start : one.end] for one in self._places(nodes)]

    def _together(self, places: Sequence[Span]) -> Span | None:
        """One place of several that stand together, without what is left out at its ends; None
        where something stands between them, or is left out in their midst."""
        pieces = [piece for one in sorted(places) if (piece := self._trimmed(one)) is not None]
        outer: list[Span] = []
        for piece in pieces:
            if not outer or piece.start >= outer[-1].end:
                outer.append(piece)
        if not outer:
            return None
        for n in range(len(outer) - 1):
            if self._text.text[outer[n].end : outer[n + 1].start].strip():
                return None
        whole = Span(outer[0].start, outer[-1].end)
        is_torn = any(one.start < whole.end and whole.start < one.end for one in self._strange)
        return None if is_torn else whole

    def _trimmed(self, place: Span) -> Span | None:
        """A place without what is left out at its ends."""
        start, end = place.start, place.end
        for one in self._strange:
            if one.start <= start < one.end:
                start = self._start_from(min(one.end, end), end)
        for one in reversed(self._strange):
            if one.start < end <= one.end:
                end = start + len(self._text.text[start : max(start, one.start)].rstrip())
        return Span(start, end) if start < end else None

    def _start_from(self, start: int, end: int) -> int:
        words = self._text.text[start:end]
        return start + len(words) - len(words.lstrip())
