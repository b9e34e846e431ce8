"""A visit in words, for the page of the folio and for the citizen's own page afterwards."""

from typing import Any

from audiencia.cases.api import UNREADABLE_STEP, WHYS_NOT, WhyNot
from audiencia.core.errors import BadInput
from audiencia.followup import follow as flow
from audiencia.http.forms import Fields
from audiencia.http.i18n import Words
from audiencia.queue.api import (
    CALLED_OFF,
    HELD_AFTER_ALL,
    OUTCOMES,
    REOPENED,
    TICKET_STATES,
    WHY_CALLED_OFF,
    CalledOffDay,
)
from audiencia.settings.config import Municipality

MAX_WHY = 2000


def why_of(fields: Fields) -> tuple[WhyNot | None, str]:
    """Why something is not resolved, as a form says it: the choice, if one was made, and more in words. Raises `BadInput`."""
    why = next((one for one in WHYS_NOT if one == fields.get("cause")), None)
    text = fields.get("why").strip()
    if len(text) > MAX_WHY:
        raise BadInput(fields={"why": "too_long"})
    if why == "other" and not text:
        raise BadInput(fields={"why": "required"})
    return why, text


def stars_of(fields: Fields) -> int:
    """From 1 to 5. Raises `BadInput`."""
    stars = fields.get("rating")
    if stars not in ("1", "2", "3", "4", "5"):
        raise BadInput(fields={"rating": "required"})
    return int(stars)


def in_words(found: flow.Found, words: Words, municipality: Municipality) -> dict[str, Any]:
    """What the template shows. A disposition that was taken out of the configuration shows its outcome alone."""
    disposition = next((one for one in municipality.dispositions if one.code == found.disposition), None)
    reopened = found.word is not None and found.word.reopened
    outcome = None
    if reopened:
        disposition, outcome = None, words.gettext(REOPENED)
    elif found.outcome is not None:
        outcome = words.text(disposition.label) if disposition else words.gettext(OUTCOMES[found.outcome])
    follows = words.text(disposition.follows) if disposition else ""
    return {
        "folio": found.folio,
        "number": found.number,
        "department": words.text(found.department),
        "topic": words.text(found.topic),
        "state": found.state,
        "state_text": words.gettext(state_of_day(found.called_off) if found.called_off else TICKET_STATES[found.state]),
        "called_off": None if found.called_off is None else called_off(found.called_off, words),
        "active": found.active,
        "outcome": outcome,
        "follows": follows,
        "shared": shared(found, words, outcome or "", follows),
        "about": found.about,
        "of_complaint": found.of_complaint,
        "note": found.note,
        "next_steps": found.next_steps,
        "commitments": [(one, words.text(one.owner)) for one in found.commitments],
        "joined_at": found.joined_at,
        "word": found.word,
        "immediate": reopened or found.outcome == "resolved_immediately",
    }


def shared(found: flow.Found, words: Words, outcome: str, follows: str) -> str:
    """What somebody may show to others: no PIN, which opens the folio."""
    day = words.environment.filters["day"]
    steps = [
        f"{number}. "
        + " · ".join(
            filter(
                None,
                (
                    one.step or words.gettext(UNREADABLE_STEP),
                    one.requirement,
                    one.cost,
                    one.place,
                    day(one.due) if one.due else "",
                ),
            )
        )
        for number, one in enumerate(found.next_steps, 1)
    ]
    note = found.note
    if note is None:
        note = f"{words.gettext('What the staff tells you')}: {words.gettext('It does not open.')}"
    folio = f"{words.gettext('Folio')}: {found.folio}"
    return "\n".join(filter(None, (outcome, follows, note, *steps, folio)))


def state_of_day(found: CalledOffDay) -> str:
    """The state of a place on a day that was called off."""
    return HELD_AFTER_ALL if found.held else CALLED_OFF


def called_off(found: CalledOffDay, words: Words) -> dict[str, Any]:
    """A day that is not held after all, for a template."""
    return {
        "day": found.day,
        "held": found.held,
        "reason": words.gettext(WHY_CALLED_OFF[found.reason.why]),
        "more": found.reason.more(words.language),
    }
