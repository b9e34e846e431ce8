"""A visit in words, for the page of the folio and for the citizen's own page afterwards."""

from typing import Any

from audiencia.followup import follow as flow
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


def in_words(found: flow.Found, words: Words, municipality: Municipality) -> dict[str, Any]:
    """What the template shows. A disposition that was taken out of the configuration shows its outcome alone."""
    disposition = next((one for one in municipality.dispositions if one.code == found.disposition), None)
    reopened = found.word is not None and found.word.reopened
    outcome = None
    if reopened:
        disposition, outcome = None, words.gettext(REOPENED)
    elif found.outcome is not None:
        outcome = words.text(disposition.label) if disposition else words.gettext(OUTCOMES[found.outcome])
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
        "follows": words.text(disposition.follows) if disposition else "",
        "about": found.about,
        "note": found.note,
        "next_steps": found.next_steps,
        "commitments": [(one, words.text(one.owner)) for one in found.commitments],
        "joined_at": found.joined_at,
        "word": found.word,
        "immediate": reopened or found.outcome == "resolved_immediately",
    }


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
