"""Every shape of a page, and the pages made in them."""

from dataclasses import dataclass
from functools import cache
from random import Random

from tests.pages.shapes.bylines import place, stars
from tests.pages.shapes.changes import changes
from tests.pages.shapes.draft import AnswerDraft, PageDraft, SignOff, finished
from tests.pages.shapes.fair import make_fair
from tests.pages.shapes.furniture import MARKERS, NOTICES, vote
from tests.pages.shapes.page import TruePage
from tests.pages.shapes.source import Source

BELOW = ("hvwb", "vhwb", "hwvb", "hwbv")
ABOVE = ("hbvw", "bhvw", "bvhw", "vbhw", "vhbw", "hvbw", "bhwv", "hbwv")
ONE_LINE = ("one line «, »", "one line « – »", "one line « | »", "one line « · »", "one line « - »")
STYLES = ("name only", *ONE_LINE, "blank lines", "by")
PAIRS, MIXTURES = 160, 160
"""How many shapes have two changes, and how many have from four to seven."""
MANY = 20
"""A family with so many changes is a large one."""
FAREWELLS = ("Best wishes", "All the best,", "Best of luck,")
LONGER = {"own", "votes", "extras"}
"""Families whose paragraphs have two sentences at least where there are no vote lines: a paragraph
of one sentence could be a headline there, and a careful reader may leave its answer unnamed."""
FIRST, LAST = {"bodies", "names", "stars"}, {"repeated"}
"""What is changed before all else and what after: signatures have the final names, and what is
repeated is repeated as it is in the end."""

SHOWN_AT_ONCE = 10
"""Answers that the site of the seeds shows of a question with more."""


@dataclass(frozen=True)
class Shape:
    """A layout and the changes to it, each named by its family and its name."""

    family: str
    order: str = "hvwb"
    style: str = "lines"
    vote: str = "none"
    language: str = "en"
    changes: tuple[tuple[str, str], ...] = ()
    own: bool = False
    """Whether parts are missing as they are on the seeds."""
    files: int = 1
    """How many pages stand in one file."""

    @property
    def name(self) -> str:
        """All that makes the shape."""
        parts = [self.order, self.style, f"votes {self.vote}", self.language]
        parts += [f"{family}: {name}" for family, name in self.changes]
        return "; ".join([*parts, *(["seeds'"] if self.own else []), *["+"] * (self.files - 1)])


@cache
def shapes() -> tuple[Shape, ...]:
    """Every shape, none twice."""
    made = [*_layouts(), *_singles(), *_in_other_layouts(), *_mixed()]
    return tuple({shape.name: shape for shape in made}.values())


def _layouts() -> list[Shape]:
    made = [Shape("own", vote=vote, own=True) for vote in ("none", "template")]
    made += [Shape("below", order, vote=vote) for order in BELOW for vote in ("template", "plus")]
    for vote_style in ("none", "template", "helpful"):
        made += [Shape("above", order, vote=vote_style) for order in ABOVE]
        made += [Shape("byline styles", "hvwb", style, vote_style) for style in STYLES]
        made += [Shape("above styles", order, style, vote_style)
                 for order in ("bhvw", "hbvw") for style in (*STYLES, "answered")]  # fmt: skip
        made += [
            Shape("languages", vote=vote_style, language=one) for one in ("es", "de", "fr", "pt")
        ]
        made += [Shape("two pages", order, vote=vote_style, files=2) for order in ("hvwb", "bhvw")]
    return made


def _singles() -> list[Shape]:
    made = []
    for family, named in changes().items():
        for index, name in enumerate(named):
            if family == "votes":
                vote_styles = ["none"]
            # A family of many has every second without vote lines, and every other with them.
            elif len(named) >= MANY:
                vote_styles = [_in_turn(index)]
            else:
                vote_styles = ["none", "template"]
            made += [Shape(family, vote=one, changes=((family, name),)) for one in vote_styles]
    return made


