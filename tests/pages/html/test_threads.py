"""Threads of forums with markup by schema.org: a posting that asks, and the comments on it."""

import json
from datetime import date
from pathlib import Path

import pytest

from index.errors import UnreadablePage
from index.model import Doctor, Page
from index.pages.decided import read_saved_page

TITLE = "Running after botox"
ASKED = "I had botox yesterday at noon. May I run today?"
TOLD = "I had botox yesterday at noon, and I ran today."
RUTH = "I tell my own patients to wait until the next day before they run."
THANKS = "Thank you all, I will stay at home for today."
REPLY = "A walk is fine on the same day, as Dr. Okafor says, too."
ANN = "I ran on the same day and nothing at all became of it."
AUTHORS: dict[str, dict[str, object]] = {
    RUTH: {"@type": "Person", "name": "Ruth Okafor, MD", "url": "/u/ruth"},
    THANKS: {"@type": "Person", "name": "sunny_day", "url": "/u/sunny"},
    REPLY: {"@type": "Physician", "name": "Dr. Jane Roe"},
    ANN: {"@type": "Person", "name": "ann22"},
}
OKAFOR, ROE = Doctor("Ruth Okafor", "MD", "byline"), Doctor("Dr. Jane Roe", None, "byline")


def comment(words: str, **more: object) -> dict[str, object]:
    return {"@type": "Comment", "text": words, "author": AUTHORS[words], **more}


def posting(*comments: object, **more: object) -> dict[str, object]:
    asker = {"@type": "Person", "name": "sunny_day", "url": "/u/sunny"}
    told = {"headline": TITLE, "text": ASKED, "author": asker, "comment": list(comments)}
    return {"@context": "https://schema.org", "@type": "DiscussionForumPosting", **told, **more}


def shown(*words: str) -> str:
    """The thread as a forum prints it: each with its author above."""
    posts = "".join(f"<div><b>{AUTHORS[one]['name']}</b><p>{one}</p></div>" for one in words)
    return f"<h1>{TITLE}</h1><b>sunny_day</b><p>{ASKED}</p>{posts}"


ALL = shown(RUTH, REPLY, THANKS, ANN)


def read(folder: Path, found: object, body: str = ALL) -> Page:
    script = json.dumps(found).replace("<", "\\u003c")
    return read_html(folder, f'<script type="application/ld+json">{script}</script>{body}')


def read_html(folder: Path, html: str) -> Page:
    file = folder / "a.html"
    file.write_text(f'<meta charset="utf-8">{html}', encoding="utf-8")
    return read_saved_page(file, "a", "a.html")


def said(page: Page) -> list[tuple[str, Doctor]]:
    return [(page.quote(answer.body), answer.doctor) for answer in page.answers]


@pytest.mark.smoke
def test_the_comments_on_a_posting_that_asks_are_its_answers(tmp_path: Path) -> None:
    like = {
        "@type": "InteractionCounter",
        "interactionType": "https://schema.org/LikeAction",
        "userInteractionCount": 12,
    }
    first = comment(RUTH, datePublished="2016-03-03T10:00:00Z", interactionStatistic=like)
    page = read(tmp_path, posting(first, comment(ANN)))
    assert said(page) == [(RUTH, OKAFOR), (ANN, Doctor())]
    assert (page.quoted(page.title), page.quoted(page.question)) == (TITLE, ASKED)
    assert (page.answers[0].answered_on, page.answers[0].upvotes) == (date(2016, 3, 3), 12)
    assert "'ann22' names nobody" in (page.answers[1].doubt or "")


REPLIES = {
    "within": posting(comment(RUTH, comment=[comment(REPLY)]), comment(ANN)),
    "twice within": posting(comment(RUTH, comment=comment(ANN, comment=comment(REPLY)))),
    "by reference": posting(
        {"@id": "#1", **comment(RUTH)},
        comment(REPLY, parentItem={"@id": "#1", "@type": "Comment"}),
        comment(ANN),
    ),
    "by its link": posting(
        comment(RUTH, url="/t/1#2"), comment(REPLY, parentItem="/t/1#2"), comment(ANN)
    ),
}


