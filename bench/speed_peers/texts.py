"""Answers and questions to measure with: like people's, made of whole sentences of real answers.

    python -m bench.speed_peers.texts SOURCE ANSWERS FOLDER

Writes `texts.jsonl`, so many records, and `questions.json`. Sentences of the three pages in
`seeds/` are always among them; SOURCE is a folder of JSON Lines with `answer_text` and, if there is
one, `question_title` (its `corpus_forum.jsonl` alone, if it has that), or `-` for none. The same
words come out of the same source each time.
"""

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

SEEDS = Path(__file__).resolve().parent.parent.parent / "seeds"
FORUM = "corpus_forum.jsonl"
LONGEST = 150
"""Words of an answer: with its title the model reads it to its end, so that nobody cuts it."""
SENTENCE, HEADING = range(3, 41), range(3, 21)
"""Words of a sentence and of a title."""
TOGETHER = 3
"""Sentences that are taken from one answer, at most, before the next is drawn."""
PAGE = 10
"""Answers to one question."""
RELATED, RARE = 6, 60
"""Answers on one matter that a page is made of, and answers that hold a rare word, at most."""
QUESTIONS = 100
WORD = re.compile(r"[a-z]{4,}")
PIECE = re.compile(r"[A-Za-z]+|[^A-Za-z\s]")
BOUNDARY = re.compile(r"(?<=[.!?])\s+")
FIRST = "Ada Ben Carla David Elena Farid Grace Hugo Ines Jonas Karin Liam".split()
LAST = "Abbott Brandt Castro Dubois Engel Fischer Gupta Haddad Ito Jensen Keller Lindt".split()
TYPED = (
    "can i exercise after botox",
    "is it normal that my forehead feels tight after botox?",
    "how long do i have to wait before lying down",
    "does massage move botox?",
    "headache behind one eye when i bend down",
    "red itchy rash on both arms for a week",
    "can I take ibuprofen and paracetamol on the same day?",
    "my son (4) has had a fever since monday, when should we worry?",
    "blood test says iron is low but i feel fine",
    "numb fingers at night",
    "Is it safe to fly with a cold?",
    "stomach ache after every meal, no other symptoms, tests were all fine so far",
)


@dataclass(frozen=True, slots=True)
class Source:
    """A real answer: its sentences, and the title of its question, "" where that is not known."""

    sentences: tuple[str, ...]
    title: str

    @property
    def heading(self) -> str:
        """What a page on the same matter may be called: the title, or the shortest sentence."""
        return self.title or min(self.sentences, key=len)


class Topics:
    """Which answers speak of the same matter: those that share rare words."""

    def __init__(self, answers: Sequence[Source]) -> None:
        self._words = [set(WORD.findall(" ".join(one.sentences).lower())) for one in answers]
        self._holders: dict[str, list[int]] = {}
        for number, words in enumerate(self._words):
            for word in sorted(words):
                self._holders.setdefault(word, []).append(number)

    def near(self, number: int) -> list[int]:
        """An answer and those nearest to it, by number."""
        shared: Counter[int] = Counter({number: RELATED})
        for word in sorted(self._words[number]):
            holders = self._holders[word]
            if len(holders) <= RARE:
                shared.update(dict.fromkeys(holders, 1))
        return [other for other, _ in shared.most_common(RELATED)]


