"""How strong the evidence of a library looks for questions that have nothing to do with it."""

from functools import cache
from pathlib import Path

from index.encoders.encoder import Encoder
from index.library.addressed import strength
from index.library.generation import Generation
from index.library.search import find

FILE = Path(__file__).with_name("off_topic.txt")


@cache
def off_topic_questions() -> tuple[str, ...]:
    """Questions on no medical matter."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if not line.startswith("#"))


def off_topic_strengths(generation: Generation, encoder: Encoder) -> list[float]:
    """The strength of evidence for each such question."""
    questions = off_topic_questions()
    vectors = encoder.encode_query(questions)
    return [
        strength(find(generation, [question], vector[None], 1).evidence)
        for question, vector in zip(questions, vectors, strict=True)
    ]
