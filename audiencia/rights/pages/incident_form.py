"""The form of an incident: what is known of it, checked."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from audiencia.core.errors import BadInput
from audiencia.http import query
from audiencia.http.forms import Fields
from audiencia.rights.domain.data_kinds import DataKind
from audiencia.rights.domain.incident import MAX_LINE, MAX_TEXT, Facts

TIMES = ("happened_at", "noticed_at", "confirmed_at")
TEXTS = ("what", "cause", "responsible", "actions", "lasting", "advice")
NEEDED = frozenset({"happened_at", "noticed_at", "what", "responsible", "actions", "advice"})
PAGE_ORDER = ("what", "cause", *TIMES, "data", "people", "responsible", "actions", "lasting", "advice")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?", re.ASCII)  # As browsers write it.


def read(fields: Fields, zone: ZoneInfo) -> Facts:
    """Raises `BadInput` naming all wrong fields, in the order of the page."""
    wrong: dict[str, str] = {}
    found: dict[str, Any] = {}
    for name in (*TIMES, *TEXTS):
        typed = fields.get(name).strip()
        if not typed and name in NEEDED:
            wrong[name] = "required"
        elif name in TIMES:
            found[name] = moment(name, typed, zone, wrong)
        elif len(typed) > (MAX_LINE if name == "responsible" else MAX_TEXT):
            wrong[name] = "too_long"
        else:
            found[name] = typed
    found["data"] = tuple(one for one in DataKind if one in fields.all("data"))
    if not found["data"]:
        wrong["data"] = "required"
    people = fields.get("people").strip()
    try:
        found["people"] = query.number(people, 7)
    except ValueError:
        wrong["people"] = "malformed" if people else "required"
    if wrong:
        raise BadInput(fields={name: wrong[name] for name in PAGE_ORDER if name in wrong})
    return Facts.model_validate(found)


def moment(name: str, typed: str, zone: ZoneInfo, wrong: dict[str, str]) -> datetime | None:
    """The moment on the municipality's clocks; `None`, and noted as wrong, for what is none."""
    if not typed:
        return None
    try:
        at = datetime.fromisoformat(typed) if _MOMENT.fullmatch(typed) else None
    except ValueError:
        at = None
    if at is None or at.year not in query.YEARS:
        wrong[name] = "malformed"
        return None
    return at.replace(tzinfo=zone)


def typed(fields: Fields) -> dict[str, Any]:
    """For the form that is shown again."""
    return {**{name: fields.get(name) for name in fields.values}, "data": fields.all("data")}


def texts(fields: Fields) -> list[str]:
    """What somebody wrote in words, in any form of an incident."""
    return [fields.get(name) for name in fields.values if name in (*TEXTS, "folios") or name.startswith("text_")]


def of_facts(facts: Facts, zone: ZoneInfo) -> dict[str, Any]:
    """For the form that corrects them."""
    times = {name: getattr(facts, name) for name in TIMES}
    return {
        **{name: at.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if at else "" for name, at in times.items()},
        **{name: getattr(facts, name) for name in TEXTS},
        "data": list(facts.data),
        "people": str(facts.people),
    }
