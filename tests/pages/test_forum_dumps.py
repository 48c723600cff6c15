"""Dumps of forums: topics of Discourse, threads of Reddit, and all that a forum of it has."""

import gzip
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastwarc.stream_io import ZstdWriter

from index.errors import UnreadablePage
from index.model import Doctor, Page
from index.pages.read import ReadPage, read

TITLE, ASKED = "Running after botox", "I had it at noon.\n\nMay I run & jump today?"
RUTH = "Wait until the next day, and drink < 3 cups of coffee."
ANN = "I ran on the same day and nothing became of it."
REPLY = "Thanks, that is what I will do then."
OKAFOR = Doctor("Ruth Okafor", "MD", "byline")
MARCH = date(2016, 3, 3)


def outcome(folder: Path) -> tuple[list[Page], list[str]]:
    """The pages of a folder, and why others were refused."""
    found = list(read([folder]))
    return (
        [one.page for one in found if isinstance(one, ReadPage)],
        [one.reason for one in found if isinstance(one, UnreadablePage)],
    )


def put(folder: Path, name: str, *found: object) -> Path:
    text = "\n".join(json.dumps(one) for one in found)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def said(pages: Sequence[Page]) -> list[tuple[str, Doctor]]:
    return [(page.quote(one.body), one.doctor) for page in pages for one in page.answers]


def html(words: str) -> str:
    parts = words.replace("&", "&amp;").replace("<", "&lt;").split("\n\n")
    return "\n".join(f"<p>{part}</p>" for part in parts)


# Discourse.


def post(number: int, words: str, name: str | None, **more: object) -> dict[str, object]:
    told = {"post_number": number, "cooked": html(words), "username": f"user{number}", "name": name}
    return {**told, "created_at": "2016-03-03T10:00:00.000Z", "post_type": 1, **more}


QUESTION = post(1, ASKED, "Sunny Day", username="sunny")


def topic(*posts: object, **more: object) -> dict[str, object]:
    return {"title": TITLE, "post_stream": {"posts": [QUESTION, *posts], "stream": [1]}, **more}


@pytest.mark.smoke
def test_the_first_post_of_a_topic_is_the_question_and_others_answer_it(tmp_path: Path) -> None:
    found = topic(
        post(2, RUTH, "Ruth Okafor, MD"),
        post(3, ANN, "Ann Poe", user_title="Leader"),
        post(4, REPLY, "Jane Roe, MD", reply_to_post_number=2),
        post(5, REPLY, "Sunny Day", username="sunny"),
        post(6, "", None, post_type=3),
        post(7, ANN, None, hidden=True),
    )
    (page,), refused = outcome(put(tmp_path, "7.json", found))
    assert refused == []
    assert (page.quoted(page.title), page.quoted(page.question)) == (TITLE, ASKED)
    assert said([page]) == [(RUTH, OKAFOR), (ANN, Doctor())]
    assert [one.answered_on for one in page.answers] == [MARCH, MARCH]
    told = " ".join(page.warnings)
    assert "1 post was left out: replies to an answer" in told
    assert "1 post was left out: whoever asked wrote them" in told
    assert "2 posts were left out: they are deleted" in told
    assert "names 'Ann Poe', and nothing says that this is a doctor; left out" in told


@pytest.mark.parametrize(
    ("name", "title", "doctor"),
    [
        ("Ruth Okafor", "Dermatologist", Doctor("Ruth Okafor", None, "byline", None,
                                                "Dermatologist")),
        ("Ruth Okafor", "MD", OKAFOR),
        # The name of an account is nobody's, though a doctor's account it is.
        ("sunshine", "Dermatologist", Doctor(specialty="Dermatologist")),
        ("", "Dermatologist", Doctor(specialty="Dermatologist")),
        ("Ruth Okafor", "Registered Nurse", Doctor()),
        ("Dr. Ruth Okafor", "Patient advocate", Doctor()),
        ("Ruth Okafor", None, Doctor()),
        (None, None, Doctor()),
    ],
)  # fmt: skip
def test_who_is_not_called_a_doctor_by_the_dump_is_none(
    name: str | None, title: str | None, doctor: Doctor, tmp_path: Path
) -> None:
    (page,), _ = outcome(put(tmp_path, "7.json", topic(post(2, RUTH, name, user_title=title))))
    assert said([page]) == [(RUTH, doctor)]


