"""Pages that go in and out of the library → HTML for the staff."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote as in_url

from bot.show.card import escaped, page_address, title_html
from bot.show.wording import name_of
from bot.staff.changes import ChangeState
from bot.staff.frame import ROOT, button_html, counted, form_field
from bot.staff.login import Session
from bot.text.languages import ENGLISH, written_in
from index.errors import UnreadablePage
from index.library.open import Found
from index.model import Answer, Page
from index.storage.store import Listed

MOST_READ = 50
"""Pages of an upload that are shown in full; those with warnings come first."""
ABOUT = re.compile(r"answer (\d+)\b")
BEGINS = 160
"""Characters of an answer by which it is known again."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A page that was uploaded and is not in the library yet; what is there under its id comes from
    the file `replaces` and has `before` answers; `taken_out` is the day on which a page of that id
    was taken out."""

    page: Page
    replaces: str | None = None
    taken_out: str | None = None
    before: int = 0


def upload_html(session: Session, limits: str) -> str:
    """The form that takes files."""
    return (
        "<h2>Put pages in</h2>"
        f'<form class="upload" method="post" enctype="multipart/form-data" action="{ROOT}/pages">'
        f"{form_field(session)}<label>Pages as .txt, answers as .jsonl or .csv, or a .zip of them "
        '<input type="file" name="files" multiple required accept=".txt,.jsonl,.csv,.zip"></label>'
        f'<button type="submit" class="primary">Read them</button><p>{escaped(limits)} Nothing '
        "goes in before you have seen what was read.</p></form>"
    )


def held_html(held: Sequence[Listed], total: int, wanted: str, session: Session) -> str:
    """The pages of the library, or those whose title or id holds some letters."""
    rows = "".join(
        f'<tr><th scope="row"><a href="{ROOT}?in_page={in_url(one.page_id, safe="")}"><bdi>'
        f"{escaped(one.title or one.page_id)}</bdi></a></th>"
        f'<td data-column="Answers" class="number">{one.answers:,}</td>'
        f'<td data-column="From"><bdi>{escaped(one.file)}</bdi></td><td>'
        + button_html("/take-out", "Take this page out …", session, {"page": one.page_id})
        + "</td></tr>"
        for one in held
    )
    more = f" The first {len(held):,} are listed." if total > len(held) else ""
    table = (
        '<table class="held"><caption class="sr">Pages of the library</caption><thead><tr>'
        '<th scope="col">Page</th><th scope="col">Answers</th><th scope="col">From</th><td></td>'
        f"</tr></thead><tbody>{rows}</tbody></table>"
        if rows
        else ""
    )
    return (
        f'<h2>Pages of the library</h2><form class="find" method="get" action="{ROOT}/pages" '
        'role="search"><label>Title or name holds <input type="search" name="holds" '
        f'maxlength="100" value="{escaped(wanted)}"></label><button type="submit">Show</button>'
        f'</form><p role="status">{counted(total, "page")}.{more} To replace a page, put in a file '
        f"of the same name.</p>{table}"
    )


def read_html(
    token: str, incoming: Sequence[Incoming], bad: Sequence[UnreadablePage], session: Session
) -> str:
    """What was read of an upload, every warning beside the text it is about, before it goes in."""
    answers = sum(len(one.page.answers) for one in incoming)
    told = f"{counted(len(incoming), 'page')} with {counted(answers, 'answer')} can go in."
    refused = "".join(
        f"<li><bdi>{escaped(one.source)}</bdi>: {escaped(one.reason)}</li>" for one in bad
    )
    if refused:
        refused = f'<h2>Not read</h2><ul class="refused">{refused}</ul>'
    ordered = sorted(incoming, key=lambda one: not one.page.warnings)
    pages = "".join(_incoming_html(one) for one in ordered[:MOST_READ])
    more = ""
    if len(ordered) > MOST_READ:
        more = f"<p>{counted(len(ordered) - MOST_READ, 'more page')} without being shown here.</p>"
    put_in = ""
    if incoming:
        put_in = button_html("/pages/in", "Put them in", session, {"upload": token}, "primary")
    return (
        f'<p role="status">{told}</p><p class="decide">{put_in}'
        f"{button_html('/pages/drop', 'Leave them out', session, {'upload': token})}</p>{refused}"
        f"{pages}{more}"
    )


def _incoming_html(one: Incoming) -> str:
    page = one.page
    announced = "" if page.announced is None else f" of {page.announced:,} announced"
    notes = []
    if one.replaces is not None:
        notes.append(
            f"It replaces the page of the same name from {one.replaces}. "
            f"There it has {counted(one.before, 'answer')}, here {len(page.answers):,}."
        )
    if one.taken_out is not None:
        notes.append(
            f"A page of this name was taken out on {one.taken_out}; this lets it in again."
        )
    told = "".join(f'<p class="note"><bdi>{escaped(note)}</bdi></p>' for note in notes)
    general = [warning for warning in page.warnings if ABOUT.search(warning) is None]
    about = "".join(f'<p class="warning">{escaped(warning)}</p>' for warning in general)
    answers = "".join(_read_answer_html(page, answer) for answer in page.answers)
    return (
        f'<section class="incoming"><h2>{title_html(page, ENGLISH)}</h2><p><bdi>{escaped(page.id)}'
        f"</bdi>: {counted(len(page.answers), 'answer')}{announced}</p>{told}{about}"
        f"<ol>{answers}</ol></section>"
    )


def _read_answer_html(page: Page, answer: Answer) -> str:
    warnings = "".join(
        f'<p class="warning">{escaped(warning)}</p>'
        for warning in page.warnings
        if (found := ABOUT.search(warning)) is not None and int(found[1]) == answer.number
    )
    words = page.quote(answer.body)
    open_ = " open" if warnings else ""
    return (
        f'<li value="{answer.number}">{warnings}<details{open_}><summary><bdi>'
        f"{escaped(name_of(answer.doctor))}</bdi></summary>"
        f'<blockquote dir="auto" lang="{written_in(words, page.text)}" data-verbatim>'
        f"{escaped(words)}</blockquote></details></li>"
    )


def taking_out_html(
    what: str, found: Sequence[Found], fields: dict[str, str], session: Session
) -> str:
    """What would go, before it does."""
    rows = "".join(
        f"<li><bdi>{escaped(name_of(one.answer.doctor))}</bdi>, "
        f'<a href="{page_address(one.page, one.answer.number)}"><bdi>{escaped(one.answer.id)}</bdi>'
        f"</a><br><q data-verbatim>{escaped(one.page.quote(one.answer.body)[:BEGINS])}</q> …</li>"
        for one in found
    )
    return (
        f"<p>{escaped(what)}</p><p>{counted(len(found), 'answer')} will be gone from search, from "
        "the page as saved, from every export and from the library's files, and will not come back "
        f"with a later build.</p><ul>{rows}</ul>"
        f"{button_html('/take-out/now', 'Take out for good', session, fields, 'grave')}"
        f'<p><a href="{ROOT}">Leave everything as it is</a></p>'
    )


def work_html(state: ChangeState) -> str:
    """How far a change is, or what came of it."""
    if state.trouble is not None:
        return (
            f'<p class="trouble" role="alert">{escaped(state.trouble)}</p><p>Nothing was changed; '
            f'patients go on with what was there. <a href="{ROOT}/pages">Back to the pages</a></p>'
        )
    if state.report is None:
        most = max(state.total, 1)
        return (
            f'<p role="status">{escaped(state.what)} … '
            f"{state.done:,} of {state.total:,} passages read by the encoder.</p>"
            f'<progress max="{most}" value="{min(state.done, most)}" '
            'aria-label="Passages read by the encoder"></progress><p>Patients go on with what was '
            "there until it is done. This page follows by itself.</p>"
        )
    report = state.report
    rows = "".join(
        f"<li>{name}: {count}</li>"
        for name, count in (
            ("added", counted(len(report.added), "page")),
            ("changed", counted(len(report.changed), "page")),
            ("removed", counted(len(report.removed), "page")),
            ("taken out", counted(len(report.taken_out), "answer or page", "answers and pages")),
        )
    )
    bad = "".join(
        f"<li><bdi>{escaped(source)}</bdi>: {escaped(reason)}</li>"
        for source, reason in report.skipped
    )
    bad += "".join(f"<li><bdi>{escaped(left)}</bdi></li>" for left in report.remaining)
    if bad:
        bad = f"<h2>To look at</h2><ul>{bad}</ul>"
    return (
        f'<p role="status">{escaped(state.what)}: done in {report.seconds:.1f} s. Patients find '
        f'it so from now on.</p><ul>{rows}</ul>{bad}<p><a href="{ROOT}/pages">Back to the pages'
        f'</a> · <a href="{ROOT}">Doctors</a></p>'
    )
