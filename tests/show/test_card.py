"""Replies and whole pages as HTML: hostile text stays text, and every slice stays itself."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import unquote

import pytest

from bot.query.correct import Correction
from bot.query.search_query import SearchQuery
from bot.query.synonyms import Expansion
from bot.reply.reply import Card, Notice, Reply, ReplyPart
from bot.show.card import LONG
from bot.show.conversation import (
    head_html,
    question_html,
    reply_html,
    status_html,
    trouble_html,
)
from bot.show.document import saved_page_html
from bot.show.templates import escaped
from bot.show.wording import changes_of, count_of, name_of, standing_of
from index.library.open import FoundAnswer
from index.model import Answer, Doctor, Page, Span

HOSTILE = {
    "script": "<script>window.hacked = 1</script>",
    "closing tags": "</blockquote></article></section></pre></title><script>hacked()</script>",
    "image": '<img src="x" onerror="window.hacked = 1">',
    "end of attribute": '" onmouseover="window.hacked = 1" x="',
    "single quotes": "' onclick='window.hacked = 1",
    "comment": "<!-- <b>bold</b> --> <![CDATA[ x ]]> <?php x ?>",
    "markdown": "# Head\n\n**bold** _it_ `code` [link](javascript:alert(1)) ![i](https://e.test/i)",
    "template literal": "${window.hacked = 1} `${alert(1)}`",
    "handlebars": "{{ constructor.constructor('window.hacked = 1')() }} {{{raw}}}",
    "latex": r"costs $5 to $10, \(x^2\) \[ \frac{1}{2} \] $$ \sum $$",
    "right to left": "safe \u202egnorw\u202c \u2066isolated\u2069 \u05d0\u05d1\u05d2",
    "zero width": "bo\u200bto\u200dx \u2060 \ufeff end",
    "carriage returns": "one\r\ntwo\rthree\n\r\nfour",
    "blanks": "a\u00a0\u00a0\u00a0b   c\td\u2003e",
    "quotes": "\"double\" 'single' “curly” ‘ones’ «guillemets»",
    "entities": "&amp; &lt;b&gt; &#60;i&#62; &nbsp; &#13; &notanentity; AT&T &copy",
    "separators": "first\u2028second\u2029third\x85fourth\x0bfifth\x0csixth",
    "not in the basic plane": "e\u0301 é 𝔘𝔫𝔦 👩‍⚕️",
}
PLAIN = "Rest for a day"
VOID = frozenset({"meta", "img", "br", "input", "link", "hr"})


class Element(NamedTuple):
    """An element as it opens, with all the text inside it."""

    tag: str
    attributes: dict[str, str | None]
    text: str


class Reader(HTMLParser):
    """Every element in the order in which it opens."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self._open: list[int] = []
        self.others: list[str] = []
        self.feed(markup)
        self.close()
        assert not self._open, "an element is left open"

    @property
    def elements(self) -> list[Element]:
        return [Element(tag, given, "".join(text)) for tag, given, text in self._found]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute twice: {attrs}"
        if tag not in VOID:
            self._open.append(len(self._found))
        self._found.append((tag, dict(attrs), []))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._found[self._open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for at in self._open:
            self._found[at][2].append(data)

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)


def elements(markup: str) -> list[Element]:
    reader = Reader(markup)
    assert reader.others == []
    return reader.elements


def skeleton(markup: str) -> list[tuple[str, frozenset[str]]]:
    """Tags and the names of their attributes: what must not depend on anybody's text, but for our
    own word beside a name that deceives the eye."""
    return [
        (element.tag, frozenset(element.attributes))
        for element in elements(markup)
        if element.attributes.get("class") != "about disguise"
    ]


def verbatim(markup: str) -> list[str]:
    return [element.text for element in elements(markup) if "data-verbatim" in element.attributes]


def classed(markup: str, name: str) -> list[str]:
    """The texts of the elements of that class."""
    return [
        element.text
        for element in elements(markup)
        if name in (element.attributes.get("class") or "").split()
    ]