@pytest.mark.parametrize("kind", REPLIES)
def test_a_comment_on_a_comment_is_no_answer(kind: str, tmp_path: Path) -> None:
    page = read(tmp_path, REPLIES[kind])
    assert (RUTH, OKAFOR) in said(page)
    assert REPLY not in [words for words, _ in said(page)]
    assert any("left out: a reply to a comment, and no answer" in one for one in page.warnings)


def test_what_whoever_asked_wrote_below_is_no_answer(tmp_path: Path) -> None:
    page = read(tmp_path, posting(comment(RUTH), comment(THANKS)))
    assert said(page) == [(RUTH, OKAFOR)]
    assert "1 comment was left out: by whoever posted what is commented on" in page.warnings


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"text": TOLD}, "asks nothing in so many words"),
        ({"text": f"{TOLD} https://example.org/t?p=1"}, "asks nothing in so many words"),
        ({"author": AUTHORS[REPLY]}, "what a doctor posted"),
    ],
)
def test_comments_that_may_answer_nothing_wait_to_be_checked(
    more: dict[str, object], reason: str, tmp_path: Path
) -> None:
    body = ALL.replace(ASKED, str(more.get("text", ASKED)))
    page = read(tmp_path, posting(comment(RUTH), **more), body)
    assert said(page) == [(RUTH, Doctor())]
    assert reason in (page.answers[0].doubt or "") and page.question is None
    assert any(one.startswith("to be checked: answer 1 (line") for one in page.warnings)


def test_a_question_goes_before_postings(tmp_path: Path) -> None:
    answer = {"@type": "Answer", "text": RUTH, "author": AUTHORS[RUTH]}
    question = {"@type": "Question", "name": TITLE, "acceptedAnswer": answer}
    page = read(tmp_path, {"@graph": [posting(comment(REPLY)), question]})
    assert said(page) == [(RUTH, OKAFOR)]


MICRODATA = f"""<div itemscope itemtype="https://schema.org/DiscussionForumPosting">
<h1 itemprop="headline">{TITLE}</h1>
<span itemprop="author" itemscope itemtype="https://schema.org/Person">
<b itemprop="name">sunny_day</b></span><div itemprop="text"><p>{ASKED}</p></div>
<div itemprop="comment" itemscope itemtype="https://schema.org/Comment">
 <span itemprop="author" itemscope itemtype="https://schema.org/Person">
 <b itemprop="name">Ruth Okafor, MD</b></span>
 <time itemprop="datePublished" datetime="2016-03-03">3 March</time>
 <div itemprop="text"><p>{RUTH}</p></div>
 <div itemprop="comment" itemscope itemtype="https://schema.org/Comment">
  <span itemprop="author" itemscope itemtype="https://schema.org/Physician">
  <b itemprop="name">Dr. Jane Roe</b></span><p itemprop="text">{REPLY}</p>
 </div></div>
<div itemprop="comment" itemscope itemtype="https://schema.org/Comment">
 <b itemprop="author">sunny_day</b><p itemprop="text">{THANKS}</p></div></div>"""


def test_microdata_and_rdfa_say_the_same(tmp_path: Path) -> None:
    rdfa = MICRODATA.replace("itemprop", "property").replace("itemscope itemtype", "typeof")
    for html in (MICRODATA, rdfa):
        page = read_html(tmp_path, html)
        assert said(page) == [(RUTH, OKAFOR)]
        assert page.quoted(page.question) == ASKED
        assert page.answers[0].answered_on == date(2016, 3, 3)
        assert sum("left out" in one for one in page.warnings) == 2


def test_a_reply_within_the_words_of_a_comment_names_nobody(tmp_path: Path) -> None:
    reply = MICRODATA[MICRODATA.rindex("<div", 0, MICRODATA.index("Physician")) :]
    reply = reply[: reply.index("</div>") + len("</div>")]
    moved = MICRODATA.replace(reply, "").replace(f"<p>{RUTH}</p>", f"<p>{RUTH}</p>{reply}")
    (answer,) = read_html(tmp_path, moved).answers
    assert answer.doctor == Doctor() and "within the words" in (answer.doubt or "")


def test_a_posting_without_comments_is_no_page_of_answers(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePage, match="no line"):
        read(tmp_path, posting())


def test_a_posting_that_is_no_json_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePage, match="no JSON"):
        broken = f'<script type="application/ld+json">{json.dumps(posting())},</script>{ALL}'
        read_html(tmp_path, broken)
