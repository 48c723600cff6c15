"""Evaluates how well a library finds what is in it: by its pages' own questions, and by judgements
of its staff."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.query.correct import Spelling
from bot.query.named_doctors import DoctorNames
from bot.reply.reply import reply_to
from index.durable import replace_file
from index.encoders.encoder import Encoder
from index.library.addressed import strength
from index.library.open import Library
from index.library.own_questions import own_questions

NAME = "evaluation.json"
"""The last evaluation, in the library's folder."""
MOST_TRIED = 1000
"""Pages whose questions are tried, if not more are asked for."""
VERDICTS = ("yes", "partly", "no")
"""Whether an answer is about a question: the question itself, a part or a close neighbour, no."""
LOOKED_AT = 10
"""Answers among which those that were judged are looked for."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A question with the verdict on each answer, by id, that a person read for it."""

    question: str
    verdicts: Mapping[str, str]

    @property
    def best(self) -> str:
        """The best verdict on any of the answers; "no" where there is none."""
        return min(self.verdicts.values(), key=VERDICTS.index, default="no")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well a library finds what is in it.

    Of `questions` of its pages, the title left out of what their answers are found by, `first`,
    `among_three` and `among_ten` are the shares whose page's answers are found so high, and
    `reciprocal` is the mean of 1 / rank. `answered` is the share that counts as answered with the
    page there, and `answered_without` with the page left out. `found` and `missed` are the
    strengths of evidence with the page there, where its answers were among the first three and
    where not; `threshold` is where "answered" begins.

    The rest is by judgements, of which there are `judged`: `judged_found` is the share of those
    with an answer that is about the question, where such an answer is among the first three,
    `judged_answered` the share of them that counts as answered, and `judged_false` the share of
    what counts as answered in which all answers that were read are about something else. A share of
    nothing is None.
    """

    when: str
    generation: int
    encoder: str
    pages: int
    answers: int
    threshold: float
    questions: int
    first: float | None
    among_three: float | None
    among_ten: float | None
    reciprocal: float | None
    answered: float | None
    answered_without: float | None
    found: tuple[float, ...]
    missed: tuple[float, ...]
    judged: int = 0
    judged_found: float | None = None
    judged_answered: float | None = None
    judged_false: float | None = None


def evaluated(
    library: Library,
    encoder: Encoder,
    judgements: Sequence[Judgement] = (),
    most: int = MOST_TRIED,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Evaluation:
    """Evaluate a library by the questions of at most so many of its pages, and by judgements.

    Raises:
        WrongEncoder: the library was built with another encoder.
        DamagedLibrary: something cannot be read.
    """
    library.check_encoder(encoder)
    total = min(library.manifest.pages, most) + len(judgements)
    tried = []
    for one in own_questions(library.parts, encoder, most):
        tried.append(one)
        progress(len(tried), total)
    ranks = [one.rank for one in tried]
    found = [one.rank is not None and one.rank <= 3 for one in tried]
    strengths = [round(strength(one.within), 3) for one in tried]
    judged = list(_judged(library, encoder, judgements))
    true = [one for one in judged if one.best == "yes"]
    return Evaluation(
        when=datetime.now(UTC).isoformat(timespec="seconds"),
        generation=library.manifest.generation,
        encoder=library.manifest.encoder,
        pages=library.manifest.pages,
        answers=library.manifest.answers,
        threshold=library.answered_from,
        questions=len(tried),
        first=_mean([rank == 1 for rank in ranks]),
        among_three=_mean(found),
        among_ten=_mean([rank is not None for rank in ranks]),
        reciprocal=_mean([0 if rank is None else 1 / rank for rank in ranks]),
        answered=_mean([one >= library.answered_from for one in strengths]),
        answered_without=_mean([strength(one.without) >= library.answered_from for one in tried]),
        found=tuple(one for one, is_found in zip(strengths, found, strict=True) if is_found),
        missed=tuple(one for one, is_found in zip(strengths, found, strict=True) if not is_found),
        judged=len(judged),
        judged_found=_mean([one.is_found for one in true]),
        judged_answered=_mean([one.is_answered for one in true]),
        judged_false=_mean([one.best == "no" for one in judged if one.is_answered]),
    )


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


# Judgements.


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the library makes of a judged question: the best verdict that any answer to it has,
    whether one that is about it is among the first three, and whether it counts as answered."""

    best: str
    is_found: bool
    is_answered: bool