def page_of(
    bodies: list[str],
    doctors: list[Doctor] | None = None,
    *,
    headlines: list[str | None] | None = None,
    title: str | None = PLAIN,
    question: str | None = PLAIN,
    notice: str | None = PLAIN,
    page_id: str = "page",
    source: str = "pages/page.txt",
) -> Page:
    """A page whose parts stand one below the other, each where its span says."""
    text = ""

    def add(part: str | None) -> Span | None:
        nonlocal text
        if part is None:
            return None
        text += "\n\n" if text else ""
        span = Span(len(text), len(text) + len(part))
        text += part
        return span

    title_span, question_span = add(title), add(question)
    answers = []
    for n, body in enumerate(bodies):
        headline = add(headlines[n] if headlines else None)
        span = add(body)
        assert span is not None
        doctor = doctors[n] if doctors else Doctor()
        answers.append(Answer(f"{page_id}#{n + 1}", n + 1, headline, span, None, doctor))
    notice_span = add(notice)
    return Page(
        id=page_id,
        source=source,
        digest="",
        text=text,
        title=title_span,
        question=question_span,
        announced=len(bodies),
        answers=tuple(answers),
        notice=notice_span,
    )


def card_of(page: Page, number: int = 1, highlights: tuple[Span, ...] = ()) -> Card:
    answer = page.answers[number - 1]
    whole = (answer.body,)
    return Card(page, answer, page.quote(answer.body), highlights, highlights or whole, 0.5, 0.75)


def with_others(card: Card, *, alike: Sequence[Page] = (), brands: tuple[str, ...] = ()) -> Card:
    """A card behind which the first answers of those pages hide, and that speaks of those."""
    hidden = tuple(FoundAnswer(page, page.answers[0]) for page in alike)
    return replace(card, alike=hidden, other_brand=brands)


def reply_of(*cards: Card, notices: tuple[Notice, ...] = (), question: str = PLAIN) -> Reply:
    return Reply(question, (part_of(question, *cards),), notices)


def part_of(question: str, *cards: Card) -> ReplyPart:
    return ReplyPart(asked_of(question), "answered" if cards else "nothing", cards)


def asked_of(question: str) -> SearchQuery:
    """A question in which nothing was changed."""
    return SearchQuery(question, question, (question,), (), (), None)


def changed_everywhere(words: str) -> SearchQuery:
    """A question that was changed in every way, each time with those words."""
    return SearchQuery(
        asked=words,
        searched=f"{words} {words}",
        wordings=(words,),
        corrections=(Correction(words, words),),
        expansions=(Expansion(words, (words, words)),),
        carried=words,
    )


def everywhere(words: str) -> Page:
    """A page that says the same words in every field that a page has."""
    doctor = Doctor(
        name=words, credentials=words, named_by="signature", place=words, specialty=words,
        rating=4.5, reviews=3, status=words,
    )  # fmt: skip
    return page_of(
        [words],
        [doctor],
        headlines=[words],
        title=words,
        question=words,
        notice=words,
        page_id=words,
        source=words,
    )


def reply_everywhere(words: str) -> Reply:
    page = everywhere(words)
    return reply_of(card_of(page), notices=(Notice("notice", words),), question=words)


def parts_everywhere(words: str) -> Reply:
    """Two questions that were changed in every way, with a note and folded pages on their cards."""
    page = everywhere(words)
    card = with_others(card_of(page), alike=[page, page], brands=(words, words))
    asked = changed_everywhere(words)
    return Reply(
        words, (ReplyPart(asked, "answered", (card,)), ReplyPart(asked, "nothing", ())), ()
    )


