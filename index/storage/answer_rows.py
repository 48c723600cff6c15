"""Answers as rows of SQLite, and rows as answers."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from index.model import Answer, Doctor, Span

ANSWER = """id, number, headline_start, headline_end, body_start, body_end,
    byline_start, byline_end, name, credentials, named_by, place, specialty, rating, reviews,
    status, record_id, answered_on, url, language, dated, upvotes"""
DOCTOR = fields(Doctor)
TOLD = ("record_id", "answered_on", "url", "language", "dated", "upvotes")
"""The columns of an answer behind those of its doctor."""


def ends_of(span: Span | None) -> tuple[int | None, int | None]:
    """The two columns of a span."""
    return (None, None) if span is None else (span.start, span.end)


def span_of(ends: Sequence[int | None]) -> Span | None:
    """The span of two columns.

    Raises:
        ValueError: it ends before it starts.
    """
    start, end = ends
    return None if start is None or end is None else Span(start, end)


def row_of(answer: Answer) -> tuple[object, ...]:
    """The values of the columns `ANSWER`."""
    spans = (answer.headline, answer.body, answer.byline)
    ends = [end for span in spans for end in ends_of(span)]
    told = (answer.record_id, written_day(answer.answered_on), answer.url, answer.language)
    of_page = (answer.dated, answer.upvotes)
    return (answer.id, answer.number, *ends, *doctor_values(answer.doctor), *told, *of_page)


def written_day(day: date | None) -> str | None:
    """A day as it is stored."""
    return None if day is None else day.isoformat()


def doctor_values(doctor: Doctor) -> list[Any]:
    """The values of a doctor's fields, in their order."""
    # dataclasses.astuple, without the deep copies that made it the slowest part of a question.
    return [getattr(doctor, field.name) for field in DOCTOR]


def answer_in(row: Sequence[Any]) -> Answer:
    """The answer of a row of the columns `ANSWER`.

    Raises:
        ValueError: they are no valid answer.
    """
    answer_id, number, h_start, h_end, start, end, b_start, b_end, *doctor = row[: -len(TOLD)]
    record_id, day, url, language, dated, upvotes = row[-len(TOLD) :]
    try:
        answered_on = None if day is None else date.fromisoformat(day)
        headline, body = span_of((h_start, h_end)), Span(start, end)
        byline = span_of((b_start, b_end))
    except ValueError as error:
        raise ValueError(f"answer {answer_id}: {error}") from error
    return Answer(
        answer_id,
        number,
        headline,
        body,
        byline,
        Doctor(*doctor),
        record_id,
        answered_on=answered_on,
        url=url,
        language=language,
        dated=dated,
        upvotes=upvotes,
    )
