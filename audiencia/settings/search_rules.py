"""What the search knows besides the directory, as a municipality writes it down in `config/search.toml` and `elsewhere.toml`. Pure."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from audiencia.core.cli_text import _
from audiencia.core.texts import Line, Model, Slug, Text

_Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
_Url = Annotated[str, StringConstraints(pattern=r"^https://[^\s]+$", max_length=400)]
CrisisKind = Literal["danger", "self_harm"]


class Synonym(Model):
    """What people say, and the directory's words for it. Whatever of `said` occurs in a question is looked for as `means`, too."""

    said: tuple[_Said, ...] = Field(min_length=1, max_length=200)
    means: _Said


class Crisis(Model):
    """Words after which the emergency numbers come first.
    A phrase of `said` stands in a question when its words do, in their order and with at most four others between; `a|b` is one of
    several words, `a*` whatever begins so, `@name` one of a group, `=a` follows the word before at once, and `$` is the end of a clause.
    `unless`: what is harmless, and taken out of the question first; with `...` at its end, the rest of the clause too. `first`: the
    number of `[[emergency]]` that is named first. When the classifier (`audiencia.directory.danger`) sees a crisis that no phrase
    names, that of the first with its `kind` is, or of the last of all when none has it."""

    first: Line
    kind: CrisisKind | None = None
    said: tuple[_Said, ...] = Field(min_length=1, max_length=600)
    unless: tuple[_Said, ...] = Field(default=(), max_length=300)


class Search(Model):
    """`[search]`: `filler` are words that say nothing about what somebody looks for; `everyday`, words that are no slips of those in
    `crisis`; `groups`, words that stand together there, divided by `|`."""

    filler: tuple[_Said, ...] = Field(default=(), max_length=1000)
    everyday: tuple[_Said, ...] = Field(default=(), max_length=1000)
    synonyms: tuple[Synonym, ...] = ()
    groups: dict[str, _Said] = Field(default_factory=dict)
    crisis: tuple[Crisis, ...] = ()

    @model_validator(mode="after")
    def _groups_are_there(self) -> Self:
        used = {name for one in self.crisis for said in one.said + one.unless for name in re.findall(r"@(\w+)", said)}
        if missing := used - set(self.groups):
            raise ValueError(
                _("[search.groups] has no %(names)s, which a crisis names", names=", ".join(sorted(missing)))
            )
        return self


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
