"""A service of the directory as it is kept and read, and what of it is handed over in a call. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from audiencia.core.texts import Text
from audiencia.directory.sounds import plain_words

if TYPE_CHECKING:
    from audiencia.directory import portal_sql

FIELD = 300  # Characters that fit into one field of a next step.
LONGEST_QUESTION = 300  # Characters of a question: a sentence or three.
SHORTEST_QUESTION = 2


@dataclass(frozen=True, slots=True)
class Service:
    """What the page of a service tells. `department` and `topic` by their slugs; `place` when it is not the office."""

    department: str
    slug: str
    topic: str | None
    name: Text
    summary: Text
    who: Text
    requirements: tuple[Text, ...]
    cost: Text
    time: Text
    place: Text | None
    legal: Text | None
    links: tuple[tuple[Text, str], ...]
    steps: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A service as it stands in a list."""

    department: str
    slug: str
    name: Text
    summary: Text


@dataclass(frozen=True, slots=True)
class Searchable:
    """A service with the words by which it is found."""

    department: str
    slug: str
    topic: str | None
    name: Text
    summary: Text
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Announced:
    """What administration announces `until` then. `department`: whose readers it is for, `None` for everybody."""

    id: int
    text: Text
    department: str | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Advice:
    """What becomes one next step of a citizen, each within `FIELD` characters."""

    step: str
    requirement: str = ""
    cost: str = ""
    place: str = ""


def from_row(row: "portal_sql.Service", content: Mapping[str, Any]) -> Service:
    """The service of a row; `content` is its JSON, as `configured` wrote it."""
    return Service(
        department=row.department,
        slug=row.slug,
        topic=row.topic,
        name=Text(es=row.name_es, en=row.name_en),
        summary=Text(es=row.summary_es, en=row.summary_en),
        who=Text(**content["who"]),
        requirements=tuple(Text(**one) for one in content["requirements"]),
        cost=Text(**content["cost"]),
        time=Text(**content["time"]),
        place=None if content["place"] is None else Text(**content["place"]),
        legal=None if content["legal"] is None else Text(**content["legal"]),
        links=tuple((Text(**one["label"]), one["url"]) for one in content["links"]),
        steps=tuple(Text(**one) for one in content["steps"]),
    )


def question(typed: str) -> str:
    """What is looked for: without marks, in one case and spacing, within bounds; empty when that is too little to look for."""
    asked = " ".join(plain_words(typed[: 2 * LONGEST_QUESTION]))[:LONGEST_QUESTION].strip()
    return asked if len(asked) >= SHORTEST_QUESTION else ""


def advice(steps: Sequence[str], requirements: Sequence[str], cost: str, place: str, more: str) -> tuple[Advice, ...]:
    """The next steps of a service, in one language. What is needed goes with the first step, the rest of a long list with the
    next ones; `more` is the step that is added when the list is longer than the steps take. The first one tells cost and place."""
    parts = _parts(requirements)
    texts = [*steps, *[more] * max(0, len(parts) - len(steps))]
    parts += [""] * (len(texts) - len(parts))
    return tuple(
        Advice(step, needed, cost if first else "", place[:FIELD] if first else "")
        for first, step, needed in zip([True] + [False] * len(texts), texts, parts, strict=False)
    )


def _parts(requirements: Sequence[str]) -> list[str]:
    """The list in as few lines as it fits into, none of its entries torn apart."""
    parts: list[str] = []
    for one in requirements:
        if parts and len(parts[-1]) + len(one) + 2 <= FIELD:
            parts[-1] += f"; {one}"
        else:
            parts.append(one)
    return parts
