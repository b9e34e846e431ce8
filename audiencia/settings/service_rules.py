"""What a department does for people, as a municipality writes it down in `config/services/`, and where the department is. Pure."""

from typing import Annotated

from pydantic import Field, StringConstraints

from audiencia.core.texts import Line, Model, Slug, Text
from audiencia.settings.service_text import MOST_WORDS

_Hint = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60)]
Url = Annotated[str, StringConstraints(pattern=r"^https://[^\s]+$", max_length=400)]


class ShortText(Model):
    """A text that fits into one field of a next step (300 characters), in both languages."""

    es: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    en: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class Office(Model):
    """Where a department is found."""

    address: Text
    hours: Text
    phone: Line


class Link(Model):
    """A page elsewhere that helps with a service."""

    label: Text
    url: Url


class Service(Model):
    """One thing that a department does for people.
    `words` are those that people use for it when they do not know its name. `who` may ask for it; `cost`, `time` and `place`
    as people read them, the place being the department's office when not said. `legal` is the basis in law, with its article,
    where it is known for sure. `topic` is the one of the department that it leads to, in the audience and in a petition.
    `steps` are what the citizen does, in their order; a director hands them over in a call."""

    department: Slug
    slug: Slug
    topic: Slug | None = None
    words: tuple[_Hint, ...] = Field((), max_length=MOST_WORDS)
    name: Text
    summary: Text
    who: Text
    requirements: tuple[ShortText, ...] = Field((), max_length=20)
    cost: ShortText
    time: Text
    place: ShortText | None = None
    legal: Text | None = None
    links: tuple[Link, ...] = Field((), max_length=10)
    steps: tuple[ShortText, ...] = Field(min_length=1, max_length=12)
    example: bool = False
    """Whether it is one of the example's: its file says `example = true`. Nothing of it is true of a municipality."""
