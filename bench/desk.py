"""How long the staff's pages take, at a hundred thousand answers.

    python bench/desk.py [--answers 100000] [--doctors 6000] [--texts DIR] [--work DIR] [--rounds 5]
        [--json FILE]

Builds a library of made records (whole sentences of real answers, ten to a page, each with a name,
a specialty, a place, stars and a day), once, and keeps it in the work folder. Each page of the desk
is asked in several ways, in turns; printed are its p50, p95 and slowest answer, all in milliseconds,
and the kilobytes that it sends. What the first visit after a change waits for is printed by itself.

The encoder is the real one, but for passages, whose vectors are put together from those of their
sentences (see speed_peers/growth.py).
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.speed_peers.growth import Recombining, made_of, prepare, real  # noqa: E402
from bench.speed_peers.recombined import Recombination  # noqa: E402
from index.encoders.sentence_encoder import SentenceEncoder  # noqa: E402
from index.library.build import build  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "dev"
SENTENCES = "20000"
"""Sentences that the texts are made of, at most."""
FILE = 5_000
"""Answers in a file."""
ASKED = 2_000
"""Searches with no results that are kept."""
SPECIALTIES = (
    "Cardiologist", "Dentist", "Dermatologist", "Family Physician", "General Surgeon",
    "Neurologist", "Pediatrician", "Plastic Surgeon", "Psychiatrist", "Urologist",
)  # fmt: skip
PLACES = (
    "Austin", "Boston", "Denver", "Madison", "Miami", "Portland", "Reno", "Zürich", "Albany",
    "Tampa", "Dallas", "Omaha",
)  # fmt: skip
FIRST = (
    "Ada Ben Carla David Elena Farid Grace Hugo Ines Jonas Karin Liam Mona Nils Olga Petra Quinn "
    "Rosa Sven Tara"
).split()
FIRST_SYLLABLES = "Ab Bran Cas Du En Fi Gup Had It Jen Kel Lin Mar Nor Os Pel Ros Sten".split()
LAST_SYLLABLES = "bott dt tro bois gel scher ta dad o sen ler dt low man ova berg".split()
TOPICS = (
    "pain", "surgery", "botox", "headache", "swelling", "blood pressure", "massage", "exercise",
    "fever and children", '"side effects"', "ibuprofen", "surgery not pain", "rash", "sleep",
    "antibiotics", "doctor", "blood test", "stomach", "pregnancy", "scar",
)  # fmt: skip


def doctors(count: int) -> list[dict[str, str]]:
    """So many doctors as the fields of a record; some share their names."""
    drawn = random.Random("doctors")
    return [
        {
            "author": f"{drawn.choice(FIRST)} "
            f"{drawn.choice(FIRST_SYLLABLES)}{drawn.choice(LAST_SYLLABLES)}",
            "author_credentials": drawn.choice(("MD", "MD", "DO", "DDS")),
            "author_specialty": drawn.choice(SPECIALTIES),
            "author_place": drawn.choice(PLACES),
        }
        for _ in range(count)
    ]


def records(source: str, answers: int, people: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Answers as lines of JSON, some doctors with far more of them than others."""
    drawn = random.Random("authors")
    weights = [1 / (rank + 10) for rank in range(len(people))]
    chosen = drawn.choices(people, weights, k=answers)
    for record, person in zip(made_of(source, SENTENCES).records(gap="\n"), chosen, strict=False):
        day = f"{drawn.randint(2012, 2024)}-{drawn.randint(1, 12):02}-{drawn.randint(1, 28):02}"
        yield json.dumps({**record, **person, "answered_on": day}, ensure_ascii=False) + "\n"


def library_in(options: argparse.Namespace) -> tuple[Path, Recombining]:
    """The library, built if it is not there, and its encoder."""
    work, source = options.work.resolve(), str(options.texts or "-")
    seeds, here = work / "encoder-library", work / "growth" / f"desk-{options.answers}"
    if not seeds.exists():
        build(seeds, [ROOT / "seeds"], SentenceEncoder())
    prepare(str(work / "growth"), source, SENTENCES, str(seeds))
    encoder = Recombining(real(str(seeds)), Recombination.read(work / "growth"))
    if not (here / "library").exists():
        (here / "texts").mkdir(parents=True, exist_ok=True)
        lines = records(source, options.answers, doctors(options.doctors))
        for number in range(-(-options.answers // FILE)):
            some = "".join(islice(lines, FILE))
            (here / "texts" / f"part-{number:05}.jsonl").write_text(some, encoding="utf-8")
        build(here / "library", [here / "texts"], encoder)
    return here / "library", encoder
