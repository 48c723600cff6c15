"""The route of the examples: whose questions are offered to patients who have not asked yet."""

from fastapi import APIRouter
from fastapi.responses import Response

from bot.query.taught_synonyms import PATIENCE
from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute
from bot.staff.desk import Desk
from bot.staff.layout import ROOT
from bot.staff.responses import not_here, redirect, refused
from bot.staff.routes.fields import LongField, ShortField
from index.library.lock import changing
from index.library.open import Library
from index.storage.examples import MOST_EXAMPLES, read_examples, write_examples

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@routes.post("/pages/example")
def choose_example(
    desk: CurrentDesk, session: CurrentSession, page: LongField, offered: ShortField
) -> Response:
    """Choose a page's question as an example for patients, or leave it out again."""
    library = desk.service.library
    with changing(library.folder, PATIENCE):
        rest = [one for one, _ in _chosen_in(library) if one != page]
        if offered == "yes":
            if not library.titles_of([page]):
                words = "This page is not in the library any more, or has no title."
                return not_here(desk, session, words, "/pages")
            if len(rest) >= MOST_EXAMPLES:
                return refused(f"{MOST_EXAMPLES} examples are chosen; leave one out first.")
            rest.append(page)
        desk.audit.note(session.name, "chose examples", pages=rest)
        write_examples(library.folder, rest)
    return redirect("/pages#examples")


def examples_of(desk: Desk) -> list[tuple[str, str]]:
    """The pages that are chosen and are here, each with its title."""
    return _chosen_in(desk.service.library)


def _chosen_in(library: Library) -> list[tuple[str, str]]:
    """The pages that are chosen, as far as they are here; none where that cannot be read, so that
    choosing anew mends it."""
    try:
        return library.titles_of(read_examples(library.folder))
    except ValueError:
        return []
