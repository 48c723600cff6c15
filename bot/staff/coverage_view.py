"""What the library holds, and what patients asked in vain → HTML for the staff."""

from collections.abc import Sequence
from urllib.parse import quote as in_url

from bot.feedback.unanswered import UnansweredQuestion
from bot.query.synonyms import Term
from bot.show.card import escaped
from bot.staff.coverage import LISTED, Coverage, Group, Noted, Short
from bot.staff.frame import ROOT, bars_html, button_html, counted, form_field
from bot.staff.login import Session
from index.storage.history import Event


def coverage_html(coverage: Coverage, entries: Sequence[Event], refused: int) -> str:
    """Counts, topics, and every list of what is odd.

    Args:
        refused: answers that were not shown as they did not fit their seals.
    """
    return (
        f"{_counts_html(coverage, refused)}{_builds_html(entries)}{_topics_html(coverage.topics)}"
        f"{_short_html(coverage.short)}{_noted_html(coverage.noted, coverage.warnings)}"
        f"{_same_html(coverage.duplicates)}"
    )


def _counts_html(coverage: Coverage, refused: int) -> str:
    facts = [
        ("Pages", f"{coverage.pages:,}"),
        ("Answers", f"{coverage.answers:,}"),
        (
            "Announced and found",
            f"{coverage.announced_found:,} of {coverage.announced:,} that pages announce",
        ),
        ("Doctor not named", f"{counted(coverage.unnamed, 'answer')}"),
        ("Pages without an answer", f"{coverage.empty_pages:,}"),
        ("Warnings", f"{coverage.warnings:,} on {counted(len(coverage.noted), 'page')}"),
        ("Same words more than once", counted(len(coverage.duplicates), "group")),
    ]
    if refused:
        facts.append(("Refused as damaged", f"{counted(refused, 'answer')}; see check"))
    if coverage.longest is not None:
        answer_id, length = coverage.longest
        facts.append(("Longest answer", f"{length:,} characters: {answer_id}"))
    return _facts_html(facts)


def _facts_html(facts: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f"<div><dt>{escaped(name)}</dt><dd><bdi>{escaped(told)}</bdi></dd></div>"
        for name, told in facts
    )
    return f'<dl class="facts">{rows}</dl>'


def _builds_html(entries: Sequence[Event]) -> str:
    if not entries:
        return ""
    first, last = entries[0], entries[-1]
    longest = max(entries, key=lambda one: one.seconds)
    facts = [
        ("Oldest build", f"{_minute(first)} by {first.by}"),
        ("Last build", f"{_minute(last)} by {last.by}"),
        ("Longest build", f"{longest.seconds:,.1f} s, {_minute(longest)}"),
        ("Builds", f"{len(entries):,}"),
    ]
    rows = "".join(
        f'<tr><td data-column="When">{escaped(_minute(one))}</td>'
        f'<td data-column="Who"><bdi>{escaped(one.by)}</bdi></td>'
        f'<td data-column="What">{escaped(_done(one))}</td></tr>'
        for one in reversed(entries[-20:])
    )
    return (
        f"<h2>Builds (times in UTC)</h2>{_facts_html(facts)}"
        "<details><summary>The last builds</summary>"
        '<table><caption class="sr">The last builds</caption><thead><tr><th scope="col">When (UTC)'
        f'</th><th scope="col">Who</th><th scope="col">What</th></tr></thead><tbody>{rows}</tbody>'
        "</table></details>"
    )


def _minute(one: Event) -> str:
    return one.when[:16].replace("T", " ")


def _done(one: Event) -> str:
    done = {
        "added": one.added,
        "changed": one.changed,
        "removed": one.removed,
        "taken out": one.taken_out,
    }
    told = [f"{name}: {counted(len(ids), 'id')}" for name, ids in done.items() if ids]
    return ", ".join(told) or "nothing changed"


def _topics_html(topics: Sequence[Group]) -> str:
    if not topics:
        return ""
    rows = [(topic.titles[0] if topic.titles else "untitled", topic.answers) for topic in topics]
    others = "".join(
        f"<li><bdi>{escaped(topic.titles[0])}</bdi>: {counted(topic.pages, 'page')}"
        + "".join(f"<br><small><bdi>{escaped(title)}</bdi></small>" for title in topic.titles[1:])
        + "</li>"
        for topic in topics
        if topic.titles
    )
    return (
        "<h2>Topics</h2><p>Pages that speak of like things, put together by their vectors; each "
        "group is named by the question of its most typical page.</p>"
        f"{bars_html('Answers by topic', rows, 'Answers')}"
        f"<details><summary>The pages behind them</summary><ul>{others}</ul></details>"
    )


