"""Lines beside words and bylines that leave open whose the words are, or belong to nobody."""

from collections.abc import Sequence

import pytest

from index.model import Page
from index.pages.line_reader.text import parse_page

DOCTORS = (
    ("Ruth Okafor, MD", "Reno Dermatologist", "About running", "You may run after a week of rest."),
    ("Paul Green, DO", "Boston Dentist", "Wait a month", "Wait for a month, and walk until then."),
    (
        "Ada Lane, MD",
        "Tampa Plastic Surgeon",
        "Rest first",
        "It is best to rest for ten days first.",
    ),
    ("Omar Diaz, MD", "Austin Surgeon", "No running", "Nobody should run before the stitches go."),
)
OWN = [one[0].partition(",")[0] for one in DOCTORS]
SHAPES = ("headed", "below", "above")
shaped = pytest.mark.parametrize("shape", SHAPES)


def page(
    shape: str,
    *,
    words: str = "{}",
    byline: Sequence[str] = (),
    above: str = "",
    of: Sequence[int] = (1,),
) -> Page:
    """Four answers, each of which `of` has other words, another byline or a line above that."""
    lines = ["Can I run after it?", "", "I had surgery.", "", "Doctor Answers 4", ""]
    for n, (name, place, headline, own) in enumerate(DOCTORS):
        is_other = n in of
        said = [(words if is_other else "{}").format(own), ""]
        printed = [*([above] if is_other and above else [])]
        printed += [*((byline if is_other else ()) or (name, place)), ""]
        if shape == "above":
            lines += [*printed, *said]
        else:
            lines += [*([headline, ""] if shape == "headed" else []), *said, *printed]
    return parse_page("\n".join(lines), page_id="a", source="a.txt", digest="")


def names(found: Page) -> list[str | None]:
    return [one.doctor.name for one in found.answers]


def misnamed(found: Page, *of: int) -> list[str]:
    """The names that stand at another's words, or at those `of` these doctors."""
    allowed = {OWN[n]: own for n, (*_, own) in enumerate(DOCTORS) if n not in of}
    told = [(one.doctor.name, found.quote(one.body)) for one in found.answers]
    words = [own for *_, own in DOCTORS]
    return [
        name
        for name, body in told
        if name is not None and [own for own in words if own in body] != [allowed.get(name)]
    ]


def without(*of: int) -> list[str | None]:
    return [None if n in of else name for n, name in enumerate(OWN)]


@shaped
def test_the_page_is_read_where_nothing_is_untidy(shape: str) -> None:
    assert names(page(shape)) == OWN


