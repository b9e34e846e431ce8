"""Cases of one reported thing, joined by an officer: which can be, how alike two are, and what may be said to all of them. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from hashlib import sha256
from itertools import pairwise
from uuid import UUID

from audiencia.cases.domain.case import OPEN, Case
from audiencia.core.errors import Code, Refused
from audiencia.directory.sounds import plain_words, sound, stem
from audiencia.privacy.contact import COUNTRY, FEWEST_DIGITS, email, telephone

AT_MOST = 100
"""Cases that are joined: what is answered at once is one transaction."""
NEAR_METRES = 150
LEAST_LETTERS = 4
"""Shorter words say little of what is meant."""
SALUTATION_WORDS = 6
SHORTEST_NAME = 3
PARTICLES = frozenset({"das", "del", "der", "dos", "las", "los", "san", "van", "von", "con", "por", "que"})
"""Parts of names, and words between them, that tell nobody apart; shorter words are left out as they are."""
ANNOUNCE = frozenset({
    "apreciable", "arq", "c", "ciudadana", "ciudadano", "dear", "dias", "don", "dona", "dr", "dra", "estimada", "estimado",
    "familia", "hello", "hola", "ing", "ingeniera", "ingeniero", "joven", "lic", "licenciada", "licenciado", "mr", "mrs", "ms",
    "mtra", "mtro", "noches", "prof", "profa", "profesor", "profesora", "profr", "querida", "querido", "respetable", "senor",
    "senora", "senorita", "sr", "sra", "srita", "srta", "tardes", "vecina", "vecino",
})  # fmt: skip
"""Titles and greetings: what follows them is a name."""


def check_joins(case: Case) -> None:
    """Raises `Refused`: `complaint_stays` for a complaint, which nobody else learns of, and `not_allowed_now` where no answer is owed."""
    if case.kind == "complaint":
        raise Refused(Code.COMPLAINT_STAYS)
    if case.state not in OPEN:
        raise Refused(Code.NOT_ALLOWED_NOW, state=case.state.value, action="join")


def number(found: Collection[UUID], new: UUID) -> UUID:
    """Under which number cases become one set: the only one that some of them have, or a new one.

    Raises `Refused(joined_elsewhere)` where they have several: which of two sets are the same thing is not said by two of their cases.
    """
    if len(set(found)) > 1:
        raise Refused(Code.JOINED_ELSEWHERE)
    return next(iter(found), new)


def meant(*texts: str) -> frozenset[str]:
    """What texts are about: their longer words as they sound, without endings."""
    words = (one for text in texts for one in plain_words(text))
    return frozenset(stem(sound(one)) for one in words if len(one) >= LEAST_LETTERS and not one.isdigit())


def likeness(one: frozenset[str], other: frozenset[str], metres: float | None = None) -> float:
    """How much two cases say the same: the words that both have among all (Dice), 0 to 1, and a half more where they are near."""
    both = 2 * len(one & other) / (len(one) + len(other) or 1)
    return both + (0.5 if metres is not None and metres <= NEAR_METRES else 0)


def names_person(text: str, name: str, contact: str) -> bool:
    """Whether a text that goes to several people says who one of them is: by two words of the name next to each other, in any
    order, by one after a title, in the salutation or as the first word, or by the contact."""
    own = Counter(one for one in _telling(plain_words(name)) if one not in ANNOUNCE)
    words = plain_words(text)
    said = _telling(words)
    together = any(one in own and other in own and (one != other or own[one] > 1) for one, other in pairwise(said))
    titled = any(one in ANNOUNCE and not own.keys().isdisjoint(said[at + 1 : at + 3]) for at, one in enumerate(said))
    greeted = not own.keys().isdisjoint(said[:1] + _salutation(text))
    return together or titled or greeted or _tells_contact("".join(words), contact)


def _telling(words: Iterable[str]) -> list[str]:
    """Without particles and what is too short to be a name; titles stay."""
    return [one for one in words if one in ANNOUNCE or (len(one) >= SHORTEST_NAME and one not in PARTICLES)]


def _salutation(text: str) -> list[str]:
    """What stands before the first colon or line end, where it is short enough to speak to somebody."""
    first, *rest = re.split(r"[:\n]", text.strip(), maxsplit=1)
    words = plain_words(first)
    return [one for one in words if len(one) >= LEAST_LETTERS] if rest and len(words) <= SALUTATION_WORDS else []


def _tells_contact(bare: str, contact: str) -> bool:
    """`bare`: the letters and digits of a text."""
    own = ("".join(plain_words(one)) for one in (contact, email(contact), telephone(contact).removeprefix(COUNTRY)))
    return any(len(one) >= FEWEST_DIGITS and one in bare for one in own)


def seen(others: Iterable[tuple[UUID, int, int]]) -> str:
    """In one word what was seen of the joined cases that are owed an answer: which they are, their versions and how much was
    written about each."""
    return sha256(repr(sorted((str(one), version, written) for one, version, written in others)).encode()).hexdigest()