def _short_html(short: Sequence[Short]) -> str:
    rows = "".join(
        f"<li>{_page_link(one.page_id, one.title)}: {one.announced:,} announced, "
        f"{one.found:,} found</li>"
        for one in short[:LISTED]
    )
    return _list_html("Announced and not found", rows, len(short))


def _noted_html(noted: Sequence[Noted], warnings: int) -> str:
    rows = "".join(
        f"<li>{_page_link(one.page_id, one.title)} <small><bdi>{escaped(one.source)}</bdi></small>"
        "<ul>" + "".join(f"<li>{escaped(warning)}</li>" for warning in one.warnings) + "</ul></li>"
        for one in noted[:LISTED]
    )
    return _list_html("Warnings", rows, len(noted))


def _same_html(duplicates: Sequence[tuple[str, ...]]) -> str:
    rows = "".join(
        "<li>"
        + ", ".join(
            f'<a href="/page/{in_url(page, safe="")}/{number}#marked">{escaped(answer_id)}</a>'
            for answer_id in ids
            for page, _, number in [answer_id.rpartition("#")]
        )
        + "</li>"
        for ids in duplicates[:LISTED]
    )
    return _list_html("Same words more than once", rows, len(duplicates))


def _list_html(title: str, rows: str, count: int) -> str:
    if not rows:
        return ""
    more = f"<p>{counted(count - LISTED, 'more')} not listed.</p>" if count > LISTED else ""
    return (
        f"<h2>{escaped(title)}</h2><details><summary>{count:,} of them</summary><ul>{rows}</ul>"
        f"{more}</details>"
    )


def _page_link(page_id: str, title: str | None) -> str:
    return (
        f'<a href="{ROOT}?in_page={in_url(page_id, safe="")}"><bdi>{escaped(title or page_id)}'
        "</bdi></a>"
    )


def unanswered_html(
    asked: Sequence[UnansweredQuestion] | None,
    taught: Sequence[Term],
    session: Session,
    trouble: str | None,
) -> str:
    """What patients asked in vain, with a form that teaches a word, and what was taught.

    Args:
        asked: None if nobody wants questions to be kept.
    """
    told = "" if trouble is None else f'<p class="trouble" role="alert">{escaped(trouble)}</p>'
    if asked is None:
        listed = (
            "<p>Questions are not kept. To keep those for which nothing was found, without "
            "anything that tells who asked, start the program with “serve --questions FILE”.</p>"
        )
    elif not asked:
        listed = "<p>Nothing yet.</p>"
    else:
        rows = "".join(
            f'<tr><td data-column="Question"><bdi>{escaped(one.question)}</bdi></td>'
            f'<td data-column="Times" class="number">{one.times:,}</td>'
            f'<td data-column="Last">{escaped(one.day)}</td><td>'
            + button_html("/forget", "Forget", session, {"question": one.question})
            + "</td></tr>"
            for one in asked
        )
        listed = (
            '<table><caption class="sr">Questions for which nothing was found</caption><thead><tr>'
            '<th scope="col">Question</th><th scope="col">Times</th><th scope="col">Last asked</th>'
            f"<td></td></tr></thead><tbody>{rows}</tbody></table>"
            + button_html("/forget", "Forget all of them", session, {"all": "yes"})
        )
    words = "".join(
        f"<li><bdi>{escaped(said)}</bdi> is searched as <bdi>{escaped(term.name)}</bdi>, too "
        + button_html("/unteach", "Forget this", session, {"said": said})
        + "</li>"
        for term in taught
        for said in term.said
    )
    known = f"<h3>Taught so far</h3><ul>{words}</ul>" if words else ""
    return (
        f'<h2 id="vain">What patients asked in vain</h2>{listed}<h3 id="teach">Teach a word</h3>'
        f'{told}<form class="teach" method="post" action="{ROOT}/teach">{form_field(session)}'
        '<label>Patients say <input name="said" required maxlength="60"></label>'
        '<label>Doctors here say <input name="meant" required maxlength="60"></label>'
        '<button type="submit">Approve and teach</button></form>'
        "<p>For finding only: what was searched is always shown, and no doctor's word is "
        f"changed.</p>{known}"
    )