@shaped
@pytest.mark.parametrize("dash", ["— ", "– ", "- ", "-", "~ "])
@pytest.mark.parametrize("name", ["Kelly", "Kelly, RN", "Kelly, office manager"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_words_that_another_signs_behind_a_dash_are_not_the_bylines(
    shape: str, dash: str, name: str, gap: str
) -> None:
    assert not misnamed(page(shape, words=f"{{}}{gap}{dash}{name}"), 1)


@pytest.mark.parametrize("shape", ["headed", "below"])
@pytest.mark.parametrize("dash", ["— ", "- "])
def test_a_doctor_signs_behind_a_dash(shape: str, dash: str) -> None:
    assert names(page(shape, words=f"{{}}\n\n{dash}Paul")) == OWN


@shaped
def test_a_given_name_behind_a_dash_is_nobody(shape: str) -> None:
    assert not misnamed(page(shape, byline=["— Kelly"]), 1)
    assert not misnamed(page(shape, byline=["— Kelly", "Boston Dentist"]), 1)


@shaped
@pytest.mark.parametrize(
    "office",
    [
        "Office of Dr. Smith", "Oficina del Dr. Smith", "Consultorio de la Dra. Ana Smith",
        "Secrétariat du Dr Martin", "Mitarbeiter von Dr. Smith", "Assistente da Dra. Silva",
        "Consultorio de la Dra. Ana Smith, MD",
    ],
)  # fmt: skip
def test_those_who_are_of_a_doctor_are_nobody(shape: str, office: str) -> None:
    assert not misnamed(page(shape, byline=[office, "Boston Dentist"]), 1)
    every = page(shape, byline=[office, "Boston Dentist"], of=range(4))
    assert {one.doctor.name for one in every.answers} == {None}


@pytest.mark.parametrize("name", ["Dra. de la Cruz", "Prof. Dr. von Braun", "Dr. Ana de la Cruz"])
def test_a_doctor_whose_name_has_small_words_is_named(name: str) -> None:
    assert names(page("headed", byline=[name, "Boston Dentist"]))[1] == name


MARKS = ("2 doctors agree", "1 doctor agrees", "Doctors who agree", "Sponsored", "Advertisement")


@shaped
@pytest.mark.parametrize("mark", [*MARKS, "Promoted", "Featured", "Sponsored answer"])
def test_a_byline_right_below_what_may_head_a_box_is_nobodys(shape: str, mark: str) -> None:
    found = page(shape, above=mark)
    assert names(found) == without(1)
    assert [one for one in found.warnings if "box" in one or "advertisement" in one]
    assert not any(mark in found.quote(one.body) for one in found.answers)


@pytest.mark.parametrize("mark", MARKS)
def test_so_is_one_below_words_and_such_a_line(mark: str) -> None:
    assert names(page("headed", above=f"{mark}\n")) == without(1)


@shaped
@pytest.mark.parametrize("mark", MARKS)
def test_where_all_bylines_stand_so_it_is_the_sites_way(shape: str, mark: str) -> None:
    assert names(page(shape, above=mark, of=range(4))) == OWN


@pytest.mark.parametrize("mark", MARKS)
def test_what_stands_apart_below_the_answer_above_is_of_that(mark: str) -> None:
    assert names(page("above", above=f"{mark}\n")) == OWN


@pytest.mark.parametrize("mark", MARKS)
def test_who_agrees_has_no_answer(mark: str) -> None:
    byline = ["Paul Green, DO", "Boston Dentist", "", mark, "Jane Roe, MD", "Miami Dentist"]
    assert "Jane Roe" not in names(page("headed", byline=byline))


@shaped
@pytest.mark.parametrize(
    "words",
    [
        "<b>Dr. Smith says:</b>\n{}", "<p>Dr. Smith says:</p>\n<p>{}</p>",
        "<strong>Dr. Smith</strong> says: {}", "<em>Dr. Smith explains</em>\n{}",
        "<h3>Dr. Smith says</h3>\n\n{}", "<blockquote>Dr. Smith says: {}</blockquote>",
        "[b]Dr. Smith says:[/b]\n{}", "**Dr. Smith says:**\n{}", "Dr. Smith adds: {}",
        "{}\n\nJane Smith, MD also notes: walk on.",
    ],
)  # fmt: skip
def test_words_that_another_speaks_are_not_the_bylines_whatever_dresses_them(
    shape: str, words: str
) -> None:
    assert names(page(shape, words=words)) == without(1)


@shaped
@pytest.mark.parametrize(
    "byline",
    [
        ["<b>Paul Green, DO</b>", "Boston Dentist"],
        ["<b>Paul Green</b>, DO<br>", "Boston Dentist"],
        ["<p>Paul Green, DO</p>", '<span class="place">Boston Dentist</span>'],
    ],
)
def test_tags_hide_no_byline(shape: str, byline: list[str]) -> None:
    found = page(shape, byline=byline)
    assert names(found) == OWN
    for one in found.answers:
        assert found.quote(one.body) in {own for *_, own in DOCTORS}


def test_tags_in_words_stay_as_they_are_printed() -> None:
    found = page("headed", words="It is <b>safe</b> if BMI < 30. {}")
    assert names(found) == OWN
    assert found.quote(found.answers[1].body).startswith("It is <b>safe</b> if BMI < 30. ")
