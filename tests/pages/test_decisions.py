"""A person decides what the lines of a page are: nothing is guessed, and what does not fit is
refused in a sentence that says what to do."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import DECIDE_AGAIN, UnfitDecision, UnreadablePage
from index.model import Doctor, Page, Role, Span
from index.pages.decide import draft_of, keep_decision
from index.pages.decided import decided_page, decision_of, read_saved_page
from index.pages.decisions import (
    ENDING,
    LARGEST_DECISION,
    Decision,
    LineRun,
    decision_beside,
    decision_file,
    decision_in,
    read_decision,
)
from index.pages.line_reader.lines import lines_of
from index.pages.line_reader.page_warnings import TO_BE_CHECKED, doubts_in
from index.pages.line_reader.text import parse_page
from index.pages.read import ReadPage, read
from index.pages.redact import has_same_content, without_answers
from tests.conftest import SEEDS
from tests.pages.shapes.catalogue import generate, shapes
from tests.pages.test_text_properties import LINES
from tests.pages.test_text_unseen import BONDING, FILLER, SIGNED, VENEERS, by_line, page_of

WHEN = datetime(2026, 11, 27, 7, 30, tzinfo=UTC)
TWO_NAMES = """Does filler move?

I sleep on my side.

Doctor Answers 2

First view

Sleep on your back for two nights. After that the filler has settled.

Laura Finch, MD
Dallas Plastic Surgeon

Second view

Ice helps in the first days, and the swelling goes by itself.

Mary Lane, DO
John Roe, MD
Tampa Dermatologist
"""
"""Two doctors stand below the second answer, so that nobody is named."""
ROE = by_line("John Roe", "MD", "Tampa", "Dermatologist")


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def parsed(text: str) -> Page:
    return parse_page(text, page_id="a", source="a.txt", digest=digest_of(text))


def read_by(text: str, decision: Decision) -> Page:
    return decided_page(text, decision, page_id="a", source="a.txt", digest=digest_of(text))


def run(first: int, last: int, role: Role, answer: int | None = None) -> LineRun:
    return LineRun(first, last, role, answer)


HEAD = (
    run(1, 1, Role.TITLE),
    run(3, 3, Role.QUESTION),
    run(5, 5, Role.ANNOUNCEMENT),
    run(7, 7, Role.HEADLINE, 1),
    run(9, 9, Role.BODY, 1),
    run(11, 12, Role.BYLINE, 1),
    run(14, 14, Role.HEADLINE, 2),
    run(16, 16, Role.BODY, 2),
)


def decided(*runs: LineRun, **more: object) -> Decision:
    """A decision about the page with two names."""
    made = Decision(digest_of(TWO_NAMES), "Anna", WHEN, runs)
    return replace(made, **more)  # type: ignore[arg-type]


JOHN = decided(*HEAD, run(18, 18, Role.FURNITURE), run(19, 20, Role.BYLINE, 2))
"""The words are John Roe's."""


# What is read.


def test_the_page_is_in_doubt_before_anybody_decides() -> None:
    page = parsed(TWO_NAMES)
    assert [answer.doctor.name for answer in page.answers] == ["Laura Finch", None]
    assert doubts_in(page.warnings) == {2: page.answers[1].doubt}
    assert page.answers[1].doubt


def test_a_decided_page_is_read_as_the_person_says() -> None:
    page = read_by(TWO_NAMES, JOHN)
    first, second = page.answers
    assert second.doctor == ROE
    assert page.quoted(second.byline) == "John Roe, MD\nTampa Dermatologist"
    assert (
        page.quote(second.body) == "Ice helps in the first days, and the swelling goes by itself."
    )
    assert page.quoted(second.headline) == "Second view"
    assert first.doctor == by_line("Laura Finch", "MD", "Dallas", "Plastic Surgeon")
    assert (page.quoted(page.title), page.announced) == ("Does filler move?", 2)
    assert page.warnings == (
        "read as decided by Anna on 2026-11-27",
        "no legal notice at the end",
    )
    assert {line.evidence for line in page.lines} == {"decided by Anna"}


def test_words_may_be_of_a_doctor_whose_byline_stands_elsewhere() -> None:
    nobody = run(18, 20, Role.BYLINE)
    decision = decided(*HEAD, nobody, elsewhere=(run(11, 12, Role.BYLINE, 2),))
    first, second = read_by(TWO_NAMES, decision).answers
    assert first.doctor == second.doctor and first.byline == second.byline
    assert second.doctor.named_by == "byline"


