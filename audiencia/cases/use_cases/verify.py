"""Whether a letter is an answer that was sent: by its folio and the code that stands on it, which only this installation can make.
Whoever asks is a stranger: they learn which department answered and when, and whether a text that they bring is the one that was sent."""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from audiencia.cases.use_cases.read import SQL
from audiencia.core import folio
from audiencia.core.errors import BadInput, Unreadable
from audiencia.core.folio import Folio
from audiencia.core.one_time_code import spell, typed_code
from audiencia.privacy import unreadable
from audiencia.privacy.crypto import Keyring
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

_BYTES, _LETTERS = 10, 16
_PAGE_FOOT = r"{}\s*·\s*[0-9]{{1,2}}\s*/\s*[0-9]{{1,2}}(?![0-9])"
"""What the foot of a page says: it comes along where the text of several pages is copied."""
_PRINTED = r"\[(?:emoji|letters\s+of\s+another\s+script|letras\s+de\s+otra\s+escritura)\]"
"""What papers say in place of signs that no font draws (`http/papers/undrawn.py`, `layout/paper.html`)."""
_UNDRAWN = rf"(?:{_PRINTED}|[^\u0000-\u052f\u2000-\u214f]|\u200d)"
"""Such words, and what may be undrawn: neither Latin, Greek or Cyrillic nor punctuation."""
_UNDRAWN_RUN = re.compile(rf"{_UNDRAWN}(?:\s*{_UNDRAWN})*")


@dataclass(frozen=True, slots=True)
class Genuine:
    """An answer that was sent. `last`: none was sent after it."""

    at: datetime
    department: Text
    officer: str
    last: bool
    folio: Folio
    digest: bytes = field(repr=False)
    printed: bytes = field(repr=False)

    def has_text(self, text: str) -> bool:
        """Whether this is what was sent; spaces and lines do not count. For what no font draws the words of its paper count too."""
        if re.search(_PRINTED, text):
            return hmac.compare_digest(_digest(_as_printed(text), self.folio), self.printed)
        return hmac.compare_digest(_digest(text, self.folio), self.digest)


def code_of(keyring: Keyring, answer_id: UUID) -> str:
    """The code that stands on the letter: 80 bits, not stored, in four groups of four letters."""
    code = spell(keyring.keyed_hash("answer-code", str(answer_id))[:_BYTES], _LETTERS)
    return "-".join(code[at : at + 4] for at in range(0, _LETTERS, 4))


def _digest(text: str, of: Folio) -> bytes:
    """Equal for texts that differ in spaces, lines and how letters are composed alone."""
    told = re.sub(_PAGE_FOOT.format(re.escape(of)), "", unicodedata.normalize("NFKC", text))
    return hashlib.sha256(re.sub(r"[\s\u00ad]+", "", told).encode()).digest()


def _as_printed(text: str) -> str:
    """Equal for a text and the copy of its paper, on which some signs are words."""
    return _UNDRAWN_RUN.sub("\ufffc", text)


async def verify(context: AppContext, typed_folio: str, code: str) -> Genuine:
    """The answer of this folio with this code. Raises `BadInput` alike for a folio that does not exist, a wrong code, and an answer that
    is not kept any more; `Unreadable` for one that does not open, which is noted."""
    unknown = BadInput(fields={"code": "answer_unknown"})
    try:
        asked = folio.parse(typed_folio)
    except BadInput:
        raise unknown from None
    typed = typed_code(code)
    async with context.database.begin() as tx:
        answers = [one async for one in SQL.answers_of_folio(tx.conn, folio=asked)]
        one = next((one for one in answers if _has_code(context.keyring, one.id, typed)), None)
        reading = None if one is None else await unreadable.reading(tx.conn, context.keyring, one.person_id)
        if one is None or reading is None:
            raise unknown
        text = reading.text(one.content_sealed, "case_message.content", one.id)
        tx.afterwards(reading.note)
        if text is None:
            raise Unreadable
    department = Text(es=one.department_es, en=one.department_en)
    digests = _digest(text, asked), _digest(_as_printed(text), asked)
    return Genuine(one.at, department, one.officer, one is answers[-1], asked, *digests)


def _has_code(keyring: Keyring, answer_id: UUID, typed: str) -> bool:
    return hmac.compare_digest(typed_code(code_of(keyring, answer_id)).encode(), typed.encode())
