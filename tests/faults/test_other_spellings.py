"""Who was removed does not come back under the same name, written otherwise: it is asked about."""

import json
import unicodedata
from collections.abc import Sequence
from contextlib import closing
from itertools import permutations, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.alike_names import MORE_LOOKALIKES, alike_forms, as_seen, is_mixed
from index.folding import LOOKALIKES
from index.identity import folded_person
from index.library.build import build, preview
from index.library.open import Library
from index.library.remove import remove
from index.model import Doctor
from index.storage.tombstones import Tombstones
from tests.faults.tally import Tally
from tests.words_encoder import WordsEncoder

DAY = "2026-01-02"
WORDS = "Rest for a week."


def doctor(name: str, place: str | None = "Austin", specialty: str | None = "Dentist") -> Doctor:
    return Doctor(name, "MD", "byline", specialty=specialty, place=place)


ANNE, JOHN = "Anne-Marie Jones", "John Smith"
JUERGEN, BJOERN = "Jürgen Müller", "Bjørn Åsen"
OTHERWISE = {
    ANNE: (
        "Anne Marie Jones", "Annemarie Jones", "Jones, Anne-Marie", "Jones, Anne Marie, FACQ",
        "Jones Anne-Marie", "Anne\u2011Marie  Jones", "Anne–Marie Jones", "Anne-Marie\u00a0Jones",
    ),
    JOHN: (
        "Smith, John", "SMITH, JOHN", "Smith, John, FACQ", "Smith, Dr. John", "Smith John",
        "John  Smith", "John Smith, Dr.", "John Smith Prof.", "John-Smith", "JohnSmith",
        "J\u043ehn Smith", "\u0408ohn Smith", "John \u0405m\u0456th", "John Sm\u0131th",
        "John SmIth", "Jоhn Ѕmith", "J0hn Smith", "𝖩𝗈𝗁𝗇 Smith", "Ｊohn Smith", "John Smit\u04bb",
        "Ꭻohn Smith", "J\u03bfhn Smith", "Smith, J\u043ehn", "Joh\u0578 Smith", "John Sm\u0390th",
        "John Smith™", "John Smith\u2120", "John Smith®", "John Smithª", "Mr. John Smith",
        "John Smith MD",
        "John\u200b Smith", "J\u1d0f\u029c\u0274 S\u1d0d\u026a\u1d1b\u029c",
    ),
    JUERGEN: (
        "Juergen Mueller", "JUERGEN MUELLER", "Mueller, Juergen", "Dr. Juergen Mueller",
        "@juergenmueller", "J U E R G E N  M U E L L E R", "Ju\u0308rgen Mu\u0308ller",
        "J\u00dcRGEN MUELLER",
    ),
    BJOERN: ("Bjoern Aasen", "Aasen, Bjoern", "Bjorn Asen"),
}  # fmt: skip
ALL = [(removed, later) for removed, ways in OTHERWISE.items() for later in ways]


def is_out(listed: Tombstones, later: Doctor) -> bool:
    """Whether an answer is left out for good, or asked about."""
    return listed.covers_words(WORDS, later) or listed.day_of_doubt(WORDS, later) == DAY


@pytest.mark.parametrize(("removed", "later"), ALL, ids=ascii)
@pytest.mark.parametrize("about", [("Austin", "Dentist"), ("Austin", None), (None, None)])
def test_who_was_removed_does_not_come_in_unasked(
    removed: str, later: str, about: Sequence[str | None], tally: Tally
) -> None:
    for one, other in ((removed, later), (later, removed)):
        listed = Tombstones().adding(people=[doctor(one)], day=DAY)
        assert is_out(listed, doctor(other, *about))
        assert not listed.covers_words(WORDS, doctor("Ruth Okafor", *about))
        kept = listed.adding(kept=[(WORDS, doctor(other, *about))])
        assert kept.day_of_doubt(WORDS, doctor(other, *about)) is None
    tally.record(37, tries=2)


