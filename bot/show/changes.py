"""What changes of a library did, or would do, as lines of text and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from bot.reply.reply import beginning
from bot.show.differences import marked_line
from bot.show.export import Json
from bot.show.terminal import MOST_SHOWN
from bot.show.visible import one_line, shown
from bot.show.wording import name_of
from index.library.build import Preview
from index.library.difference import FieldDifference, PageDifference
from index.library.people import NamedPeople, Person
from index.library.pull import PullReport
from index.library.push import PushReport
from index.library.remove import Going, Removal
from index.library.report import Report
from index.library.undo import Undo
from index.storage.manifest import Calibration

MAY_BE_THEIRS = (
    "names nobody for sure and may be by who is removed: it would be left out, until somebody lets "
    "it in with build --readmit"
)
MOST_ALIKE = 20
"""Like names that are listed where a doctor is removed."""


def report_text(report: Report, folder: Path) -> str:
    """What a build did."""
    lines = [
        f"{folder}: {report.counts}; {report.embedded} passages embedded; {report.seconds:.1f} s",
        *(f"  skipped {source}: {reason}" for source, reason in report.skipped),
    ]
    lines += [f"  ! {page_id} lost: {lost}" for page_id, lost in report.losses]
    lines += people_lines(report.people, report.others, report.alike)
    told = () if report.calibration is None else calibration_lines(report.calibration)
    lines += [f"  {line}" for line in told]
    lines += [f"  removed for good: {name}" for name in report.taken_out]
    lines += [f"  ? {doubt}" for doubt in report.doubts]
    lines += [f"  ! {left}" for left in report.remaining]
    if report.not_exported is not None:
        lines.append(
            f"  the encoder is not exported ({report.not_exported}): "
            "every start takes as long as sentence-transformers needs to load"
        )
    return shown("\n".join(map(one_line, lines)))


def push_text(report: PushReport, address: str) -> str:
    """What a push did."""
    told = (
        f"{address}: {report.generation}; {_files(report.sent, report.sent_bytes)} sent, "
        f"{_files(report.there, report.there_bytes)} there already, {report.deleted} deleted"
    )
    return shown(one_line(told))


def pull_text(report: PullReport, folder: Path) -> str:
    """What a pull did."""
    if not report.is_new:
        return shown(one_line(f"{folder}: as it is there already, {report.generation}"))
    pages = (("added", report.added), ("changed", report.changed), ("removed", report.removed))
    told = (
        f"{folder}: {report.generation}; {', '.join(f'{len(ids)} {name}' for name, ids in pages)}; "
        f"{_files(report.received, report.received_bytes)} received"
    )
    return shown(one_line(told))


def _files(count: int, size: int) -> str:
    return f"{count} {'file' if count == 1 else 'files'} ({size / 1e6:,.1f} MB)"


def calibration_lines(told: Calibration) -> Iterator[str]:
    """Where "answered" and "related" begin in a library, and what is guaranteed of them."""
    yield _answered_line(told)
    if told.related is not None:
        kept = "nothing is guaranteed"
        if told.off_topic is not None:
            share = f"at most {told.off_topic:.0%} of questions on no medical matter"
            kept = f"{share}, with {told.confidence:.0%} confidence"
        yield f"“related” begins at {told.related:.2f}: {kept}"


def _answered_line(told: Calibration) -> str:
    begins = f"“answered” begins at {told.threshold:.2f}"
    if not told.questions:
        return f"{begins}, as fitted elsewhere; {told.pages} pages are too few for a guarantee"
    bounds = [
        *([f"finds at least {told.found:.0%} of the pages' own"] if told.found else []),
        *([f"at most {told.false:.0%} with their page left out"] if told.false else []),
    ]
    kept = f"{' and '.join(bounds)}, with {told.confidence:.0%} confidence" if bounds else ""
    return f"{begins}, tried on {told.questions} questions: {kept or 'nothing is guaranteed'}"


def preview_text(preview: Preview, folder: Path) -> str:
    """What a build would do."""
    plan = preview.plan
    lines = [
        f"{folder}: {len(plan.added)} to add, {len(plan.changed)} to change, "
        f"{len(plan.removed)} to remove, {len(plan.unchanged)} unchanged, "
        f"{len(plan.skipped)} skipped; {preview.to_embed} passages to embed, "
        f"about {preview.seconds:.1f} s; nothing was written",
        *(f"  + {page_id}" for page_id in plan.added),
        *_changed_lines(preview),
        *(f"  skipped {source}: {reason}" for source, reason in plan.skipped),
        *(f"  ? {doubt}" for doubt in plan.left_out),
    ]
    return shown("\n".join(map(one_line, lines)))


def undo_text(undo: Undo, folder: Path) -> str:
    """What taking the last change back would do."""
    event = undo.event
    made = "" if event is None else f"; that change was made on {event.when[:10]} by {event.by}"
    told = {one.page_id: one for one in undo.differences}
    lines = [
        f"{folder}: {len(undo.coming)} to come back, {len(undo.changing)} to become what it was, "
        f"{len(undo.going)} to go; nothing was written{made}"
    ]
    for sign, page_ids in (("+", undo.coming), ("~", undo.changing), ("-", undo.going)):
        for page_id in page_ids:
            lines += [f"  {sign} {page_id}", *_difference_lines(told[page_id])]
    return shown("\n".join(map(one_line, lines)))


def removal_text(removal: Removal, taken: Going, folder: Path) -> str:
    """What a removal would take, and who of the same name or a like one would stay."""
    ids = [*removal.pages, *(one.answer.id for one in taken.answers)]
    doubted = f", {len(taken.doubted)} in doubt to leave out" if taken.doubted else ""
    lines = [
        f"{folder}: {len(ids)} to remove for good{doubted}; nothing was written",
        *people_lines(removal.people, removal.others, removal.alike),
        *(f"  - {one}" for one in ids),
        *(f"  ? {one.answer.id} {MAY_BE_THEIRS}" for one in taken.doubted),
        *(f"  ! {one}" for one in taken.lost),
    ]
    return shown("\n".join(map(one_line, lines)))


def whom_text(named: Sequence[NamedPeople]) -> str:
    """The doctors whom names may mean, where a removal has to be told which."""
    lines = []
    for one in named:
        lines.append(f"{one.name}: {len(one.meant)} here")
        lines += people_lines(one.meant, one.others, one.alike, "may be meant")
    return shown("\n".join(map(one_line, lines)))


def people_lines(
    people: Sequence[Person],
    others: Sequence[Person],
    alike: Sequence[Person],
    chosen: str = "doctor",
) -> list[str]:
    """Whom a removal takes, and who of the same name or a like one stays."""
    lines = [f"  {chosen}: {one.described}" for one in people]
    lines += [f"  stays, of the same name: {one.described}" for one in others]
    lines += [f"  stays, of a like name: {one.described}" for one in alike[:MOST_ALIKE]]
    if len(alike) > MOST_ALIKE:
        lines.append(f"  and {len(alike) - MOST_ALIKE} more of a like name, in --json")
    return lines


def _changed_lines(preview: Preview) -> Iterator[str]:
    """Each page that would change or go, with every answer that would go or be another."""
    told = {one.page_id: one for one in preview.differences}
    plan = preview.plan
    for sign, page_ids in (("~", plan.changed), ("-", plan.removed)):
        for page_id in page_ids:
            yield f"  {sign} {page_id}"
            if page_id in told:
                if told[page_id].lost is not None:
                    yield f"      ! would lose: {told[page_id].lost}"
                yield from _difference_lines(told[page_id])


def _difference_lines(told: PageDifference) -> Iterator[str]:
    for field in told.fields:
        yield f"      {_field_line(field)}"
    for answer in told.answers:
        lead = f"      #{answer.number} {name_of(answer.doctor)}"
        words = answer.words
        if words is not None and answer.kind == "gone":
            yield f"{lead}: would go: {_cut(words.before or '')}"
        elif words is not None and answer.kind == "new":
            yield f"{lead}: would come: {_cut(words.after or '')}"
        elif words is not None:
            yield f"{lead}: other words: {marked_line(words.before or '', words.after or '')}"
        for field in answer.fields:
            yield f"{lead}: {_field_line(field)}"


def _field_line(field: FieldDifference) -> str:
    if field.after is None:
        return f"{field.name} would go: {_cut(field.before or '')}"
    if field.before is None:
        return f"{field.name} would come: {_cut(field.after)}"
    return f"{field.name}: {marked_line(field.before, field.after)}"


def _cut(text: str) -> str:
    cut = beginning(text, MOST_SHOWN)
    return cut if len(text) <= MOST_SHOWN else f"{cut} …"


# As JSON.


def preview_json(preview: Preview) -> Json:
    """What a build would do: the keys of its report, and the texts that it would encode."""
    plan = preview.plan
    return {
        "dry_run": True,
        "added": list(plan.added),
        "changed": list(plan.changed),
        "removed": list(plan.removed),
        "unchanged": list(plan.unchanged),
        "skipped": [list(one) for one in plan.skipped],
        "taken_out": list(plan.taken_out),
        "doubts": list(plan.left_out),
        "to_embed": preview.to_embed,
        "seconds": preview.seconds,
        "differences": [_difference_json(one) for one in preview.differences],
    }


def _difference_json(told: PageDifference) -> Json:
    """What would change of a page. `change` is "gone", "changed" or "new"; what is null before or
    after is not said then; the words of an answer that stay as they are are null in both."""
    return {
        "page": told.page_id,
        "title": told.title,
        "change": "gone" if told.goes else "changed",
        "losses": list(told.losses),
        "fields": [asdict(one) for one in told.fields],
        "answers": [
            {
                "id": one.answer_id,
                "number": one.number,
                "change": one.kind,
                "doctor": asdict(one.doctor),
                "before": None if one.words is None else one.words.before,
                "after": None if one.words is None else one.words.after,
                "fields": [asdict(field) for field in one.fields],
            }
            for one in told.answers
        ],
    }


def undo_json(undo: Undo) -> Json:
    """What taking the last change back would do."""
    return {
        "dry_run": True,
        "added": list(undo.coming),
        "changed": list(undo.changing),
        "removed": list(undo.going),
        "differences": [_difference_json(one) for one in undo.differences],
    }


def whom_json(named: Sequence[NamedPeople]) -> Json:
    """The doctors whom names may mean, where a removal has to be told which."""
    return {"removed": False, "named": [asdict(one) for one in named]}


def removal_json(removal: Removal, taken: Going) -> Json:
    """What a removal would take, and who of the same name or a like one would stay."""
    return {
        "dry_run": True,
        "pages": list(removal.pages),
        "answers": [one.answer.id for one in removal.answers],
        "removed": [one.answer.id for one in taken.answers],
        "in_doubt": [one.answer.id for one in taken.doubted],
        "lost": list(taken.lost),
        "people": [asdict(one) for one in removal.people],
        "others": [asdict(one) for one in removal.others],
        "alike": [asdict(one) for one in removal.alike],
    }
