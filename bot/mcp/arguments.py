"""What each tool takes, read strictly: an argument that no tool has is refused, as a misspelt
`anyway` must not be taken for none."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.reply.choices import Addressed


def _said(text: str) -> str:
    # The pattern alone lets through what Python takes for blank: U+001C to U+001F.
    if not text.strip():
        raise ValueError("it is blank")
    return text


Text = Annotated[str, Field(pattern=r"\S"), AfterValidator(_said)]
"""A text that says something. A message may have any length: of a very long one the beginning and
the end are read."""
Short = Annotated[Text, Field(max_length=8000)]
"""One of which all is read."""


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

    topic: Short | None = None
    """Words, a "phrase", and, or, not; null lists every doctor."""
    specialty: Short | None = None
    """Letters that the specialty contains."""
    place: Short | None = None
    """Letters that the place contains."""
    name: Short | None = None
    """Letters that the name contains."""
    addressed: list[Addressed] = []
    """Ways to address the topic: said, partly, near; all of them if none is given."""
    skip: Annotated[int, Field(ge=0)] = 0
    """Doctors to leave out before the first."""
    most: Annotated[int, Field(ge=1, le=50)] = 10
    """Doctors at most."""


class Look(Arguments):
    """An answer."""

    id: Short
    """The answer's id, as `ask` and `doctors` give it."""


class Quote(Arguments):
    """A quote, and whose it is said to be."""

    answer: Short
    """The answer's id."""
    quote: Annotated[str, Field(max_length=100_000)]
    """The words, as they are quoted."""
    doctor: Short | None = None
    """The name that they are quoted under."""


class Verify(Arguments):
    """Quotes to verify."""

    quotes: Annotated[list[Quote], Field(min_length=1, max_length=100)]
    """Each quote with the id of its answer."""
