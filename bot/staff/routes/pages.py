"""Routes of the library's pages: list them, upload, review, add."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from fastapi.responses import Response

from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute
from bot.staff.changes import PATIENCE
from bot.staff.desk import Desk
from bot.staff.incoming import StagedUpload
from bot.staff.incoming_view import pages_html, review_html
from bot.staff.layout import ROOT, rendered
from bot.staff.page_list import COLUMNS
from bot.staff.paging import ListAddress, Paging, Sorting, headings
from bot.staff.responses import page as desk_page
from bot.staff.responses import redirect, refused
from bot.staff.routes.examples import examples_of
from bot.staff.routes.fields import ShortField
from bot.staff.routes.progress import begin
from index.library.add import add as add_files
from index.library.report import Report
from index.library.writer import Progress

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@routes.get("/pages")
def pages(
    desk: CurrentDesk,
    session: CurrentSession,
    contains: str = "",
    sort: str = "",
    page: str = "",
) -> Response:
    """The form that takes files, and the pages of the library."""
    contains, sorting = contains[:100], Sorting.of(sort, COLUMNS)
    found = desk.pages().find(contains, sorting)
    given = (("contains", contains), ("sort", "" if sorting is None else sorting.sent))
    address = ListAddress("/pages", [(name, value) for name, value in given if value])
    paging = Paging.of(page, len(found), address)
    held = found[paging.skip : paging.until]
    heads, examples = headings(COLUMNS, sorting, address), examples_of(desk)
    body = pages_html(held, paging, heads, contains, session, examples, desk.watched)
    return desk_page(desk, session, "Pages", "/pages", body)


@routes.post("/pages")
def upload(
    desk: CurrentDesk, session: CurrentSession, files: Annotated[list[UploadFile], File()]
) -> Response:
    """Read files, so that they can be reviewed."""
    opened = ((file.filename or "", file.file) for file in files)
    try:
        token = desk.uploads.stage(opened, desk.service.library)
    except ValueError as error:
        return refused(f"This upload was not accepted: {error}.")
    desk.audit.note(session.name, "uploaded", files=len(files))
    return redirect(f"/pages/{token}")


@routes.get("/pages/{token}")
def review(desk: CurrentDesk, session: CurrentSession, token: str, page: str = "") -> Response:
    """What was read of an upload."""
    upload = desk.uploads.of(token)
    if upload is None:
        body = rendered("missing_upload.html")
    elif _is_outdated(desk, upload):
        return _reviewed_again(desk, token)
    else:
        paging = Paging.of(page, len(upload.incoming), ListAddress(f"/pages/{token}"))
        pending = upload.review.pending
        body = review_html(token, upload.incoming, upload.unreadable, paging, session, pending)
    return desk_page(desk, session, "Review upload", "/pages", body)


def _is_outdated(desk: Desk, upload: StagedUpload) -> bool:
    """Whether the library is another one than the upload was compared with, or something was
    removed since."""
    return upload.review.is_outdated(desk.service.library)


def _reviewed_again(desk: Desk, token: str) -> Response:
    """To the same upload, compared with the library as it is now."""
    return redirect(f"/pages/{desk.uploads.renew(token, desk.service.library) or token}")


@routes.post("/pages/add")
def add(desk: CurrentDesk, session: CurrentSession, upload: ShortField) -> Response:
    """Begin to add what was reviewed."""
    found = desk.uploads.of(upload)
    if found is None:
        return redirect(f"/pages/{upload}")
    if _is_outdated(desk, found):
        return _reviewed_again(desk, upload)
    ids = [one.page.id for one in found.incoming if one.is_taken]
    run = partial(_add, desk, upload, session.name)
    again = f"/pages/{upload}"
    return begin(desk, session, "Adding pages", run, did="putting pages in", again=again, pages=ids)


def _add(desk: Desk, token: str, by: str, progress: Progress) -> Report:
    with desk.uploads.adding(token) as upload:
        report = add_files(
            desk.folder,
            upload.taken,
            desk.service.encoder,
            review=upload.review,
            by=by,
            patience=PATIENCE,
            progress=progress,
        )
    desk.uploads.discard(token)  # only now: what could not be added can be tried again
    return report


@routes.post("/pages/discard")
def discard(desk: CurrentDesk, session: CurrentSession, upload: ShortField) -> Response:
    """Forget an upload and its files."""
    if not desk.uploads.discard(upload):
        return refused("This upload is being added at this moment, so it cannot be left out.", 409)
    desk.audit.note(session.name, "left an upload out")
    return redirect("/pages")
