"""The text of a web page: all words that it shows, in their order, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.pages.html.derived import derived, parsed
from index.pages.line_reader.text import LARGEST_PAGE
from tests.pages.html.made import made


def text_of(html: str) -> str:
    return derived(parsed(html, "a.html")).text


@given(st.integers(min_value=0, max_value=10**9))
def test_no_word_is_lost_and_no_two_run_together(seed: int) -> None:
    page = made(seed)
    text = text_of("".join(page.html)).replace("“", "").replace("”", "")  # drawn around <q>
    assert text.split() == page.words


@given(st.text(max_size=300))
def test_any_text_at_all_has_a_text(html: str) -> None:
    found = text_of(html)
    assert found == text_of(html)
    assert found == found.rstrip(" ") and not found.startswith(" ")


@given(st.lists(st.sampled_from("<>/=\"'&;!- \na b p td table select svg b i template".split(" "))))
def test_any_heap_of_markup_has_a_text(pieces: list[str]) -> None:
    html = "".join(f"<{piece}>" if piece.isalpha() else piece for piece in pieces)
    assert len(text_of(html)) <= len(html)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one<p>two", "one\n\ntwo"),
        ("<div>one</div>two<div>three</div>", "one\ntwo\nthree"),
        ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
        ("<div>one<br></div><div>two</div>", "one\ntwo"),
        ("bo<b>tox</b> is", "botox is"),
        ("one<!-- two -->three", "onethree"),
        ("one <i> two</i>\n three", "one two three"),
        ("one&nbsp; two", "one\u00a0 two"),
        ("&lt;b&gt; &amp;amp; &copy &notin; &#146;", "<b> &amp; © ∉ ’"),
        ("<table><tr><td>1<td>2<tr><td>3<td><p>4</table>5", "1\t2\n3\n\n4\n\n5"),
        ("<ul><li>1<li>2</ul>", "1\n2"),
        ("<pre>\n a\n  b</pre>c", " a\n  b\n\nc"),
        ("<p>a<p hidden>b<p style='x:y;display:none'>c<p>d", "a\n\nd"),
        ("<p style='visibility:hidden'>a<b style='visibility:visible'>b</b>", "b"),
        ("<span style='display:block'>a</span>b", "a\nb"),
        ("<div style='white-space: pre-wrap'>a\nb</div>", "a\nb"),
        ("<button>A</button><button>B</button>", "A B"),
        ("<p>Take 2<sup>1</sup> tablets, 10<sup>-3</sup> units", "Take 2¹ tablets, 10⁻³ units"),
        ("1<sup>1</sup>/<sub>2</sub> of H<sub>2</sub>O", "1¹/₂ of H₂O"),
        ("the 1<sup>st</sup> day<sup> [1]</sup> 1<b>2</b>", "the 1st day [1] 12"),
        ("She says <q>never <q>run</q></q> to me", "She says “never “run”” to me"),
        ("<p hidden><q>a</q></p>b<q style='visibility:hidden'>c</q>", "b"),
        (r"a<p style='display:/**/none'>b<p style='display:\6eone'>c", "a"),
        (r"a<p style='\64 isplay:none'>b<p style='display:block/*'>c", "a\n\nc"),
        ("<p>a<p popover>b", "a"),
        ("<noscript>a</noscript><iframe>b</iframe><textarea>c</textarea><select><option>d", ""),
        ("<svg><text>a</text></svg><video>b</video><object>c</object>", "c"),
        ("a<object data='a.pdf' type='application/pdf'><p>b</object>c", "ac"),
        ("<template><p>a</template><dialog>b</dialog><p hidden=until-found>c", "c"),
        ("<dialog open>b</dialog>", "b"),
        ("<body hidden style='display:none'>a", "a"),
        ("a\u2028b\u0085c\x0bd", "a\u2028b\u0085c\x0bd"),
        ("a<wbr>b&shy;c", "ab\u00adc"),
        ("\ufeffa", "\ufeffa"),
    ],
)
def test_what_stands_where(html: str, text: str) -> None:
    assert text_of(html) == text


def test_the_place_of_an_element_is_where_its_text_stands() -> None:
    tree = parsed("<p> a <b> b </b></p><div><p>c</p>d</div><i></i>", "a.html")
    nodes = [*tree.css("p"), tree.css_first("b"), tree.css_first("div"), tree.css_first("i")]
    found = derived(tree, [node for node in nodes if node is not None])
    quoted = [
        None if (place := found.place(node)) is None else found.text[place.start : place.end]
        for node in nodes
        if node is not None
    ]
    assert quoted == ["a b", "c", "b", "c\n\nd", None]


def test_the_longest_text_that_is_read_is_that_of_a_saved_text() -> None:
    assert len(text_of(f"<p>{'a ' * (LARGEST_PAGE // 2)}")) == LARGEST_PAGE - 1


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("Take <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> of it.", "Take 1/2 of it."),
        (
            "For <math><mn>1</mn><mfrac>\n<mn>1</mn>\n<mn>2</mn>\n</mfrac></math> days.",
            "For 1 1/2 days.",
        ),
        ("To <math><msup><mn>10</mn><mn>2</mn></msup></math> of it.", "To 10² of it."),
        ("A <math><msub><mi>H</mi><mn>2</mn></msub><mi>O</mi></math> bath.", "A H₂O bath."),
    ],
)
def test_a_fraction_or_a_power_is_no_other_number(markup: str, shown: str) -> None:
    assert derived(parsed(f"<p>{markup}</p>", "a.html")).text == shown