HUGO = (
    "Hugo Barlow",
    "Hugo J. Barlow",
    "H. Barlow",
    "Barlow H.",
    "Barlow H",
    "Barlow H. J.",
    "Barlow HJ",
    "Hugo Barlow Jr.",
    "Dr Barlow",
    "Doc Barlow",
    "Mr. Barlow",
    "Barlow MD",
    "Miss Barlow",
)
"""One name, of which more or less is told."""


@pytest.mark.parametrize(("removed", "later"), [*permutations(HUGO, 2)], ids=ascii)
@pytest.mark.parametrize("about", [("Austin", "Dentist"), ("Austin", None), (None, "Dentists")])
def test_nor_under_a_name_of_which_more_or_less_is_told(
    removed: str, later: str, about: Sequence[str | None], tmp_path: Path, tally: Tally
) -> None:
    Tombstones().adding(people=[doctor(removed)], day=DAY).write(tmp_path)
    assert is_out(Tombstones.read(tmp_path), doctor(later, *about))
    tally.record(37, tries=1)


@pytest.mark.parametrize(
    ("removed", "later"),
    [
        *permutations(("Hugo Barlow", "Hugo B."), 2),
        ("Hugo J. Barlow", "Hugo B"),
        ("Hugo B.", "Hugo B"),
    ],
)
@pytest.mark.parametrize("about", [("Austin", "Dentist"), ("Austin", None), (None, "Dentists")])
def test_nor_with_an_initial_for_the_surname(
    removed: str, later: str, about: Sequence[str | None], tmp_path: Path
) -> None:
    Tombstones().adding(people=[doctor(removed)], day=DAY).write(tmp_path)
    assert is_out(Tombstones.read(tmp_path), doctor(later, *about))


@pytest.mark.parametrize(
    ("removed", "later", "place", "specialty"),
    [
        ("Hugo Barlow", "Hugo C.", "Austin", "Dentist"),
        ("Hugo Barlow", "Hugo B.", "Boston", "Dentist"),
        ("Hugo Barlow", "Hugo B.", None, None),
        ("Hugo Barlow", "H. B.", "Austin", "Dentist"),
        ("Hugo B.", "Hugo Carver", "Austin", "Dentist"),
        ("Hugo Barlow", "Harry Barlow", "Austin", "Dentist"),
        ("Hugo Barlow", "Hugo Barnes", "Austin", "Dentist"),
        ("Hugo Barlow", "H. Barlow", "Boston", "Dentist"),
        ("Hugo Barlow", "Dr Barlow", "Austin", "Surgeon"),
        ("Hugo Barlow", "Dr Barlow", None, None),
    ],
)
def test_another_of_that_surname_is_another(
    removed: str, later: str, place: str | None, specialty: str | None
) -> None:
    listed = Tombstones().adding(people=[doctor(removed)], day=DAY)
    assert not is_out(listed, doctor(later, place, specialty))


@pytest.mark.parametrize(("removed", "later"), [*permutations((JUERGEN, "J. Mueller"), 2)])
def test_nor_with_less_of_the_name_and_two_letters_for_one(removed: str, later: str) -> None:
    listed = Tombstones().adding(people=[doctor(removed)], day=DAY)
    assert is_out(listed, doctor(later))


@pytest.mark.parametrize(("removed", "later"), [*permutations(("Zürich", "Zuerich"), 2)])
def test_nor_of_a_place_that_is_written_otherwise(removed: str, later: str) -> None:
    listed = Tombstones().adding(people=[doctor(JUERGEN, removed)], day=DAY)
    assert is_out(listed, doctor(JUERGEN, later))
    assert not is_out(listed, doctor(JUERGEN, "Bern"))


def test_letters_of_other_alphabets_that_are_like_nothing_may_mean_anybody() -> None:
    listed = Tombstones().adding(people=[doctor(JOHN)], day=DAY)
    assert is_out(listed, doctor("John S\u2c98ith"))