def _judged(
    library: Library, encoder: Encoder, judgements: Sequence[Judgement]
) -> Iterator[_Judged]:
    if not judgements:
        return
    spelling, names = Spelling.of(library), DoctorNames.of(library)
    for one in judgements:
        reply = reply_to(
            one.question, library, encoder, LOOKED_AT, spelling=spelling, names=names, signs=()
        )
        first = [one.verdicts.get(card.answer.id) for card in reply.cards[:3]]
        yield _Judged(one.best, "yes" in first, reply.band == "answered")


def read_judgements(file: Path, library: Library) -> list[Judgement]:
    """Read a judged question from each line of a JSON Lines file: `{"question": …, "answers": [id],
    "verdicts": ["yes" | "partly" | "no"]}`. An id is an answer's, or that of the record it was read
    from. Where a line has `seals`, as those of the desk, verdicts on answers that are not here, or
    have other words or another doctor since, are left out.

    Raises:
        ValueError: a line is something else, or names an answer that is not in the library.
    """
    ids = {answer_id: answer_id for answer_id, _ in library.doctors()}
    for page in library.pages():
        ids |= {str(one.record_id): one.id for one in page.answers if one.record_id is not None}
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), start=1):
        if line.strip():
            try:
                told = json.loads(line)
                fitting = _still_fitting(told, library) if "seals" in told else told
                if fitting is not None:
                    found.append(_judgement(fitting, ids))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                what = f"no answer {error} is in the library" if _is_id(error) else str(error)
                example = '{"question": "…", "answers": ["ID"], "verdicts": ["yes"]}'
                raise ValueError(f"{file}, line {number}: {what}; write {example}") from error
    return found


def _still_fitting(line: dict[str, list[str]], library: Library) -> dict[str, list[str]] | None:
    """A line with the verdicts on answers that are as they were when they were judged; None where
    there are none."""
    answers, verdicts, seals = line["answers"], line["verdicts"], line["seals"]
    here = library.seals(answers)
    judged = zip(answers, verdicts, seals, strict=True)
    left = [(one, said) for one, said, seal in judged if seal in (None, here.get(one))]
    if not left and answers:
        return None
    return {
        **line,
        "answers": [answer_id for answer_id, _ in left],
        "verdicts": [said for _, said in left],
    }


def _is_id(error: Exception) -> bool:
    return isinstance(error, KeyError) and error.args[0] not in ("question", "answers", "verdicts")


def _judgement(line: dict[str, list[str]], ids: Mapping[str, str]) -> Judgement:
    question, answers, verdicts = line["question"], line["answers"], line["verdicts"]
    if not isinstance(question, str) or not question.strip():
        raise ValueError("the question is empty")
    if not set(verdicts) <= set(VERDICTS):
        raise ValueError(f"a verdict is one of {', '.join(VERDICTS)}")
    named = [ids[one] for one in answers]
    return Judgement(question, dict(zip(named, verdicts, strict=True)))


# The last one is kept.


def keep(folder: Path, evaluation: Evaluation) -> None:
    """Keep an evaluation in the library's folder, in the place of the one before."""
    replace_file(folder / NAME, (json.dumps(asdict(evaluation)) + "\n").encode())


def kept(folder: Path) -> Evaluation | None:
    """The last evaluation that was kept in a library's folder; None where there is none, or one
    that cannot be read."""
    try:
        found = json.loads((folder / NAME).read_bytes())
        return Evaluation(
            **{**found, "found": tuple(found["found"]), "missed": tuple(found["missed"])}
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
