"""What each tool takes, read strictly: an argument that no tool has is refused, as a misspelt
`anyway` must not be taken for none."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.reply.saying import Addressed

Text = Annotated[str, Field(pattern=r"\S", max_length=8000)]


class Arguments(BaseModel):
    """The arguments of a tool."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Ask(Arguments):
    """A question for the library."""

    question: Text
    """The patient's question, in their own words."""
    after: Text | None = None
    """The question before, to which this one may refer."""
    k: Annotated[int, Field(ge=1, le=20)] = 5
    """Answers at most."""
    anyway: bool = False
    """Show the answers after an emergency, too; only if the reader wants them after the alert."""


class Doctors(Arguments):
    """A topic, and which doctors to list."""

    topic: Text | None = None
    """Words, a "phrase", and, or, not; null lists every doctor."""
    specialty: Text | None = None
    """Letters that the specialty contains."""
    place: Text | None = None
    """Letters that the place contains."""
    name: Text | None = None
    """Letters that the name contains."""
    addressed: list[Addressed] = []
    """Ways to address the topic: said, partly, near; all of them if none is given."""
    skip: Annotated[int, Field(ge=0)] = 0
    """Doctors to leave out before the first."""
    most: Annotated[int, Field(ge=1, le=50)] = 10
    """Doctors at most."""


class Look(Arguments):
    """An answer."""

    id: Text
    """The answer's id, as `ask` and `doctors` give it."""


class Quote(Arguments):
    """A quote, and whose it is said to be."""

    answer: Text
    """The answer's id."""
    quote: Annotated[str, Field(max_length=100_000)]
    """The words, as they are quoted."""
    doctor: Text | None = None
    """The name that they are quoted under."""


class Verify(Arguments):
    """Quotes to verify."""

    quotes: Annotated[list[Quote], Field(min_length=1, max_length=100)]
    """Each quote with the id of its answer."""
