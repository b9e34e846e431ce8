"""Cases of one reported thing, joined by an officer: which can be, how alike two are, and what may be said to all of them. Pure."""

from collections.abc import Collection
from itertools import pairwise
from uuid import UUID

from audiencia.cases.domain.case import OPEN, Case
from audiencia.core.errors import Code, Refused
from audiencia.directory.sounds import plain_words, sound, stem
from audiencia.privacy.contact import FEWEST_DIGITS

AT_MOST = 100
"""Cases that are joined: what is answered at once is one transaction."""
NEAR_METRES = 150
LEAST_LETTERS = 4
"""Shorter words say little of what is meant."""
GREETING_WORDS = 6
GREETINGS = frozenset({
    "apreciable", "buen", "buena", "buenas", "buenos", "c", "ciudadana", "ciudadano", "dear", "dr", "dra", "estimada", "estimado",
    "good", "hello", "hola", "lic", "mr", "mrs", "ms", "querida", "querido", "senor", "senora", "senorita", "sr", "sra", "srita",
})  # fmt: skip


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
    """Whether a text that goes to several people says who one of them is: by a part of the name in its greeting, by two of its
    words together, or by the contact."""
    own, words = plain_words(name), plain_words(text)
    begins = words[:GREETING_WORDS] if words and words[0] in GREETINGS.union(own) else []
    greeted = set(begins) & {one for one in own if len(one) >= LEAST_LETTERS}
    together = set(pairwise(own)) & set(pairwise(words))
    bare, all_bare = "".join(plain_words(contact)), "".join(words)
    return bool(greeted or together or (len(bare) >= FEWEST_DIGITS and bare in all_bare))