class Material:
    """What texts are made of."""

    def __init__(self, answers: Sequence[Source], lengths: Sequence[int]) -> None:
        self.answers = answers
        self._lengths = lengths

    def limited(self, sentences: int) -> "Material":
        """Material of about so many sentences, for which each of them can be looked at once."""
        kept: list[Source] = []
        left = sentences
        for answer in random.Random(0).sample(self.answers, len(self.answers)):
            if left > 0:
                kept.append(answer)
                left -= len(answer.sentences)
        return Material(kept, self._lengths)

    def lines(self) -> list[str]:
        """Every sentence and title that texts are made of, once."""
        sentences = (sentence for answer in self.answers for sentence in answer.sentences)
        return list(dict.fromkeys([*(answer.heading for answer in self.answers), *sentences]))

    def records(self, gap: str = " ") -> Iterator[dict[str, str]]:
        """Answers as records without end, no two alike, ten to a page on one matter.

        Args:
            gap: stands between the sentences.
        """
        drawn = random.Random("records")
        topics = Topics(self.answers)
        seen: set[int] = set()
        for page in count():
            number = drawn.randrange(len(self.answers))
            related = [self.answers[other] for other in topics.near(number)]
            for answer in range(PAGE):
                text = gap.join(self._sentences(drawn, related))
                while hash(text) in seen:
                    text += gap + drawn.choice(drawn.choice(self.answers).sentences)
                seen.add(hash(text))
                yield {
                    "id": f"answer-{page * PAGE + answer}",
                    "answer_text": text,
                    "question_id": f"question-{page}",
                    "question_title": self.answers[number].heading,
                    "author": f"{drawn.choice(FIRST)} {drawn.choice(LAST)}, MD",
                }

    def _sentences(self, drawn: random.Random, related: Sequence[Source]) -> Iterator[str]:
        left = drawn.choice(self._lengths)
        while left > 0:
            sentences = drawn.choice(related).sentences
            start = drawn.randrange(len(sentences))
            for sentence in sentences[start : start + drawn.randint(1, TOGETHER)]:
                if left > 0:
                    yield sentence
                    left -= _words(sentence)

    def questions(self) -> list[str]:
        """Some that were typed for this, real titles, and short sentences if those are too few."""
        drawn = random.Random("questions")
        titles = sorted({answer.title for answer in self.answers} - {""})
        every = {sentence for answer in self.answers for sentence in answer.sentences}
        short = sorted(sentence for sentence in every if _words(sentence) in HEADING)
        drawn.shuffle(titles)
        drawn.shuffle(short)
        return [*TYPED, *titles, *short][:QUESTIONS]


def material(source: Path | None) -> Material:
    """Read the seeds, and a folder of records."""
    found = [*_of_seeds(), *(_of_records(source) if source is not None else ())]
    answers = [Source(tuple(_sentences(text)), title) for text, title in found]
    lengths = [_words(text) for text, _ in found]
    return Material(
        [answer for answer in answers if answer.sentences],
        [length for length in lengths if 0 < length < LONGEST - SENTENCE.stop],
    )


def _of_seeds() -> Iterator[tuple[str, str]]:
    for file in sorted(SEEDS.glob("*.txt")):
        title, *lines = file.read_text(encoding="utf-8").split("\n")
        yield from ((line, title) for line in lines if _words(line) > 12 and "{{" not in line)


def _of_records(source: Path) -> Iterator[tuple[str, str]]:
    forum = source / FORUM
    for file in [forum] if forum.exists() else sorted(source.glob("*.jsonl")):
        with file.open(encoding="utf-8", newline="\n") as lines:
            for record in map(json.loads, lines):
                title = record.get("question_title") or ""
                if isinstance(record.get("answer_text"), str):
                    yield record["answer_text"], title if _words(title) in HEADING else ""


def _sentences(answer: str) -> list[str]:
    found = (" ".join(sentence.split()) for sentence in BOUNDARY.split(answer))
    return [sentence for sentence in found if _words(sentence) in SENTENCE]


def _words(text: str) -> int:
    """Words, and marks and figures, each of which costs the model as much as a word."""
    return len(PIECE.findall(text))


def write(made: Material, wanted: int, folder: Path) -> None:
    """Write so many records, and the questions."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(record) + "\n" for record in islice(made.records(), wanted))
    with (folder / "texts.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)
    (folder / "questions.json").write_text(json.dumps(made.questions()), encoding="utf-8")


def main() -> None:
    """Write what the command line asks for."""
    source, wanted, folder = sys.argv[1:]
    write(material(None if source == "-" else Path(source)), int(wanted), Path(folder))
    print(json.dumps({"records": int(wanted)}))


if __name__ == "__main__":
    main()