def test_an_answer_may_be_decided_to_be_unnamed() -> None:
    decision = decided(*HEAD, run(18, 20, Role.BYLINE), unnamed=frozenset({2}))
    second = read_by(TWO_NAMES, decision).answers[1]
    assert (second.doctor, second.byline) == (Doctor(), None)


def test_an_answer_may_be_named_by_its_own_sign_off() -> None:
    text = page_of(SIGNED, VENEERS, votes=True)
    page = parsed(text)
    assert page.answers[0].doctor.named_by == "signature"
    found = read_by(text, decision_of(page, "Anna", WHEN))
    assert found.answers[0].doctor == page.answers[0].doctor


def test_a_name_without_letters_is_read_where_a_person_says_that_it_is_the_byline() -> None:
    text = TWO_NAMES.replace("Mary Lane, DO\nJohn Roe, MD\n", "Maria Lopez\n")
    runs = (*HEAD, run(18, 19, Role.BYLINE, 2))
    decision = replace(decided(*runs), digest=digest_of(text))
    assert read_by(text, decision).answers[1].doctor == by_line(
        "Maria Lopez", None, "Tampa", "Dermatologist"
    )


@pytest.mark.parametrize(
    ("second", "is_one"),
    [("Dr. Lane", True), ("M. Lane, DO", True), ("John Lane, DO", False), ("Dr. Roe", False)],
)
def test_two_names_in_a_byline_must_be_one_persons(second: str, is_one: bool) -> None:
    text = TWO_NAMES.replace("John Roe, MD", second)
    decision = replace(decided(*HEAD, run(18, 20, Role.BYLINE, 2)), digest=digest_of(text))
    if is_one:
        assert read_by(text, decision).answers[1].doctor.name == "Mary Lane"
    else:
        with pytest.raises(UnfitDecision, match="names two doctors"):
            read_by(text, decision)


@pytest.mark.parametrize("text", [page_of(VENEERS, BONDING, FILLER, votes=True), TWO_NAMES])
def test_a_page_is_decided_as_it_is_read(text: str) -> None:
    page = parsed(text)
    found = read_by(text, decision_of(page, "Anna", WHEN))
    assert has_same_content(found, page)
    assert (found.title, found.question, found.notice) == (page.title, page.question, page.notice)


@pytest.mark.parametrize("file", sorted(SEEDS.glob("*.txt")), ids=lambda file: file.stem)
def test_the_seeds_are_decided_as_they_are_read(file: Path) -> None:
    page = read_saved_page(file, file.stem, file.name)
    decision = decision_of(page, "Anna", WHEN)
    found = decided_page(
        page.text, decision, page_id=page.id, source=page.source, digest=page.digest
    )
    parts = [(one.headline, one.body, one.byline, one.doctor) for one in page.answers]
    assert [(one.headline, one.body, one.byline, one.doctor) for one in found.answers] == parts
    assert (found.title, found.question, found.notice) == (page.title, page.question, page.notice)


def test_pages_of_every_kind_are_decided_as_they_are_read() -> None:
    for shape in shapes()[::8]:
        text = generate(shape, 7).text
        try:
            page = parsed(text)
        except UnreadablePage:
            continue
        found = read_by(text, decision_of(page, "Anna", WHEN))
        for one, other in zip(page.answers, found.answers, strict=True):
            assert (one.headline, one.body, one.byline, one.doctor) == (
                other.headline, other.body, other.byline, other.doctor,
            ), shape.name  # fmt: skip


# The laws.

SITES = [Role.FURNITURE, Role.VOTES, Role.UNEXPLAINED]
HEADS = [Role.TITLE, Role.QUESTION, Role.ANNOUNCEMENT]


@st.composite
def any_decision(draw: st.DrawFn) -> tuple[str, Decision]:
    """A text of any lines, and what they are decided to be: most such decisions fit, and some name
    two doctors, or tear words apart."""
    text = "\n".join(draw(st.lists(st.sampled_from(LINES), min_size=10, max_size=50)))
    numbers = [line.number for line in lines_of(text)]
    wanted: list[tuple[Role, int | None]] = [(role, None) for role in HEADS if draw(st.booleans())]
    for answer in range(1, draw(st.integers(0, 4)) + 1):
        before = [(Role.BYLINE, answer)] if draw(st.integers(0, 4)) == 0 else []
        after = [(Role.BYLINE, answer)] if not before and draw(st.booleans()) else []
        site = [(draw(st.sampled_from(SITES)), None)] if draw(st.booleans()) else []
        headline = [(Role.HEADLINE, answer)] if draw(st.booleans()) else []
        again = [(Role.BODY, answer)] if draw(st.integers(0, 9)) == 0 else []
        wanted += [*before, *headline, *site, (Role.BODY, answer), *after, *site, *again]
    runs: list[LineRun] = []
    at = 0
    for role, whose in wanted:
        part = numbers[at : at + draw(st.integers(1, 3))]
        at += len(part)
        runs += [LineRun(part[0], part[-1], role, whose)] if part else []
    runs += [LineRun(numbers[at], numbers[-1], Role.NOTICE)] if at < len(numbers) else []
    named = {run.answer for run in runs if run.role is Role.BYLINE}
    unnamed = frozenset(
        run.answer for run in runs if run.answer is not None and run.answer not in named
    )
    return text, Decision(digest_of(text), "Anna", WHEN, tuple(runs), unnamed)


