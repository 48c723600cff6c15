"""Fields of the desk's forms, with the most characters that each may have."""

from typing import Annotated, TypeAlias

from fastapi import Form

ShortField: TypeAlias = Annotated[str, Form(max_length=100)]
LongField: TypeAlias = Annotated[str, Form(max_length=2000)]
