"""Changes of accounts in words."""

from collections.abc import Mapping

from audiencia.administration.staff_log import Change, Value
from audiencia.core.gettext_mark import N_
from audiencia.http.i18n import Words
from audiencia.rights.pages_api import record_words
from audiencia.staff.roles import Role

MADE, CLOSED, OPENED = N_("Made"), N_("Deactivated"), N_("Activated")
RENAMED, ROLE = N_("Name: %(before)s → %(after)s"), N_("Role: %(before)s → %(after)s")
DEPARTMENT, NONE = N_("Department: %(before)s → %(after)s"), N_("none")
STANDS_IN, ATTENDS = N_("Stands in for others from now on"), N_("Attends without being seated from now on")


def what(words: Words, change: Change, departments: Mapping[str, str]) -> str:
    """All that this change made different, in a line. `departments`: their names by their slugs."""
    if change.before is None:
        return words.gettext(MADE)
    before, after = change.before, change.after
    said = []
    active, stands_in = after["active"], after["stands_in"]
    if before["active"] != active:
        said.append(words.gettext(OPENED if active else CLOSED))
    for msgid, name in ((RENAMED, "name"), (ROLE, "role"), (DEPARTMENT, "department")):
        if before[name] != after[name]:
            both = {"before": _said(words, before, name, departments), "after": _said(words, after, name, departments)}
            said.append(words.gettext(msgid) % both)
    if before["stands_in"] != stands_in:
        said.append(words.gettext(STANDS_IN if stands_in else ATTENDS))
    return "; ".join(said)


def _said(words: Words, value: Value, name: str, departments: Mapping[str, str]) -> str:
    if name == "role":
        return record_words.role(words, Role(value["role"]))
    if name == "department":
        return departments.get(value["department"] or "", value["department"]) or words.gettext(NONE)
    return str(value[name])