@given(any_decision())
def test_a_decided_page_obeys_the_laws_or_is_refused(made: tuple[str, Decision]) -> None:
    text, decision = made
    try:
        page = read_by(text, decision)
    except UnfitDecision as error:
        assert str(error).endswith(DECIDE_AGAIN)
        return
    assert "".join(page.quote(line.span) for line in page.lines) == text
    starts = [line.number for line in page.lines]
    assert starts == [line.number for line in lines_of(text)]
    roles = {line.number: (line.role, line.answer) for line in page.lines}
    for one in decision.runs:
        assert {roles[n] for n in roles if one.first <= n <= one.last} == {(one.role, one.answer)}
    for answer in page.answers:
        words = page.quote(answer.body)
        assert words == words.strip() != ""
        assert {where(page, answer.body)[n] for n in where(page, answer.body)} == {
            (Role.BODY, answer.number)
        }
        named = answer.doctor.name
        assert named is None or named in (page.quoted(answer.byline) or "")
    assert decision_in(decision.toml.encode(), "a") == decision


def where(page: Page, span: Span) -> dict[int, tuple[Role, int | None]]:
    """What the lines are that a span touches."""
    return {
        line.number: (line.role, line.answer)
        for line in page.lines
        if line.span.start < span.end and span.start < line.span.end
    }


# What is refused.

REFUSED: Sequence[tuple[Decision, str]] = [
    (replace(JOHN, digest="0" * 64), "it is for an earlier version of the page"),
    (decided(*HEAD, run(18, 21, Role.BYLINE, 2)), "the page has no line 21; its last is line 20"),
    (decided(*HEAD, run(18, 18, Role.BYLINE, 2)), "it does not say what line 19 is"),
    (
        decided(*HEAD, run(16, 18, Role.FURNITURE), run(19, 20, Role.BYLINE, 2)),
        "it says twice what line 16 is",
    ),
    (
        decided(*HEAD, run(18, 20, Role.BYLINE, 2)),
        "the byline of answer 2 names two doctors, Mary Lane and John Roe",
    ),
    (decided(*HEAD, run(18, 20, Role.BODY, 2)), "answer 2 has no byline"),
    (
        decided(
            *HEAD,
            run(18, 18, Role.FURNITURE),
            run(19, 20, Role.BODY, 2),
            unnamed=frozenset({2}),
        ),
        "line 18 stands between the lines of the words of answer 2",
    ),
    (
        decided(*HEAD, run(18, 18, Role.TITLE), run(19, 20, Role.BYLINE, 2)),
        "line 3 stands between the lines of the title",
    ),
    (decided(*HEAD, run(18, 20, Role.BODY)), "is an answer's words, and it does not say whose"),
    (decided(*HEAD, run(18, 20, Role.NOTICE, 2)), "line 18 is notice and can belong to no answer"),
    (decided(*HEAD, run(18, 20, Role.BYLINE, 3)), "answer 2 has no byline"),
    (
        replace(JOHN, unnamed=frozenset({2})),
        "it says in two ways who gave answer 2",
    ),
    (
        decided(*HEAD, run(18, 20, Role.BYLINE), unnamed=frozenset({2, 7})),
        "there is no answer 7",
    ),
    (
        decided(*HEAD, run(18, 20, Role.BYLINE), signed=frozenset({2})),
        "answer 2 is not named by a sign-off",
    ),
    (
        decided(*HEAD, run(18, 20, Role.BYLINE), elsewhere=(run(9, 9, Role.BYLINE, 2),)),
        "lines 9 to 9 are to name the doctor of answer 2, and are no byline",
    ),
]


