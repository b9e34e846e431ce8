"""What an officer saw of the cases joined with one, as it goes along with a form, and which of them changed since. Pure."""

from collections.abc import Iterable, Mapping
from typing import Literal

from audiencia.cases.domain.joined import AT_MOST
from audiencia.core import folio as folios
from audiencia.core.errors import BadInput
from audiencia.core.folio import Folio

How = Literal["came", "went", "changed"]
"""`went`: separated, or no answer is owed any more; `changed`: something happened to it."""


def token(others: Iterable[tuple[Folio, int]]) -> str:
    """In one text the others that are owed an answer: the folio of each, and how much has happened to it."""
    return " ".join(f"{folio}:{happened}" for folio, happened in sorted(others))


def changes(before: str, now: str) -> dict[Folio, How]:
    """By folio what is different in the second token. What cannot be read in the first one, as it came back from a form, is left out."""
    seen, there = _read(before), _read(now)
    found: dict[Folio, How] = {}
    for folio in sorted(seen.keys() | there.keys()):
        if folio not in seen:
            found[folio] = "came"
        elif folio not in there:
            found[folio] = "went"
        elif seen[folio] != there[folio]:
            found[folio] = "changed"
    return found


def _read(text: str) -> Mapping[Folio, str]:
    found: dict[Folio, str] = {}
    for one in text.split()[:AT_MOST]:
        folio, _, happened = one.partition(":")
        try:
            found[folios.parse(folio)] = happened
        except BadInput:
            continue
    return found
