"""The measure of topics, on a small library whose right counts are worked out by hand."""

import json
import sys
from pathlib import Path

import pytest

from bench import topics
from index.library.build import build
from index.library.open import Library
from tests.words_encoder import WordsEncoder

WORDS = ("No sauna for a day.", "The sauna is fine.", "Walk on sand.")
RECORDS = [
    {"id": f"r{n}", "question_id": "q", "question_title": "Hot tubs?", "answer_text": words}
    for n, words in enumerate(WORDS)
]


def printed(
    asked: list[dict[str, object]],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> list[str]:
    """What is told of some topics in a library of the records."""
    records, file = folder / "records.jsonl", folder / "topics.jsonl"
    records.write_text("\n".join(map(json.dumps, RECORDS)), encoding="utf-8")
    file.write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    build(folder / "library", [records], WordsEncoder())
    monkeypatch.setattr(Library, "encoder", lambda _: WordsEncoder())
    monkeypatch.setattr(sys, "argv", ["topics.py", str(folder / "library"), str(file)])
    assert topics.main() == 0
    return capsys.readouterr().out.splitlines()


def test_answers_listed_and_missed_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[dict[str, object]] = [
        {"topic": "sauna", "said": ["q#1", "q#2"]},
        {"topic": "beach", "said": ["q#3"], "near": []},  # "sand" is no word for it here
    ]
    told = printed(asked, tmp_path, monkeypatch, capsys)
    assert told[0].startswith("sauna: 2 said, ") and told[0].endswith("missed 0")
    assert told[1].startswith("beach: 0 said, ") and told[1].endswith("missed 1 q#3")
    assert told[2:] == [
        "listed of what is said: 2 of 3, 66.7%",
        "to the point of what is near: 0 of 0",
    ]


def test_what_is_listed_as_near_is_right_only_where_a_reader_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[dict[str, object]] = [{"topic": "hot tubs", "said": [], "near": ["q#1"]}]
    told = printed(asked, tmp_path, monkeypatch, capsys)
    assert told[0] == "hot tubs: 0 said, 0 partly, 3 near; missed 0"
    assert told[1:] == [
        "listed of what is said: 0 of 0, 0.0%",
        "to the point of what is near: 1 of 3",
    ]