def quote(of: str, words: str = "Do not run at all.") -> str:
    return (
        f'<aside class="quote" data-username="{of}" data-post="3"><div class="title">{of}:</div>'
        f"<blockquote><p>{words}</p></blockquote></aside>"
    )


@pytest.mark.parametrize(
    ("cooked", "words", "is_named"),
    [
        (f"{quote('ann')}\n<p>Wait a day.</p>", "Wait a day.", True),
        (f"<p>Wait a day.</p>{quote('ann')}{quote('bob')}", "Wait a day.", True),
        (
            f"<p>Wait.</p>{quote('ann')}<p>Not so.</p>",
            "Wait.\n\nann:\n\nDo not run at all.\n\nNot so.",
            False,
        ),
        ("<p>Wait.</p><blockquote><p>Run.</p></blockquote>", "Wait.\n\nRun.", False),
        (f"{quote('ruth', 'I said so.')}<p>Wait.</p>", "ruth:\n\nI said so.\n\nWait.", True),
        (
            '<p>Wait.</p><div class="lightbox-wrapper"><a><img><div class="meta">a.png 3 KB</div>'
            "</a></div>",
            "Wait.",
            True,
        ),
    ],
)
def test_what_a_post_quotes_is_nobodys_words_but_those_of_who_is_quoted(
    cooked: str, words: str, is_named: bool, tmp_path: Path
) -> None:
    answer = post(2, "", "Ruth Okafor, MD", cooked=cooked, username="ruth")
    (page,), _ = outcome(put(tmp_path, "7.json", topic(answer)))
    assert said([page]) == [(words, OKAFOR if is_named else Doctor())]
    assert any("quote what another wrote" in one for one in page.warnings) is not is_named


def test_a_post_that_anybody_may_change_is_nobodys_for_sure(tmp_path: Path) -> None:
    answer = post(2, RUTH, "Ruth Okafor, MD", wiki=True)
    (page,), _ = outcome(put(tmp_path, "7.json", topic(answer)))
    assert said([page]) == [(RUTH, Doctor())]
    assert any("wiki" in one for one in page.warnings)


def test_a_topic_without_its_question_or_without_answers_is_told(tmp_path: Path) -> None:
    without = {"title": TITLE, "post_stream": {"posts": [post(21, RUTH, "Ruth Okafor, MD")]}}
    assert outcome(put(tmp_path, "a.json", without)) == (
        [], ["its first post, which is the question, is not in it; save the topic from its top"],
    )  # fmt: skip
    put(tmp_path, "a.json", topic(post(2, REPLY, None, username="sunny")))
    assert outcome(tmp_path) == (
        [], ["nobody answered in it; 1 post was left out: whoever asked wrote them"],
    )  # fmt: skip


def test_posts_that_are_not_in_the_file_are_told(tmp_path: Path) -> None:
    (page,), _ = outcome(put(tmp_path, "a.json", topic(post(2, RUTH, None), posts_count=31)))
    assert any(one.startswith("the topic has 31 posts, 2 are in the file") for one in page.warnings)


# Reddit.


def thing(kind: str, **data: object) -> dict[str, object]:
    return {"kind": kind, "data": data}


def listing(*things: object) -> dict[str, object]:
    return thing("Listing", children=list(things))


def escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def submission(number: str = "a1", **more: object) -> dict[str, object]:
    told = {"id": number, "title": TITLE, "selftext": escaped(ASKED), "author": "sunny_day"}
    return {**told, "created_utc": 1456900000.0, "subreddit": "AskDocs", **more}


