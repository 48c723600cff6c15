"""Words outside of the element that has all words of the page's other answers."""

from pathlib import Path

import pytest

from tests.pages.html.test_unmarked import saved

TOP = "<h1>Can I fly?</h1><p>I had surgery.</p><h2>3 doctor answers</h2>"
WORDS = (
    "You may fly after two weeks, and not before.",
    "Walk about the cabin every hour, and drink.",
    "Keep the leg up for a week, and do not bend it.",
)
BYLINES = (
    "<div class=by>Paul Green, MD<br>Boston Dermatologist</div>",
    "<div class=by>Ruth Okafor, DO<br>Reno Dentist</div>",
    "<div class=by>Ann Lee, MD<br>Miami Internist</div>",
)
REMARK = "It did not help me at all, I am sorry to say."
REMARKS = (
    f"<p>{REMARK}</p>",
    f"<ul><li>{REMARK}</li></ul>",
    f"<p><small>{REMARK}</small></p>",
    f"<hr><p>{REMARK}</p>",
)
NAMES = ["Paul Green", "Ruth Okafor", "Ann Lee"]


def card(nth: int, *, above: bool, extra: str = "") -> str:
    text = f'<div class="text"><p>{WORDS[nth]}</p></div>'
    parts = (BYLINES[nth], text, extra) if above else (text, extra, BYLINES[nth])
    return f'<div class="answer">{"".join(parts)}</div>'


@pytest.mark.parametrize("remark", REMARKS)
@pytest.mark.parametrize("above", [True, False], ids=["above", "below"])
def test_a_remark_outside_of_the_element_with_the_words_is_under_no_name(
    remark: str, tmp_path: Path, *, above: bool
) -> None:
    cards = [card(nth, above=above) for nth in range(3)]
    assert [one.doctor.name for one in saved(tmp_path, TOP + "".join(cards)).answers] == NAMES
    within = [cards[0], card(1, above=above, extra=remark), cards[2]]
    between = [cards[0], remark, *cards[1:]]
    for html in (within, between):
        page = saved(tmp_path, TOP + "".join(html))
        held = [one.doctor.name for one in page.answers if REMARK in page.quote(one.body)]
        assert set(held) <= {None}
        assert any(one.doctor.name for one in page.answers)


def test_paragraphs_of_their_own_are_no_such_elements(tmp_path: Path) -> None:
    html = "".join(
        f"<div><div>{words}</div>{more}{byline}</div>"
        for words, more, byline in zip(
            WORDS, ("", f"<div>{REMARK}</div>", "<ul><li>Rest it.</li></ul>"), BYLINES, strict=True
        )
    )
    assert [one.doctor.name for one in saved(tmp_path, TOP + html).answers] == NAMES