@pytest.mark.parametrize(
    "later",
    ["Smith, John", "SMITH, Dr. JOHN", "John-Smith", "J\u043ehn Smith", "\u0408ohn Sm\u0131th"],
    ids=ascii,
)
def test_nor_where_an_earlier_version_removed_everybody_of_that_name(later: str) -> None:
    """Its list has a hash of the name and nothing else to compare."""
    listed = Tombstones().adding(doctors=[JOHN], day=DAY)
    assert listed.day_of_doubt(WORDS, doctor(later)) == DAY
    assert listed.covers_words(WORDS, doctor(JOHN)) and not is_out(listed, doctor("Joan Smith"))


@pytest.mark.parametrize(
    "other",
    ["Joan Smith", "John Smythe", "Smith, Joan", "Jon Smith", "K. Smith", "Dr. John",
     "Иван Петров", "山田 太郎", "Zoë Müller", "José Núñez"],
)  # fmt: skip
def test_whoever_has_another_name_comes_in(other: str) -> None:
    listed = Tombstones().adding(people=[doctor(JOHN)], day=DAY)
    assert not is_out(listed, doctor(other))


@pytest.mark.parametrize("later", ["Smith, John", "J\u043ehn Smith"])
def test_a_like_name_in_another_place_is_another_doctors(later: str) -> None:
    listed = Tombstones().adding(people=[doctor(JOHN)], day=DAY)
    assert not is_out(listed, doctor(later, "Boston"))
    assert is_out(listed, doctor(later, "Aust\u0456n"))


def test_a_line_from_before_is_told_what_is_like_it_when_the_person_is_removed_again() -> None:
    ((kind, hashes),) = Tombstones().adding(people=[doctor(JOHN)]).days
    before = Tombstones({(kind, " ".join(hashes.split(" ")[:4])): DAY})
    assert before.covers_words(WORDS, doctor(JOHN)) and not is_out(before, doctor("Smith, John"))
    now = before.adding(people=[doctor(JOHN)])
    assert now.days == {(kind, hashes): DAY} and is_out(now, doctor("Smith, John"))


NOT_READ_AS_A_NAME = (
    "J O H N  S M I T H E", "j o h n s m i t h e", "@johnsmithe", "drjohnsmithe", "john.smithe.md",
    "Office of John Smithe", "“John Smithe”, MD - Austin Dentist", "[John Smithe]",
    "John/Smithe, MD", "John Smithe wrote:", "John&nbsp;Smithe", "John%20Smithe", "&#74;ohn Smithe",
    "John 'JS' Smithe", "John (JS) Smithe", "\u202eehtimS nhoJ",
)  # fmt: skip


@pytest.mark.parametrize("later", NOT_READ_AS_A_NAME, ids=ascii)
def test_nor_as_nobodys_where_no_name_is_read(later: str, tmp_path: Path, tally: Tally) -> None:
    """Records give a name as it is; a page's line that is none is nobody's, or among the words."""
    library, pages = tmp_path / "library", tmp_path / "pages"
    pages.mkdir()
    records(pages / "a.jsonl", "John Smithe", "Ruth Okafor")
    build(library, [pages], WordsEncoder())
    remove(library, WordsEncoder(), doctors=["John Smithe"])
    records(pages / "b.jsonl", later, "Ruth Okafor")
    ways = ["b0#1"]
    if "\u202e" not in later:  # which no line of a page keeps
        page = f"Why rest?\n\nDoctor Answers (2)\n\nRest\n\n{WORDS}\n\n{later}\n\nSleep\n\n"
        after = "Sleep for a week and then come back.\n\nRuth Okafor, MD - Austin Dentist\n"
        (pages / "c.txt").write_text(page + after, encoding="utf-8")
        ways.append("c#1")
    report = build(library, [pages], WordsEncoder())
    with closing(Library.open(library)) as opened:
        there = {one.id for found in opened.pages() for one in found.answers}
    assert "b1#1" in there and not there.intersection(ways)
    assert {one.split(" ")[0] for one in report.doubts}.issuperset(ways)
    tally.record(37, tries=len(ways))