def comment(number: str, words: str, author: str | None, **more: Any) -> dict[str, Any]:
    told = {"id": number, "body": escaped(words), "author": author, "author_flair_text": None}
    joined = {"link_id": "t3_a1", "parent_id": "t3_a1"}
    link = f"/r/AskDocs/comments/a1/x/{number}/"
    return {**told, **joined, "created_utc": 1457000000.0, "permalink": link, **more}


FIRST = comment("b1", RUTH, "drruth", author_flair_text="Physician")
SECOND = comment("b2", ANN, "ann_22", author_flair_text="Layperson/not verified")
OF_REPLY = comment("b3", REPLY, "sunny_day", parent_id="t1_b1", is_submitter=True)
OWN = comment("b4", REPLY, "sunny_day", is_submitter=True)
GONE = comment("b5", "[removed]", "[deleted]")
NOTE = comment("b6", "Welcome to the forum.", "AutoModerator", stickied=True)
NAMED = comment("b7", "Rest it for a week.", "Ruth Okafor, MD")
NOBODYS = comment("b8", "Cool it for a day.", "[deleted]")
PHYSICIAN = Doctor(specialty="Physician")
COMMENTS = (FIRST, SECOND, OWN, GONE, NOTE, NAMED, NOBODYS)


def thread() -> list[object]:
    replies = listing(thing("t1", **OF_REPLY), thing("more", count=3, children=["x"]))
    first = thing("t1", **FIRST, replies=replies)
    others = (thing("t1", **one, replies="") for one in COMMENTS[1:])
    return [listing(thing("t3", **submission())), listing(first, *others)]


DUMPS: dict[str, list[tuple[str, list[object]]]] = {
    "a thread": [("a.json", [thread()])],
    "an array": [("a.json", [[submission(), *COMMENTS, OF_REPLY]])],
    "one file": [("all.ndjson", [*COMMENTS, OF_REPLY, submission()])],
    "two files": [
        ("ask_comments.jsonl", [*COMMENTS, OF_REPLY]),
        ("ask_submissions.jsonl", [submission("a0"), submission()]),
    ],
    "by month": [
        ("RC_2016-03.ndjson", [*COMMENTS, OF_REPLY]),
        ("RS_2016-03.ndjson", [submission()]),
    ],
}


@pytest.mark.parametrize("kind", DUMPS)
def test_a_comment_right_on_a_post_answers_it(kind: str, tmp_path: Path) -> None:
    for name, found in DUMPS[kind]:
        put(tmp_path, name, *found)
    (page,), refused = outcome(tmp_path)
    assert refused == []
    assert (page.quoted(page.title), page.quoted(page.question)) == (TITLE, ASKED)
    assert said([page]) == [
        (RUTH, PHYSICIAN),
        (ANN, Doctor()),
        ("Rest it for a week.", OKAFOR),
        ("Cool it for a day.", Doctor()),
    ]
    first = page.answers[0]
    assert first.answered_on == MARCH
    assert first.url == "https://www.reddit.com/r/AskDocs/comments/a1/x/b1/"
    told = " ".join(page.warnings)
    for count in ("1 post was left out: replies", "1 post was left out: whoever", "2 posts were"):
        assert count in told
    assert ("3 more comments of the thread are not in the file" in told) is (kind == "a thread")


PACKINGS = [(".gz", ".gz"), (".zst", ".zst"), (".zst", ".gz"), (".gz", ""), ("", ".gz")]


@pytest.mark.parametrize(("of_comments", "of_posts"), PACKINGS)
@pytest.mark.parametrize("kind", ["two files", "by month"])
def test_packed_comments_are_read_with_the_posts_beside_them(
    kind: str, of_comments: str, of_posts: str, tmp_path: Path
) -> None:
    for (name, found), ending in zip(DUMPS[kind], (of_comments, of_posts), strict=True):
        packed(put(tmp_path, name, *found) / name, ending)
    pages, refused = outcome(tmp_path)
    if of_comments:
        assert refused == []
        assert [words for words, _ in said(pages)][:2] == [RUTH, ANN]
        assert [len(page.answers) for page in pages] == [4]
    else:
        assert not pages and refused[0].endswith("for “comments”, unpacked if this one is")


