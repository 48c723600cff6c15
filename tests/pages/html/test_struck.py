"""Words that a page shows struck out are under nobody's name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.pages.line_reader.page_warnings import TO_BE_CHECKED
from tests.pages.html.one_answer import marked, saved

WORDS = "You may run after a week, and not on the day before that."
STRUCK = (
    "<s>{}</s>",
    "<del>{}</del>",
    "<strike>{}</strike>",
    "<span style='color: red; text-decoration: Line-Through'>{}</span>",
)


def lines(words: str, name: str = "Ruth Okafor, MD") -> str:
    return (
        "<h1>Can I run?</h1><p>I had surgery.</p><p>Doctor Answers 2</p>"
        f"<p>{words}</p><p>{name}<br>Reno Dermatologist</p>"
        "<p>Wait for a month, and walk until then.</p><p>Paul Green, MD<br>Boston Dentist</p>"
    )


@pytest.mark.parametrize("struck", STRUCK)
@pytest.mark.parametrize("made", [marked, lines])
def test_an_answer_with_words_struck_out_waits_to_be_checked(
    made: Callable[..., str], struck: str, tmp_path: Path
) -> None:
    page = saved(tmp_path, made(f"{WORDS} {struck.format('Never bend it at all.')}"))
    first = page.answers[0]
    assert first.doctor.name is None and first.doubt is not None and "struck out" in first.doubt
    assert any(one.startswith(TO_BE_CHECKED) and "struck out" in one for one in page.warnings)


@pytest.mark.parametrize("made", [marked, lines])
def test_so_does_one_whose_name_is_struck_out(made: Callable[..., str], tmp_path: Path) -> None:
    page = saved(tmp_path, made(WORDS, "<s>Ruth Okafor, MD</s>"))
    assert page.answers[0].doctor.name is None


@pytest.mark.parametrize("made", [marked, lines])
def test_what_is_struck_out_elsewhere_or_put_in_makes_no_doubt(
    made: Callable[..., str], tmp_path: Path
) -> None:
    page = saved(tmp_path, made(f"{WORDS} <ins>Do rest.</ins>") + "<p><del>$ 100</del> $ 80</p>")
    assert page.answers[0].doctor.name == "Ruth Okafor"