SIGNED = (
    "{} Best wishes, John Smithe, MD", "{} John Smithe", "{} - John Smithe, M.D.",
    "{} \u2014John Smithe MD", "{} Yours, Dr. John Smithe.",
    "{} (John Smithe, MD, Austin)", "John Smithe, MD: {}", "Dr. John Smithe here: {}",
)  # fmt: skip
"""What one who was removed may have said, with the name in the same line."""


@pytest.mark.parametrize("said", SIGNED, ids=ascii)
def test_nor_as_nobodys_with_the_name_in_the_only_line(
    said: str, tmp_path: Path, tally: Tally
) -> None:
    """Texts out of a table or a program have often no line ends."""
    library, pages = tmp_path / "library", tmp_path / "pages"
    pages.mkdir()
    records(pages / "a.jsonl", "John Smithe", "Ruth Okafor")
    build(library, [pages], WordsEncoder())
    remove(library, WordsEncoder(), doctors=["John Smithe"])
    later = "Sleep for a week and then come back to us, as it heals by itself in most of you."
    rows = [{"id": "b0", "answer_text": said.format(later)}, {"id": "b1", "answer_text": later}]
    (pages / "b.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in rows), "utf-8")
    report = build(library, [pages], WordsEncoder())
    with closing(Library.open(library)) as opened:
        there = {one.id for found in opened.pages() for one in found.answers}
    assert "b1#1" in there and "b0#1" not in there
    assert any(one.startswith("b0#1 ") for one in report.doubts)
    tally.record(37, tries=1)


@pytest.mark.parametrize("said", [*SIGNED, "{}\n\nJohn Smithe, MD"], ids=ascii)
@pytest.mark.parametrize("place", ["Austin", "Boston"])
def test_a_place_and_a_specialty_without_a_name_say_of_nobody_that_another_wrote(
    said: str, place: str, tmp_path: Path
) -> None:
    """What a table has of an author whose name it lost is a byline without a name."""
    library, pages = tmp_path / "library", tmp_path / "pages"
    pages.mkdir()
    records(pages / "a.jsonl", "John Smithe", "Ruth Okafor")
    build(library, [pages], WordsEncoder())
    remove(library, WordsEncoder(), doctors=["John Smithe"])
    later = "Sleep for a week and then come back to us, as it heals by itself in most of you."
    row = {"author_place": place, "author_specialty": "Dentist", "answer_text": said.format(later)}
    (pages / "b.jsonl").write_text(json.dumps({"id": "b0", **row}) + "\n", "utf-8")
    report = build(library, [pages], WordsEncoder())
    with closing(Library.open(library)) as opened:
        there = {one.id for found in opened.pages() for one in found.answers}
    is_same = place == "Austin"
    assert ("b0#1" in there) is not is_same
    assert any(one.startswith("b0#1 ") for one in report.doubts) is is_same


@pytest.mark.parametrize(
    "other", ["@johnsmith", "J O H N  S M I T H", "Smithe", "The Smithe Clinic"]
)
def test_nor_is_anybody_else_asked_about_who_is_not_read_as_a_name(other: str) -> None:
    listed = Tombstones().adding(people=[doctor("Joan Smithers")], day=DAY)
    assert not is_out(listed, doctor(other))


def records(file: Path, *names: str) -> None:
    about = {"author_credentials": "MD", "author_place": "Austin", "author_specialty": "Dentist"}
    rows = (
        {
            **about,
            "id": f"{file.stem}{n}",
            "answer_text": f"{WORDS} {name.encode().hex()}",  # each in words of its own
            "author": name,
        }
        for n, name in enumerate(names)
    )
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def names_in(library: Path) -> set[str | None]:
    with closing(Library.open(library)) as opened:
        return {doctor.name for _, doctor in opened.doctors()}


def test_who_is_like_one_who_was_removed_is_held_back_until_a_person_decides(
    tmp_path: Path, tally: Tally
) -> None:
    library, pages = tmp_path / "library", tmp_path / "pages"
    pages.mkdir()
    records(pages / "a.jsonl", JOHN, "Smith, John", "Ruth Okafor")
    build(library, [pages], WordsEncoder())
    removed = remove(library, WordsEncoder(), doctors=[JOHN])
    assert [one.doctor.name for one in removed.alike] == ["Smith, John"]
    records(pages / "b.jsonl", *OTHERWISE[JOHN], "Ruth Okafor")
    told = preview(library, [pages], WordsEncoder()).plan.doubts
    report = build(library, [pages], WordsEncoder(), anew=True)
    # Who was there, was shown, and stayed is another, and comes again with the same words; all
    # others who come later are asked about.
    assert names_in(library) == {"Smith, John", "Ruth Okafor"}
    assert len(report.doubts) + len(report.taken_out) == len(OTHERWISE[JOHN])
    assert {str(one) for one in told} == set(report.doubts)
    assert all("of that name, or of one like it, who was removed" in one for one in report.doubts)
    like = next(one for one in report.doubts if "J\u043ehn Smith (" in one)
    build(library, [pages], WordsEncoder(), readmit={like.split(" ")[0]})
    assert names_in(library) == {"Smith, John", "Ruth Okafor", "J\u043ehn Smith"}
    tally.record(37, tries=len(OTHERWISE[JOHN]))


@given(st.text(max_size=300))
def test_any_name_is_like_itself_in_any_case_of_blanks(name: str) -> None:
    assert alike_forms(name) == alike_forms(f"  {name}  ".replace(" ", "  "))
    assert is_mixed(name) in (True, False)


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_a_name_without_other_letters_is_seen_as_any_other(name: str) -> None:
    apart = unicodedata.normalize("NFKD", name).translate(LOOKALIKES).translate(MORE_LOOKALIKES)
    assert as_seen(name) == folded_person(unicodedata.normalize("NFC", apart))


@given(st.text("abc", min_size=2, max_size=12), st.integers(1, 11))
def test_names_are_alike_whichever_letter_comes_first(letters: str, at: int) -> None:
    assert alike_forms(letters) == alike_forms(letters[at:] + letters[:at])
    turned = [letters[n:] + letters[:n] for n in range(len(letters))]
    assert alike_forms(letters) == {min(turned)}


ABOUT = st.sampled_from([None, "Austin", "Austin, TX", "Aust\u0456n", "Boston"])
NAMES = st.sampled_from([JOHN, ANNE, "Joan Smithe", *OTHERWISE[JOHN], *OTHERWISE[ANNE]])


@given(st.builds(doctor, NAMES, ABOUT, ABOUT), st.builds(doctor, NAMES, ABOUT, ABOUT))
def test_whoever_shares_a_mark_with_one_who_was_removed_is_asked_about(
    removed: Doctor, later: Doctor
) -> None:
    """All marks of both, compared one by one: nothing that is looked at first may let one in."""
    listed = Tombstones().adding(people=[removed], day=DAY)
    marks, others = (shared_marks(one) for one in (removed, later))
    is_alike = any(
        name == other_name and all(one == other or "-" in (one, other) for one, other in about)
        for (name, *rest), (other_name, *other_rest) in product(marks, others)
        for about in [list(zip(rest, other_rest, strict=True))]
    )
    assert is_out(listed, later) or not is_alike


def shared_marks(one: Doctor) -> list[list[str]]:
    """The name, place and specialty of each mark of what like names share."""
    ((_, hashes),) = Tombstones().adding(people=[one]).days
    found = hashes.split(" ")[4:]
    return [found[at : at + 3] for at in range(0, len(found), 3)]
