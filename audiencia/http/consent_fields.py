"""What a form for joining says whoever fills it in, the person or the front desk: adjustments, the notice and the consents."""

from dataclasses import dataclass
from typing import Self

from aiohttp import web

from audiencia.core.errors import BadInput
from audiencia.http.forms import Fields
from audiencia.http.site import site_of
from audiencia.privacy.consent import (
    GUARDIAN_AGREES_FIELD,
    GUARDIAN_NAME_FIELD,
    READ_NOTICE_FIELD,
    Minor,
    consent_field,
    decide,
    notice_info,
)

NAME_AT_MOST = 120


@dataclass(frozen=True, slots=True)
class Said:
    """`minor`: of somebody under 18, who authorises it. `wrong`: what the flow would refuse, found beside the other problems so that a
    person corrects all of them at once."""

    adjustments: tuple[str, ...]
    read_notice: bool
    purposes: tuple[str, ...]
    minor: Minor | None
    wrong: dict[str, str]

    @classmethod
    def read(cls, request: web.Request, fields: Fields, *, nobody: bool = False) -> Self:
        """From the boxes that were ticked. `nobody`: nothing says who it is, so nothing says who authorises it."""
        municipality = site_of(request).context.municipality
        purposes = tuple(one.code for one in municipality.notice.purposes if fields.ticked(consent_field(one.code)))
        read_notice = fields.ticked(READ_NOTICE_FIELD)
        minor = None if nobody else minor_of(fields)
        wrong: dict[str, str] = {}
        try:
            decide(notice_info(municipality), fields.get("notice_hash"), read_notice, purposes, minor)
        except BadInput as error:
            wrong |= error.fields
        if minor is not None and len(minor.guardian) > NAME_AT_MOST:
            wrong[GUARDIAN_NAME_FIELD] = "too_long"
        adjustments = tuple(dict.fromkeys(fields.all("adjustment")))
        if not set(adjustments) <= {one.code for one in municipality.adjustments}:
            wrong["adjustment"] = "unknown"
        return cls(adjustments, read_notice, purposes, minor, wrong)


def minor_of(fields: Fields) -> Minor | None:
    """What was said of a person under 18; `None` for an adult. No age and no birth date is asked (minimisation, art. 26)."""
    if not fields.ticked("minor"):
        return None
    return Minor(" ".join(fields.get(GUARDIAN_NAME_FIELD).split()), fields.ticked(GUARDIAN_AGREES_FIELD))