def test_posts_that_cannot_be_unpacked_are_told_with_the_comments(tmp_path: Path) -> None:
    """Dumps are packed by `zstd --long=31`, and the reader takes no such window."""
    packed(put(tmp_path, "ask_comments.jsonl", *COMMENTS) / "ask_comments.jsonl", ".zst")
    wide = b"\x28\xb5\x2f\xfd\x00" + bytes([(31 - 10) << 3]) + b"\x09\x00\x00a"
    (tmp_path / "ask_submissions.jsonl.zst").write_bytes(wide)
    pages, refused = outcome(tmp_path)
    told = "unpack it: zstd -d --long=31 ask_submissions.jsonl.zst"
    assert not pages and [told in one for one in refused] == [True, False, True]


def packed(file: Path, ending: str) -> None:
    """Pack a file by what its name is to end in."""
    if not ending:
        return
    packed_file, words = file.with_name(file.name + ending), file.read_bytes()
    if ending == ".gz":
        packed_file.write_bytes(gzip.compress(words))
    else:
        with packed_file.open("wb") as raw, ZstdWriter(raw) as writer:
            writer.write(words)
    file.unlink()


@pytest.mark.parametrize(
    ("body", "words", "is_taken"),
    [
        ("> May I run?\n\nWait a day.", "Wait a day.", True),
        ("> May I run?\nand jump?\n\n\n> Today?\n \nWait a day.\n\n> So long", "Wait a day.", True),
        ("Wait.\n\n> Run.\n\nNot so.", "Wait.\n\n> Run.\n\nNot so.", False),
        (">!Wait a day.!<", ">!Wait a day.!<", True),
        ("> Wait a day.", "> Wait a day.", False),
    ],
)
def test_what_a_comment_quotes_is_not_its_authors(
    body: str, words: str, is_taken: bool, tmp_path: Path
) -> None:
    answer = comment("b1", body, "drruth", author_flair_text="Physician")
    (page,), _ = outcome(put(tmp_path, "a.ndjson", submission(), answer))
    assert said([page]) == [(words, PHYSICIAN if is_taken else Doctor())]


def test_signs_that_stand_as_themselves_are_left_as_they_are(tmp_path: Path) -> None:
    asked = submission(selftext="Is 3 > 2 & so?")
    answer = comment("b1", "", "drruth", body="Write &lt; in HTML.")
    (page,), _ = outcome(put(tmp_path, "a.ndjson", asked, answer))
    assert said([page])[0][0] == "Write &lt; in HTML."


def test_comments_on_what_is_not_there_are_told(tmp_path: Path) -> None:
    other = comment("b9", ANN, None, link_id="t3_zz", parent_id="t3_zz")
    _, refused = outcome(put(tmp_path, "comments.jsonl", FIRST, other))
    assert refused == [
        "it holds comments, and not what they are on; put the file of these beside it, with "
        "“submissions” or “posts” in its name for “comments”, unpacked if this one is"
    ]
    pages, refused = outcome(put(tmp_path, "submissions.jsonl", submission()))
    assert said(pages) == [(RUTH, PHYSICIAN)]
    assert refused == ["an answer to a question that is not in the dump"]


def test_a_bad_line_costs_itself_and_files_of_other_kinds_are_read_as_ever(tmp_path: Path) -> None:
    put(tmp_path, "a.ndjson", submission(), FIRST)
    with (tmp_path / "a.ndjson").open("a", encoding="utf-8") as file:
        file.write('\n{"body": "cut\n')
    put(tmp_path, "posts.jsonl", {"question": "May I rest?", "answer": "You may rest."})
    put(tmp_path, "comments.jsonl", {"question": "May I sit?", "answer": "You may sit."})
    pages, refused = outcome(tmp_path)
    assert sorted(words for words, _ in said(pages)) == [RUTH, "You may rest.", "You may sit."]
    assert len(refused) == 1 and refused[0].startswith("not a JSON object in UTF-8")
