"""Cases of one reported thing, joined by an officer: which can be, how alike two are, and what may be said to all of them. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from uuid import UUID

from audiencia.cases.domain.case import OPEN, Case
from audiencia.core.errors import Code, Refused
from audiencia.directory.sounds import plain_words, sound, stem
from audiencia.privacy.contact import COUNTRY, FEWEST_DIGITS, email, telephone

AT_MOST = 100  # Cases that are joined: what is answered at once is one transaction.
NEAR_METRES = 150
LEAST_LETTERS = 4  # Shorter words say little of what is meant.
SALUTATION_WORDS = 6
SHORTEST_NAME = 3
PARTICLES = frozenset({"das", "del", "der", "dos", "las", "los", "san", "van", "von", "con", "por", "que"})
"""Parts of names, and words between them, that tell nobody apart; shorter words are left out as they are."""
TITLES = frozenset({
    "arq", "c", "ciudadana", "ciudadano", "don", "dona", "dr", "dra", "ing", "ingeniera", "ingeniero", "lic", "licenciada",
    "licenciado", "mr", "mrs", "ms", "mtra", "mtro", "prof", "profa", "profesor", "profesora", "profr", "senor", "senora", "senorita",
    "sr", "sra", "srita", "srta", "vecina", "vecino",
})  # fmt: skip
"""What follows them is a name."""
GREETINGS = frozenset({
    "apreciable", "buenas", "buenos", "dear", "estimada", "estimado", "familia", "hello", "hola", "joven", "querida", "querido",
    "respetable",
})  # fmt: skip
PLACES = frozenset({
    "av", "avenida", "barrio", "boulevard", "calle", "calles", "calzada", "camino", "centro", "clinica", "col", "colonia", "deportivo",
    "entre", "escuela", "esquina", "fraccionamiento", "hospital", "jardin", "kinder", "mercado", "parque", "paseo", "plaza",
    "preparatoria", "primaria", "privada", "pueblo", "puente", "santa", "santo", "secundaria", "unidad", "avenue", "school", "street",
})  # fmt: skip
"""What follows them is called after somebody, and is nobody."""
_ABBREVIATED = re.compile(r"\b(arq|av|c|col|dra?|ing|lic|mrs?|ms|mtr[ao]|prof[ar]?|sra?|sri?ta)\.", re.IGNORECASE)
_SENTENCES = re.compile(r"[.!?;\n]+")


def check_joins(case: Case) -> None:
    """Raises `Refused`: `complaint_stays` for a complaint, which nobody else learns of, and `not_allowed_now` where no answer is owed."""
    if case.kind == "complaint":
        raise Refused(Code.COMPLAINT_STAYS)
    if case.state not in OPEN:
        raise Refused(Code.NOT_ALLOWED_NOW, state=case.state.value, action="join")


def number(found: Collection[UUID], new: UUID) -> UUID:
    """Under which number cases become one set: the only one that some of them have, or a new one.
    Raises `Refused(joined_elsewhere)` where they have several: which of two sets are the same thing is not said by two of their cases."""
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


class Text:
    """A text that goes to several people, or the name of a file."""

    def __init__(self, text: str) -> None:
        plain = _ABBREVIATED.sub(r"\1 ", text)
        self._bare = "".join(plain_words(text))
        self._sentences = [_telling(plain_words(one)) for one in _SENTENCES.split(plain)]
        self._called = _called(plain)

    def names(self, name: str, contact: str) -> bool:
        """Whether it says who somebody is: by two words of the name next to each other, in any order, by one after a title, by one
        that it speaks to, or by the contact. A street or school that is called after them is nobody."""
        own = Counter(one for one in _telling(plain_words(name)) if one not in TITLES)
        told = bool(own) and (
            not own.keys().isdisjoint(self._called) or any(_names(own, words) for words in self._sentences)
        )
        return told or _tells_contact(self._bare, contact)


def _names(own: Counter[str], words: list[str]) -> bool:
    """Whether a sentence does."""
    for at, one in enumerate(words[:-1]):
        following = words[at + 1]
        pair = one in own and following in own and (one != following or own[one] > 1)
        if pair and PLACES.isdisjoint(words[max(0, at - 2) : at]):
            return True
        if one in TITLES and following in own:
            return True
    return False


def _telling(words: Iterable[str]) -> list[str]:
    """Without particles and what is too short to be a name; titles and what names places stay."""
    kept = TITLES | PLACES
    return [one for one in words if one in kept or (len(one) >= SHORTEST_NAME and one not in PARTICLES)]


def _called(text: str) -> list[str]:
    """To whom a text speaks as it begins: what is written large before its first colon or line end where that is near, else what
    follows a greeting, or stands alone before a comma."""
    first, *rest = re.split(r"[:\n]", text.strip(), maxsplit=1)
    words = first.split()
    if not rest or len(words) > SALUTATION_WORDS:
        words = words[:SALUTATION_WORDS]
        greets = not GREETINGS.isdisjoint(plain_words(" ".join(words[:1])))
        words = words[1:] if greets else [one for one in words[:1] if one.endswith(",")]
    return _telling(one for word in words if word[:1].isupper() for one in plain_words(word))


def _tells_contact(bare: str, contact: str) -> bool:
    """`bare`: the letters and digits of a text."""
    own = ("".join(plain_words(one)) for one in (contact, email(contact), telephone(contact).removeprefix(COUNTRY)))
    return any(len(one) >= FEWEST_DIGITS and one in bare for one in own)
