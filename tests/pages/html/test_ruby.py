"""Words that a page draws above others are under nobody's name, but for how ideographs are read."""

from pathlib import Path

import pytest

from index.pages.html.ruby import ABOVE_OTHERS
from index.pages.line_reader.page_warnings import TO_BE_CHECKED
from tests.pages.html.one_answer import marked, saved
from tests.pages.test_struck_rows import FILES, Made, page_in

RUBY = (
    "<ruby>5<rt>50</rt></ruby>",
    "<ruby>5<rp>(</rp><rt>0</rt><rp>)</rp></ruby>",
    "<ruby>mg<rt>g</rt></ruby>",
    "<ruby>1<rtc><rt>0</rt></rtc></ruby>",
    "<ruby>毎日<rt>2</rt></ruby>",
    "<ruby>never<rt>always</rt></ruby>",
)
READING = ("<ruby>毎<rt>まい</rt>日<rt>にち</rt></ruby>", "<ruby>漢字<rt>hànzì</rt></ruby>")
HARMLESS = ("<ruby>5</ruby>", "<ruby>5<rt> </rt></ruby>")


@pytest.mark.parametrize("ruby", RUBY)
def test_an_answer_with_words_above_others_waits_to_be_checked(ruby: str, tmp_path: Path) -> None:
    page = saved(tmp_path, marked(f"You may take {ruby} on the day before that."))
    (answer,) = page.answers
    assert (answer.doctor.name, answer.doubt) == (None, ABOVE_OTHERS)
    assert any(one.startswith(TO_BE_CHECKED) for one in page.warnings)


@pytest.mark.parametrize("ruby", [*READING, *HARMLESS])
def test_how_ideographs_are_read_makes_no_doubt(ruby: str, tmp_path: Path) -> None:
    page = saved(tmp_path, marked(f"You may take {ruby} on the day before that."))
    assert [one.doctor.name for one in page.answers] == ["Ruth Okafor"]


@pytest.mark.parametrize("made", FILES)
def test_so_does_a_row_or_a_post(made: Made, tmp_path: Path) -> None:
    words = f"<p>You should take {RUBY[0]} mg for two days.</p>"
    page = page_in(made(tmp_path, words, "Ruth Okafor, MD"))
    assert [one.doctor.name for one in page.answers] == [None, "Paul Smith"]
