"""What a form sends: its question, and what else in it may be one."""

from dataclasses import dataclass
from urllib.parse import parse_qs

MOST_FIELDS = 8
"""Fields of a form that are read."""


@dataclass(frozen=True, slots=True)
class Form:
    """The question of a form, and all that is read of it for signs of danger: where it has no
    question, as a form of another page or of another kind may have none, whatever it holds."""

    question: str
    message: str

    @classmethod
    def of(cls, body: bytes) -> "Form":
        """A form as it was sent.

        Raises:
            ValueError: it has too many fields.
        """
        text = body.decode("utf-8", "replace")
        fields = parse_qs(text, max_num_fields=MOST_FIELDS)
        question = " ".join(fields.get("question", []))
        others = "\n".join(one for values in fields.values() for one in values)
        return cls(question, question if question.strip() else f"{others}\n{text}".strip())
