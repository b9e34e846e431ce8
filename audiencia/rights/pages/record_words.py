"""The codes of the record of accesses in plain words: what was done, why, and who does which work."""

from collections.abc import Iterator, Mapping

from audiencia.core import text_files
from audiencia.core.gettext_mark import N_
from audiencia.http.i18n import Words
from audiencia.privacy.audit import Action
from audiencia.privacy.consent import NOT_IN_NOTICE
from audiencia.queue.api import WHY_CALLED_OFF
from audiencia.rights.pages.words import IDENTITIES
from audiencia.settings.config import Municipality, Text
from audiencia.staff.roles import Role

REASONS: Mapping[str, str] = {
    **text_files.load("audiencia.rights.pages", "record_words.toml"),
    **{f"called_off_{one}": text for one, text in WHY_CALLED_OFF.items()},
    **{f"seen_{one}": text for one, text in IDENTITIES.items()},
}
"""Codes that the configuration does not have."""
MEANS: Mapping[str, str] = {
    "web": N_("In the form of the page"),
    "telephone": N_("By word of mouth, by telephone"),
    "counter": N_("By word of mouth, at the front desk"),
}
ACTORS: Mapping[str, str] = {"citizen": N_("The person"), "system": N_("The service by itself")}


def action(words: Words, code: str) -> str:
    """What was done; a code of another version as it is."""
    return words.gettext(Action(code).says) if code in set(Action) else code


def reason(words: Words, municipality: Municipality, code: str) -> str:
    """Why, from the fixed reasons or the configured ones; a code of another version as it is."""
    if code in REASONS:
        return words.gettext(REASONS[code])
    return next((words.text(label) for known, label in _configured(municipality) if known == code), code)


def role(words: Words, code: str | None) -> str:
    """A role by its name; nothing without one."""
    return words.gettext(Role(code).says) if code else ""


def purpose(words: Words, municipality: Municipality, code: str) -> str:
    """What a consent is for; the code when the notice in force has it no more."""
    if code in NOT_IN_NOTICE:
        return words.gettext(NOT_IN_NOTICE[code])
    found = next((one.text for one in municipality.notice.purposes if one.code == code), None)
    return code if found is None else words.text(found)


def _configured(municipality: Municipality) -> Iterator[tuple[str, Text]]:
    lists = (
        municipality.move_reasons,
        municipality.priority_reasons,
        municipality.pause_reasons,
        municipality.away_reasons,
        municipality.conduct_reasons,
    )
    return ((one.code, one.label) for reasons in lists for one in reasons)
