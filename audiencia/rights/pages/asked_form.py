"""The form of a request about personal data, for the holder of a folio and for an employee."""

from audiencia.core.errors import BadInput
from audiencia.core.ids import CommandId
from audiencia.http.forms import Fields, content_id
from audiencia.rights.domain.request import FILES, Capacity, Right
from audiencia.rights.pages.words import IDENTITIES
from audiencia.rights.use_cases.ask import Asked

MAX_TEXT, MAX_ASKER = 2000, 1000
NAMES = ("folio", "right", "capacity", "text", "asker", "identity")


def read(fields: Fields, *, desk: bool) -> Asked:
    """What was asked. `desk`: an employee writes it, who saw an identification. Raises `BadInput`."""
    wrong = dict(_wrong(fields, desk=desk))
    if wrong:
        raise BadInput(fields=wrong)
    right, capacity, text = Right(fields.get("right")), Capacity(fields.get("capacity")), fields.get("text").strip()
    asker = "" if capacity is Capacity.SELF else fields.get("asker").strip()
    said = "\n".join((fields.get("folio").strip(), right, capacity, text, asker))
    return Asked(
        CommandId(content_id(fields.get("command_id"), said)),
        right,
        capacity,
        text,
        asker,
        fields.get("identity") if desk else "",
    )


def typed(fields: Fields) -> dict[str, str]:
    """For the form that is shown again."""
    return {name: fields.get(name) for name in NAMES}


def _wrong(fields: Fields, *, desk: bool) -> list[tuple[str, str]]:
    right, capacity = fields.get("right"), fields.get("capacity")
    text, asker = fields.get("text").strip(), fields.get("asker").strip()
    found = []
    if desk and not fields.get("folio").strip():
        found.append(("folio", "required"))
    if right not in set(Right):
        found.append(("right", "required"))
    if capacity not in set(Capacity):
        found.append(("capacity", "required"))
    elif capacity != Capacity.SELF and not asker:
        found.append(("asker", "required"))
    if len(asker) > MAX_ASKER:
        found.append(("asker", "too_long"))
    if not text and right not in FILES:
        found.append(("text", "required"))
    if len(text) > MAX_TEXT:
        found.append(("text", "too_long"))
    if desk and fields.get("identity") not in IDENTITIES:
        found.append(("identity", "required"))
    return found