def _in_other_layouts() -> list[Shape]:
    """Single changes where the vote line or the byline has another place than on the seeds."""
    made = [
        Shape("votes", order, changes=(("votes", name),))
        for order in ("hwbv", "hwvb")
        for name in changes()["votes"]
    ]
    within = [name for name in changes()["extras"] if name.endswith(("at 1", "at 2"))]
    for index, name in enumerate(within):
        change, vote_style = ("extras", name), _in_turn(index)
        made.append(Shape("extras set apart", "hvwb", "blank lines", vote_style, changes=(change,)))
    made += [
        Shape("missing, above", order, vote=vote_style, changes=(("missing", part),))
        for order in ("hbvw", "bhvw")
        for vote_style in ("none", "template")
        for part in ("first byline", "last byline", "byline", "name")
    ]
    for family, named in changes().items():
        # Of many, as many as are in the smaller families.
        for index, name in enumerate(list(named)[:: 1 + len(named) // MANY]):
            order, vote_style = ABOVE[index % len(ABOVE)], _in_turn(index // 2)
            change = (family, name)
            made.append(Shape(f"{family}, above", order, vote=vote_style, changes=(change,)))
    return made


def _in_turn(index: int) -> str:
    return ("none", "template")[index % 2]


def _mixed() -> list[Shape]:
    random = Random("pairs and mixtures")
    pairs = [_mixture(random, "pairs", 2) for _ in range(PAIRS)]
    return pairs + [_mixture(random, "mixtures", random.randint(4, 7)) for _ in range(MIXTURES)]


def _mixture(random: Random, family: str, count: int) -> Shape:
    families = random.sample([one for one in changes() if one != "votes"], count)
    order = random.choice(("hvwb", "hvwb", "hvwb", *BELOW, *ABOVE))
    return Shape(
        family,
        order,
        random.choice(("lines", "lines", "lines", *STYLES)),
        random.choice(("none", "none", "template", "template", "plus", "helpful", "people")),
        changes=tuple((one, random.choice(list(changes()[one]))) for one in families),
    )


def generate(shape: Shape, seed: int) -> TruePage:
    """The page of a shape and a seed: the same each time."""
    random = Random(f"{shape.name} {seed}")
    source = Source.of(random, shape.language)
    pages: list[PageDraft] = []
    for _ in range(shape.files):
        page = _draft(random, shape, source, sum(len(one.answers) for one in pages))
        for family, name in sorted(shape.changes, key=_turn):
            changes()[family][name](page, source)
        make_fair(page, source)
        pages.append(page)
    return finished(pages, shape.family, shape.name, seed)


def _turn(change: tuple[str, str]) -> int:
    family, _ = change
    return -1 if family in FIRST else int(family in LAST)


def _draft(random: Random, shape: Shape, source: Source, before: int) -> PageDraft:
    count = random.choice((3, 3, 4, 5, SHOWN_AT_ONCE if shape.own else 4))
    answers = [_answer(random, shape, source, before + number) for number in range(1, count + 1)]
    return PageDraft(
        random=random,
        order=shape.order,
        style=shape.style,
        title=source.words.title(),
        question=[source.words.question() for _ in range(random.randint(1, 3))],
        marker=MARKERS.get(shape.language, MARKERS["own"]),
        answers=answers,
        notice=NOTICES[shape.language],
        announced=count + (3 if count == SHOWN_AT_ONCE and random.random() < 1 / 3 else 0),
        language=shape.language,
    )


def _answer(random: Random, shape: Shape, source: Source, number: int) -> AnswerDraft:
    """An answer with all its parts, of which some are missing as on the seeds if it is to be so."""
    words = source.words
    fewest = 2 if shape.family in LONGER and shape.vote == "none" else 1
    paragraphs = [
        [words.sentence() for _ in range(random.randint(fewest, 4))]
        for _ in range(random.choice((1, 1, 2, 3)))
    ]
    answer = AnswerDraft(
        number=number,
        headline=words.headline(),
        vote=vote(random, shape.vote),
        paragraphs=paragraphs,
        person=source.people.plain(),
        place=place(random, shape.language),
        stars=stars(random, shape.language if shape.language != "en" else "out of 5"),
        unfinished=random.random() < 0.15,
    )
    if random.random() < 0.25:
        answer.stars = None
    if random.random() < 0.08 and shape.language == "en":
        answer.sign_off = SignOff((random.choice(FAREWELLS),))
    if shape.own:
        _as_on_the_seeds(random, answer)
    return answer


def _as_on_the_seeds(random: Random, answer: AnswerDraft) -> None:
    answer.close = random.random() < 0.1
    chance = random.random()
    if chance < 0.08:
        answer.person = None
    elif chance < 0.16:
        answer.headline = None
        if not answer.vote:
            # With neither a headline nor a vote line, a short first paragraph could be a headline.
            answer.paragraphs = [[one for paragraph in answer.paragraphs for one in paragraph]]
    elif chance < 0.2 and answer.vote:
        answer.person = answer.place = answer.stars = None