@pytest.fixture(params=list(HOSTILE.values()), ids=list(HOSTILE))
def hostile(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_hostile_text_adds_no_element_and_no_attribute(hostile: str) -> None:
    assert skeleton(reply_html(reply_everywhere(hostile))) == skeleton(
        reply_html(reply_everywhere(PLAIN))
    )


def test_hostile_text_is_shown_character_for_character(hostile: str) -> None:
    markup = reply_html(reply_everywhere(hostile))
    headline = body = question = notice = hostile
    assert verbatim(markup) == [headline, body, question, notice]


def test_the_doctor_is_shown_as_the_record_says(hostile: str) -> None:
    reply = reply_everywhere(hostile)
    markup = reply_html(reply)
    doctor = reply.cards[0].answer.doctor
    assert classed(markup, "doctor") == [name_of(doctor)] == [f"{hostile}, {hostile}"]
    assert classed(markup, "about")[0] == standing_of(doctor) == " · ".join([hostile] * 3)


def test_every_name_is_isolated_from_the_direction_of_the_text_beside_it(hostile: str) -> None:
    markup = reply_html(reply_everywhere(hostile))
    isolated = [element.text for element in elements(markup) if element.tag == "bdi"]
    assert isolated[:4] == [f"{hostile}, {hostile}", *[hostile] * 3]
    assert isolated[-1] == hostile, "the title beside the link"


def test_a_card_carries_its_answers_id_and_leads_to_its_page(hostile: str) -> None:
    reply = reply_everywhere(hostile)
    found = elements(reply_html(reply))
    (article,) = (element for element in found if element.tag == "article")
    links = [element for element in found if element.tag == "a"]
    assert article.attributes["data-answer"] == f"{hostile}#1"
    led = [(link.attributes["href"] or "").split("/") for link in links]
    assert [(before, unquote(page_id), rest) for before, page_id, rest in led] == [
        ("page", hostile, "1#marked"),
        ("answer", hostile, "1"),
    ]


def test_no_bare_carriage_return_is_left_for_a_browser_to_change(hostile: str) -> None:
    page = everywhere(hostile)
    assert "\r" not in reply_html(reply_everywhere(hostile))
    assert "\r" not in saved_page_html(page, page.answers[0])
    assert "\r" not in question_html(hostile) + head_html(hostile) + trouble_html(hostile)


def test_hostile_words_in_what_was_changed_add_no_element_and_no_attribute(hostile: str) -> None:
    assert skeleton(reply_html(parts_everywhere(hostile))) == skeleton(
        reply_html(parts_everywhere(PLAIN))
    )
    assert "\r" not in reply_html(parts_everywhere(hostile))


def test_hostile_words_in_what_was_changed_are_shown_character_for_character(hostile: str) -> None:
    reply = parts_everywhere(hostile)
    markup = reply_html(reply)
    asked = reply.parts[0].asked
    assert classed(markup, "part") == [hostile] * 2
    assert classed(markup, "searched") == [asked.searched] * 2
    changes = [f"{change.message} {change.offer}" for change in changes_of(asked)]
    lines = [element.text for element in elements(markup) if element.tag == "li"]
    searched = f"Searched: {asked.searched} Edit these words"
    assert lines == [searched, *changes, *[hostile] * 2, searched, *changes]
    assert classed(markup, "note") == [
        f"This answer names {hostile} and {hostile}, not the product you asked about."
    ]


def test_a_button_asks_the_very_words_that_it_offers(hostile: str) -> None:
    reply = parts_everywhere(hostile)
    found = elements(reply_html(reply))
    asked = reply.parts[0].asked
    for name, questions in (
        ("again", [change.question for change in changes_of(asked)]),
        ("edit", [asked.searched]),
    ):
        buttons = [element for element in found if name in _classes(element)]
        assert [button.attributes["data-question"] for button in buttons] == questions * 2
        assert {(button.tag, button.attributes["type"]) for button in buttons} == {
            ("button", "button")
        }


def test_nothing_of_ours_stands_among_a_pages_words(hostile: str) -> None:
    headline = body = question = hostile
    assert verbatim(reply_html(parts_everywhere(hostile))) == [headline, body, question]


def test_folded_answers_lead_each_to_its_own_page(hostile: str) -> None:
    pages = [page_of([hostile], title=title, page_id=f"{hostile}{n}") for n, title in enumerate(
        [hostile, None]
    )]  # fmt: skip
    card = with_others(card_of(page_of(["body"])), alike=pages)
    inside = _inside(reply_html(reply_of(card)), "alike")
    assert [e.text for e in inside if e.tag == "summary"] == ["and 2 more like this"]
    assert "open" not in inside[0].attributes
    links = [element for element in inside if element.tag == "a"]
    assert [link.text for link in links] == [hostile, "a question without a title"]
    for n, link in enumerate(links):
        _, page_id, rest = (link.attributes["href"] or "").split("/")
        assert (unquote(page_id), rest) == (f"{hostile}{n}", "1#marked")
        assert (link.attributes["target"], link.attributes["rel"]) == ("_blank", "noopener")


def test_a_hostile_question_stays_text(hostile: str) -> None:
    assert skeleton(question_html(hostile)) == skeleton(question_html(PLAIN))
    assert classed(question_html(hostile), "asked") == [hostile]


def test_hostile_words_in_the_head_and_in_a_trouble_stay_text(hostile: str) -> None:
    assert skeleton(head_html(hostile)) == skeleton(head_html(PLAIN))
    assert verbatim(head_html(hostile)) == [hostile]
    assert skeleton(trouble_html(hostile)) == skeleton(trouble_html(PLAIN))
    assert classed(trouble_html(hostile), "trouble") == [hostile]


def test_a_whole_page_is_its_text_with_one_answer_marked(hostile: str) -> None:
    page = everywhere(hostile)
    markup = saved_page_html(page, page.answers[0])
    plain = everywhere(PLAIN)
    assert skeleton(markup) == skeleton(saved_page_html(plain, plain.answers[0]))
    # A browser drops the line feed that opens a <pre>; html.parser keeps it.
    assert verbatim(markup) == ["\n" + page.text]
    assert [element.text for element in elements(markup) if element.tag == "mark"] == [hostile]


def test_only_the_answer_that_was_asked_for_is_marked() -> None:
    page = page_of(["first body", "second body", "third body"])
    for number, body in enumerate(["first body", "second body", "third body"], start=1):
        marked = [
            element
            for element in elements(saved_page_html(page, page.answers[number - 1]))
            if element.tag == "mark"
        ]
        assert [(mark.attributes["id"], mark.text) for mark in marked] == [("marked", body)]


def test_a_page_that_opens_with_a_line_feed_keeps_it() -> None:
    answer = Answer("p#1", 1, None, Span(2, 6), None, Doctor())
    page = Page("p", "p.txt", "", "\n\nbody", None, None, None, (answer,), None)
    (pre,) = (e for e in elements(saved_page_html(page, answer)) if e.tag == "pre")
    assert pre.text == "\n" + "\n\nbody"


def long_body(hostile: str) -> Iterator[str]:
    while True:
        yield hostile
        yield ". Then something else follows here. "


def lengthened(hostile: str) -> str:
    body = ""
    for piece in long_body(hostile):
        body += piece
        if len(body) >= LONG:
            return body.strip() + " End."
    raise AssertionError


def test_a_long_answer_is_folded_and_its_excerpt_is_a_slice(hostile: str) -> None:
    page = page_of([lengthened(hostile)])
    body = page.answers[0].body
    highlights = (Span(body.start, body.start + len(hostile)), Span(body.end - 4, body.end))
    markup = reply_html(reply_of(card_of(page, highlights=highlights)))
    whole = page.quote(body)
    assert classed(markup, "words") == [whole]
    assert (
        classed(markup, "excerpt") == [page.quote(span) for span in highlights] == [hostile, "End."]
    )
    assert [element.text for element in elements(markup) if element.tag == "mark"] == [
        hostile, "End.", hostile, "End.",
    ]  # fmt: skip
    (folded,) = (element for element in elements(markup) if "whole" in _classes(element))
    assert folded.tag == "details"
    assert "open" not in folded.attributes
    assert whole in folded.text
    assert not any("excerpt" in _classes(element) for element in _inside(markup, "whole"))


def _classes(element: Element) -> list[str]:
    return (element.attributes.get("class") or "").split()


def _inside(markup: str, name: str) -> list[Element]:
    start = markup.index(f'<details class="{name}"')
    return elements(markup[start : markup.index("</details>", start) + len("</details>")])


@pytest.mark.parametrize(("length", "folded"), [(LONG - 1, False), (LONG, True)])
def test_an_answer_is_folded_from_that_length_on(length: int, folded: bool) -> None:
    markup = reply_html(reply_of(card_of(page_of(["x" * length]))))
    assert bool(classed(markup, "whole")) is folded
    assert bool(classed(markup, "excerpt")) is folded
    assert classed(markup, "words") == ["x" * length]


def test_a_short_answer_stands_once_with_its_highlight_marked() -> None:
    page = page_of(["Wait. Then go. Stop."])
    start = page.answers[0].body.start
    highlights = (Span(start + 6, start + 14),)
    markup = reply_html(reply_of(card_of(page, highlights=highlights)))
    assert classed(markup, "words") == ["Wait. Then go. Stop."]
    assert [element.text for element in elements(markup) if element.tag == "mark"] == ["Then go."]


def test_a_highlight_that_reaches_out_of_the_answer_is_not_marked() -> None:
    page = page_of(["first body", "second body"])
    outside = (page.answers[1].body,)
    markup = reply_html(reply_of(card_of(page, 1, highlights=outside)))
    assert classed(markup, "words") == ["first body"]
    assert "mark" not in {element.tag for element in elements(markup)}


def test_an_unnamed_doctor_is_said_to_be_unnamed() -> None:
    page = page_of(["body"], [Doctor(place="Cambridge", specialty="Facial Plastic Surgeon")])
    markup = reply_html(reply_of(card_of(page)))
    assert classed(markup, "doctor") == ["Doctor not named on the page"]
    assert classed(markup, "unnamed") == ["Doctor not named on the page"]
    assert classed(markup, "standing") == ["Facial Plastic Surgeon · Cambridge"]


def test_the_notices_of_the_pages_stand_below_the_cards() -> None:
    page = page_of(["body"])
    notices = (Notice("notice", "Ask."), Notice("notice", "Educational."))
    markup = reply_html(reply_of(card_of(page), notices=notices))
    assert classed(markup, "notice") == ["Ask.", "Educational."]
    assert markup.index("</article>") < markup.index("Ask.")


def test_nothing_found_is_said_and_no_card_is_shown() -> None:
    markup = reply_html(reply_of())
    found = elements(markup)
    assert classed(markup, "found") == ["No doctor here addressed this question."]
    assert "article" not in {element.tag for element in found}
    assert found[0].attributes["data-band"] == "nothing"


def headings(markup: str) -> list[tuple[str, str]]:
    return [(one.tag, one.text) for one in elements(markup) if one.tag in {"h1", "h2", "h3", "h4"}]


def test_several_questions_stand_each_above_its_own_cards() -> None:
    roe, doe = (Doctor(name, "MD", "byline") for name in ("Jane Roe", "John Doe"))
    page = page_of(["one", "two"], [roe, doe])
    one, two = card_of(page, 1), card_of(page, 2)
    parts = (part_of("first?", one), part_of("none?"), part_of("second?", two, one))
    markup = reply_html(Reply("message", parts, ()))
    assert headings(markup) == [
        ("h2", "first?"),
        ("h3", "Jane Roe, MD"),
        ("h2", "none?"),
        ("h2", "second?"),
        ("h3", "John Doe, MD"),
        ("h3", "Jane Roe, MD"),
    ]
    assert classed(markup, "count") == [
        "2 of 3 questions answered: 2 answers by 2 doctors, word for word."
    ]
    said = [section.text for section in elements(markup) if "for" in _classes(section)]
    assert [text.count("answer · 1 doctor") for text in said] == [1, 0, 0]
    assert [text.count("2 answers · 2 doctors") for text in said] == [0, 0, 1]
    assert [text.count("No doctor here addressed this question.") for text in said] == [0, 1, 0]


def test_one_question_has_no_heading_of_its_own() -> None:
    page = page_of(["one"], [Doctor("Jane Roe", None, "byline")])
    markup = reply_html(reply_of(card_of(page), question="first?"))
    assert headings(markup) == [("h2", "Jane Roe")]
    assert "first?" not in markup


def test_a_card_without_a_note_and_without_its_like_says_nothing_of_them() -> None:
    markup = reply_html(reply_of(card_of(page_of(["body"]))))
    assert classed(markup, "note") == classed(markup, "alike") == classed(markup, "changes") == []


def test_what_was_searched_is_said_only_where_it_is_not_what_was_typed() -> None:
    asked = asked_of("typed")
    for searched, said in (("typed", []), ("searched", ["searched"])):
        part = ReplyPart(replace(asked, searched=searched), "nothing", ())
        assert classed(reply_html(Reply("typed", (part,), ())), "searched") == said


def test_what_was_changed_stands_before_the_cards() -> None:
    part = ReplyPart(changed_everywhere("words"), "answered", (card_of(page_of(["body"])),))
    tags = [
        (element.tag, *_classes(element))
        for element in elements(reply_html(Reply("", (part,), ())))
    ]
    assert tags.index(("ul", "changes")) < tags.index(("article", "card"))


def test_a_screen_reader_hears_how_many_parts_were_found() -> None:
    (status,) = elements(status_html(count_of(parts_everywhere(PLAIN))))
    assert status.attributes["role"] == "status"
    assert status.text == "1 of 2 questions answered: 1 answer by 1 doctor, word for word."


def test_escaping_leaves_nothing_that_html_reads() -> None:
    assert escaped("<a href=\"x\" b='y'>&\r\n") == (
        "&lt;a href=&#34;x&#34; b=&#39;y&#39;&gt;&amp;&#13;\n"
    )
