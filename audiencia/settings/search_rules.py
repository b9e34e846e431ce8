"""What the search knows besides the directory, as a municipality writes it down in `config/search.toml` and `elsewhere.toml`. Pure."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from audiencia.core.texts import Line, Model, Slug, Text

_Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
_Url = Annotated[str, StringConstraints(pattern=r"^https://[^\s]+$", max_length=400)]


class Synonym(Model):
    """What people say, and the directory's words for it. Whatever of `said` occurs in a question is looked for as `means`, too."""

    said: tuple[_Said, ...] = Field(min_length=1, max_length=200)
    means: _Said


class Crisis(Model):
    """Words after which the emergency numbers come first.

    A phrase of `said` stands in a question when its words do, in their order and with at most four others between; `a|b` is one of
    several words, `=a` follows the word before at once, and `$` is the end. `unless`: words with which it is none. `first`: the
    number of `[[emergency]]` that is named first.
    """

    first: Line
    said: tuple[_Said, ...] = Field(min_length=1, max_length=200)
    unless: tuple[_Said, ...] = Field(default=(), max_length=100)


class Search(Model):
    """`[search]`: `filler` are words that say nothing about what somebody looks for."""

    filler: tuple[_Said, ...] = Field(default=(), max_length=1000)
    synonyms: tuple[Synonym, ...] = ()
    crisis: tuple[Crisis, ...] = ()


class Elsewhere(Model):
    """What the municipality does not do, and who does. `words` are those that people use for it."""

    code: Slug
    level: Literal["state", "federal", "other"]
    name: Text
    office: Text
    how: Text
    phone: Line | None = None
    url: _Url | None = None
    words: tuple[_Said, ...] = Field(default=(), max_length=150)
