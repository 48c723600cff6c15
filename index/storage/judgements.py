"""What the staff judged: for a question, which answers are about it, and which are not.

A file in the library's folder, a line of JSON for each question: the form that `evaluate` reads.
Beside each verdict stands the seal of the answer that was read: about other words nothing was said.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.storage.line_files import filled_lines, lines_of, write_lines

NAME = "judgements.jsonl"


@dataclass(frozen=True, slots=True)
class Mark:
    """A verdict on an answer, and the answer's seal when it was read; None where no seal is kept,
    as somebody wrote the line by hand."""

    verdict: str
    seal: str | None


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question with the marks of its answers, by id. `more` is what else its line says."""

    question: str
    marks: Mapping[str, Mark]
    more: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def read(cls, line: str) -> "JudgedQuestion":
        """Read a line.

        Raises:
            ValueError: it is none.
        """
        try:
            found = dict(json.loads(line))
            question, ids = found.pop("question"), found.pop("answers")
            verdicts = found.pop("verdicts")
            seals = found.pop("seals", [None] * len(ids))
            marks = [Mark(*one) for one in zip(verdicts, seals, strict=True)]
            told = [question, *ids, *verdicts, *(one for one in seals if one is not None)]
            if not all(isinstance(one, str) for one in told):
                raise ValueError("something in it is no text")
            return cls(question, dict(zip(ids, marks, strict=True)), found)
        except (TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ValueError(f"{type(error).__name__}: {error}") from error

    @property
    def line(self) -> str:
        """The line, without its end."""
        marks = self.marks.values()
        told = {
            **self.more,
            "question": self.question,
            "answers": list(self.marks),
            "verdicts": [one.verdict for one in marks],
        }
        if any(one.seal is not None for one in marks):
            told["seals"] = [one.seal for one in marks]
        return json.dumps(told, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Judgements:
    """All that was judged, each question once; the one that was judged last is the last."""

    questions: tuple[JudgedQuestion, ...] = ()

    @classmethod
    def read(cls, folder: Path) -> "Judgements":
        """Read what was judged in a library's folder; without a file, nothing was.

        Raises:
            ValueError: a line is none; which one, and what to do.
        """
        found = []
        for number, line in enumerate(lines_of(folder / NAME), start=1):
            if line.strip():
                try:
                    found.append(JudgedQuestion.read(line))
                except ValueError as error:
                    told = f"{folder / NAME}, line {number}: {error}; mend that line, or delete it"
                    raise ValueError(told) from error
        return cls(tuple(found))

    def write(self, folder: Path) -> None:
        """Write the file, for a caller that holds the folder's lock; without a question there is
        none."""
        write_lines(folder / NAME, (one.line for one in self.questions))

    def on(self, question: str) -> Mapping[str, Mark]:
        """The marks of a question's answers, by id."""
        wanted = _plain(question)
        same = (one.marks for one in self.questions if _plain(one.question) == wanted)
        return {answer_id: mark for marks in same for answer_id, mark in marks.items()}

    def marking(self, question: str, answer_id: str, mark: Mark | None) -> "Judgements":
        """The same with a mark of an answer, in the place of the one before; None takes it back."""
        wanted = _plain(question)
        rest = self.forgetting(question).questions
        same = [one for one in self.questions if _plain(one.question) == wanted]
        marks = {**self.on(question)}
        marks.pop(answer_id, None)
        if mark is not None:
            marks[answer_id] = mark
        if not marks:
            return Judgements(rest)
        more = {name: value for one in same for name, value in one.more.items()}
        return Judgements((*rest, JudgedQuestion(wanted, marks, more)))

    def forgetting(self, question: str) -> "Judgements":
        """The same without a question."""
        wanted = _plain(question)
        return Judgements(tuple(one for one in self.questions if _plain(one.question) != wanted))

    def without(self, is_gone: Callable[[str], bool]) -> "Judgements":
        """The same without the marks of some answers, told by id."""
        left = []
        for one in self.questions:
            marks = {name: mark for name, mark in one.marks.items() if not is_gone(name)}
            if marks or not one.marks:
                left.append(replace(one, marks=marks))
        return Judgements(tuple(left))


def forget_marks(folder: Path, is_gone: Callable[[str], bool]) -> None:
    """Forget the marks of answers that were removed for good, for a caller that holds the folder's
    lock. A line that cannot be read goes, too: whom it is about cannot be told."""
    lines = filled_lines(folder / NAME)
    read = []
    for line in lines:
        try:
            read.append(JudgedQuestion.read(line))
        except ValueError:
            continue
    left = Judgements(tuple(read)).without(is_gone)
    if len(read) < len(lines) or left != Judgements(tuple(read)):
        left.write(folder)


def _plain(question: str) -> str:
    return " ".join(question.split())