@pytest.mark.parametrize(("decision", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_a_decision_that_does_not_fit_is_refused(decision: Decision, reason: str) -> None:
    with pytest.raises(UnfitDecision) as refused:
        read_by(TWO_NAMES, decision)
    assert reason in refused.value.reason
    assert str(refused.value) == f"a{ENDING}: {refused.value.reason}; {DECIDE_AGAIN}"
    assert "\n" not in str(refused.value)


GOOD = JOHN.toml
BAD: Sequence[tuple[bytes, str]] = [
    (b"\xff", "it is no TOML"),
    (b"digest =", "it is no TOML"),
    (b"x = " + b"[" * 5000, "it is no TOML"),
    (GOOD.replace("Z\n", "\n", 1).encode(), "“when” is no date and time with its zone"),
    (GOOD.replace('"Anna"', '" "').encode(), "“by” does not say who decided"),
    (GOOD.replace('"title"', '"titel"').encode(), "'titel' is no role; the roles are title,"),
    (GOOD.replace("first = 1,", "first = 0,").encode(), "“first” holds '0', and no number from 1"),
    (GOOD.replace("first = 1,", "first = true,").encode(), "“first” holds 'True'"),
    (GOOD.replace("first = 1,", "first = 2,").encode(), "lines 2 to 1 end before they begin"),
    (GOOD.replace("first = 1,", "erste = 1,").encode(), "“lines” holds something else than"),
    (GOOD.replace("unnamed", "nameless").encode(), "it has a field 'nameless', which says nothing"),
    (b"digest = 1", "“when” is no date"),
]


@pytest.mark.parametrize(("data", "reason"), BAD, ids=[reason for _, reason in BAD])
def test_what_is_no_decision_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(UnfitDecision) as refused:
        decision_in(data, "a.decision.toml")
    assert reason in refused.value.reason


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
def test_any_file_is_a_decision_or_refused(data: bytes) -> None:
    try:
        decision_in(data, "a")
    except UnfitDecision as error:
        assert str(error).endswith(DECIDE_AGAIN)


@given(st.text(min_size=1, max_size=50), st.integers(-12, 12))
def test_a_decision_is_written_and_read_without_loss(by: str, hours: int) -> None:
    name = " ".join(by.split()) or "x"
    when = WHEN.astimezone(timezone(timedelta(hours=hours)))
    made = replace(JOHN, by=name, when=when)
    data = made.toml.encode("utf-8", "replace")
    assert decision_in(data, "a").when == WHEN
    if name.isprintable():
        assert decision_in(data, "a") == made


def test_a_decision_is_read_from_a_regular_file_only(tmp_path: Path) -> None:
    (tmp_path / "d.toml").write_text(GOOD)
    (tmp_path / "link.toml").symlink_to(tmp_path / "d.toml")
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "large.toml").write_bytes(b"#" * (LARGEST_DECISION + 1))
    assert read_decision(tmp_path / "d.toml") == JOHN
    for name in ("link.toml", "pipe.toml", "large.toml", "none.toml"):
        with pytest.raises(UnfitDecision):
            read_decision(tmp_path / name)


# Beside its page.


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    file = tmp_path / "pages" / "veins.txt"
    file.parent.mkdir()
    file.write_bytes(TWO_NAMES.encode())
    return file


def only(folder: Path) -> Page:
    (found,) = read([folder])
    assert isinstance(found, ReadPage)
    return found.page


def test_a_page_is_read_by_the_decision_beside_it(page_file: Path) -> None:
    JOHN.write(page_file)
    page = only(page_file.parent)
    assert page.answers[1].doctor == ROE
    assert page.digest == digest_of(TWO_NAMES)
    assert decision_beside(page_file) == JOHN


def test_a_changed_page_asks_again(page_file: Path) -> None:
    JOHN.write(page_file)
    page_file.write_bytes(TWO_NAMES.replace("Ice", "Cold").encode())
    page = only(page_file.parent)
    assert page.answers[1].doctor == Doctor()
    assert page.warnings[0] == (
        f"{TO_BE_CHECKED}: the decision beside it is for an earlier version of the page; "
        f"{DECIDE_AGAIN}"
    )


def test_a_decision_that_does_not_fit_leaves_the_page_as_the_program_reads_it(
    page_file: Path,
) -> None:
    decision_file(page_file).write_text(GOOD.replace('"title"', '"titel"'))
    page = only(page_file.parent)
    assert [one.doctor.name for one in page.answers] == ["Laura Finch", None]
    assert page.warnings[0].startswith(f"{TO_BE_CHECKED}: the decision beside it does not fit (")


def test_a_page_that_the_program_cannot_read_is_read_by_a_decision(tmp_path: Path) -> None:
    text = TWO_NAMES.replace("Doctor Answers 2", "What they say")
    file = tmp_path / "odd.txt"
    file.write_bytes(text.encode())
    with pytest.raises(UnreadablePage):
        read_saved_page(file, "odd", "odd.txt")
    runs = [one if one.first != 5 else run(5, 5, Role.FURNITURE) for one in JOHN.runs]
    replace(JOHN, digest=digest_of(text), runs=tuple(runs)).write(file)
    assert read_saved_page(file, "odd", "odd.txt").answers[1].doctor == ROE


def test_a_decision_named_as_a_page_is_refused_with_the_way_out(page_file: Path) -> None:
    file = JOHN.write(page_file)
    (found,) = read([file])
    assert isinstance(found, UnreadablePage)
    assert found.reason == "a decision about a page; name the page beside it"


def test_a_decision_is_kept_beside_the_page_that_has_its_digest(
    page_file: Path, tmp_path: Path
) -> None:
    (page_file.parent / "other.txt").write_text(page_of(VENEERS, votes=True))
    kept = keep_decision(JOHN, [page_file.parent], tmp_path / "mine.toml")
    assert (kept.page.id, kept.file) == ("veins", page_file.with_name("veins.decision.toml"))
    assert (kept.page.answers[1].doctor, kept.gone) == (ROE, ())
    assert sorted(one.name for one in page_file.parent.iterdir()) == [
        "other.txt", "veins.decision.toml", "veins.txt",
    ]  # fmt: skip


def test_what_does_not_fit_is_not_kept(page_file: Path, tmp_path: Path) -> None:
    for decision in (replace(JOHN, digest="1" * 64), replace(JOHN, runs=JOHN.runs[1:])):
        with pytest.raises(UnfitDecision) as refused:
            keep_decision(decision, [page_file.parent], tmp_path / "mine.toml")
        assert refused.value.source.endswith("mine.toml")
    assert not decision_file(page_file).exists()


def test_a_draft_reads_the_page_as_the_program_does(page_file: Path) -> None:
    draft = draft_of([page_file], "Anna")
    assert has_same_content(read_by(TWO_NAMES, draft), parsed(TWO_NAMES))
    (page_file.parent / "other.txt").write_text(page_of(VENEERS, votes=True))
    with pytest.raises(UnreadablePage, match="2 saved pages"):
        draft_of([page_file.parent], "Anna")


# What is cut out of it.


def test_the_draft_of_a_page_that_is_refused_has_every_line_as_nobodys(tmp_path: Path) -> None:
    file = tmp_path / "odd.txt"
    file.write_text(TWO_NAMES.replace("Doctor Answers 2", "What they say"))
    draft = draft_of([file], "Anna")
    lines = lines_of(file.read_text())
    assert {run.role for run in draft.runs} == {Role.UNEXPLAINED}
    assert (draft.runs[0].first, draft.runs[-1].last) == (1, lines[-1].number)
    kept = keep_decision(replace(draft, runs=JOHN.runs), [file], tmp_path / "mine.toml")
    assert [one.doctor.name for one in kept.page.answers] == ["Laura Finch", "John Roe"]
    file.write_text(" \n")
    with pytest.raises(UnreadablePage, match="empty"):
        draft_of([file], "Anna")


def test_an_answer_is_cut_out_of_a_page_whose_byline_is_anothers_too() -> None:
    decision = decided(*HEAD, run(18, 20, Role.FURNITURE), elsewhere=(run(11, 12, Role.BYLINE, 2),))
    page = read_by(TWO_NAMES, decision)
    without_first = without_answers(page, {1})
    assert [(one.id, without_first.quote(one.body)) for one in without_first.answers] == [
        ("a#2", "Ice helps in the first days, and the swelling goes by itself.")
    ]
    assert "Sleep on your back" not in without_first.text
    assert without_first.quoted(without_first.answers[0].byline) == (
        "Laura Finch, MD\nDallas Plastic Surgeon"
    )
    without_second = without_answers(page, {2})
    assert "Ice helps" not in without_second.text
    assert without_second.answers[0].doctor == page.answers[0].doctor
    assert "Sleep on your back" in without_second.text


@given(st.sets(st.integers(1, 3), min_size=1, max_size=2))
def test_what_is_left_of_a_decided_page_is_decided_still(numbers: set[int]) -> None:
    text = page_of(VENEERS, BONDING, FILLER, votes=True)
    page = read_by(text, decision_of(parsed(text), "Anna", WHEN))
    rest = without_answers(page, numbers)
    assert "".join(rest.quote(line.span) for line in rest.lines) == rest.text
    again = decided_page(
        rest.text, decision_of(rest, "Anna", WHEN), page_id="a", source="a", digest=rest.digest
    )
    assert has_same_content(again, rest)
    assert [one.number for one in again.answers] == sorted({1, 2, 3} - numbers)
