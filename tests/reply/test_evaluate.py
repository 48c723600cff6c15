"""How well a library finds what is in it: its own questions, judgements, and what is kept."""

import json
from pathlib import Path

import pytest

from bot.reply.evaluate import Evaluation, Judgement, evaluated, keep, kept, read_judgements
from index.library.addressed import strength
from index.library.build import build
from index.library.open import Library
from index.library.own_questions import own_questions
from tests.library.test_own_questions import library_of
from tests.words_encoder import WordsEncoder

RECORDS = (
    ("a", "Does whitening hurt?", "Whitening may hurt for a day."),
    ("b", "How long do veneers last?", "Ten years and more."),
    ("c", "Is a bleached tooth brittle?", "A bleached tooth is not brittle."),
)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return library_of(RECORDS, tmp_path)


def judgements(folder: Path, *lines: object) -> Path:
    file = folder / "judged.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
    return file


def test_an_evaluation_tells_what_its_questions_found(library: Library) -> None:
    encoder = WordsEncoder()
    tried = list(own_questions(library.parts, encoder, 10))
    told = evaluated(library, encoder)
    ranks = [one.rank for one in tried]
    assert None not in ranks
    assert (told.pages, told.answers, told.questions) == (3, 3, 3)
    assert told.first == round(ranks.count(1) / 3, 4)
    assert told.among_ten == 1
    assert told.reciprocal == round(sum(1 / rank for rank in ranks if rank) / 3, 4)
    assert sorted((*told.found, *told.missed)) == sorted(
        round(strength(one.within), 3) for one in tried
    )
    assert told.threshold == library.answered_from
    assert (told.judged, told.judged_found, told.judged_answered, told.judged_false) == (
        (0, None, None, None)
    )


def test_at_most_so_many_pages_are_tried_and_progress_says_so(library: Library) -> None:
    seen: list[tuple[int, int]] = []
    told = evaluated(
        library, WordsEncoder(), most=2, progress=lambda done, total: seen.append((done, total))
    )
    assert told.questions == 2
    assert seen == [(1, 2), (2, 2)]


def test_judgements_tell_whether_right_answers_are_found_and_called_answered(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = Judgement("does whitening hurt?", {"a#1": "yes", "b#1": "no"})
    wrong = Judgement("is a bleached tooth brittle?", {"a#1": "no"})
    lost = Judgement("zebra", {"b#1": "yes"})
    monkeypatch.setattr("index.library.open.Library.answered_from", 6.0)
    told = evaluated(library, WordsEncoder(), [right, wrong, lost])
    assert told.judged == 3
    assert told.judged_found == 0.5  # of two with a right answer the zebra's is not found
    assert told.judged_answered == 0.5
    assert told.judged_false == 0.5  # of two that are called answered


def test_judgements_are_read_by_the_ids_of_answers_and_of_records(
    library: Library, tmp_path: Path
) -> None:
    file = judgements(
        tmp_path,
        {"question": "q", "answers": ["a#1", "b"], "verdicts": ["partly", "no"]},
        {"question": "r", "answers": [], "verdicts": []},
    )
    first, second = read_judgements(file, library)
    assert first == Judgement("q", {"a#1": "partly", "b#1": "no"})
    assert (first.best, second.best) == ("partly", "no")


@pytest.mark.parametrize(
    "line",
    [
        {"question": "q", "answers": ["a#1"], "verdicts": ["maybe"]},
        {"question": "q", "answers": ["a#1"], "verdicts": []},
        {"question": "q", "answers": ["zebra"], "verdicts": ["yes"]},
        {"question": " ", "answers": [], "verdicts": []},
        {"answers": [], "verdicts": []},
        ["q"],
    ],
)
def test_a_line_that_is_no_judgement_is_named_with_its_number(
    line: object, library: Library, tmp_path: Path
) -> None:
    good = {"question": "q", "answers": ["a#1"], "verdicts": ["yes"]}
    with pytest.raises(ValueError, match=r"judged\.jsonl, line 2: .*; write \{"):
        read_judgements(judgements(tmp_path, good, line), library)


def test_the_last_evaluation_is_kept(library: Library) -> None:
    assert kept(library.folder) is None
    told = evaluated(library, WordsEncoder())
    keep(library.folder, told)
    assert kept(library.folder) == told
    (library.folder / "evaluation.json").write_text('{"found": 1}', encoding="utf-8")
    assert kept(library.folder) is None


def test_a_library_without_questions_has_shares_of_nothing(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text('{"id": "a", "answer_text": "Floss."}', encoding="utf-8")
    build(tmp_path / "library", [file], WordsEncoder())
    told = evaluated(Library.open(tmp_path / "library"), WordsEncoder())
    assert isinstance(told, Evaluation)
    assert (told.questions, told.first, told.found, told.missed) == (0, None, (), ())
