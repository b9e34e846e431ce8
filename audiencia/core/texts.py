"""The kinds of value that the municipality's models are made of: names, codes, and texts in both languages. Pure."""

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")
MAIL = re.compile(r"[^@\s<>,;\"]{1,64}@[A-Za-z0-9.-]{1,253}")
PREFIX = re.compile(r"[A-Z]{2,3}")  # What the numbers of a department begin with.
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Login = Annotated[str, StringConstraints(pattern=f"^{LOGIN.pattern}$")]
Slug = Annotated[str, StringConstraints(pattern=f"^{SLUG.pattern}$", max_length=40)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40)]


class Model(BaseModel):
    """Frozen, and refuses keys that it does not know: a misspelt setting must not be ignored in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Model):
    """One text in the two languages of the interface."""

    es: Line
    en: Line


def text_or_none(es: str | None, en: str | None) -> Text | None:
    """The text of two columns that an outer join may leave empty."""
    return Text(es=es, en=en) if es and en else None
