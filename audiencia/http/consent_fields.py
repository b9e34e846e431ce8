"""What a form for joining says whoever fills it in, the person or the front desk: adjustments, the notice and the consents."""

from dataclasses import dataclass
from typing import Self

from aiohttp import web

from audiencia.core.errors import BadInput
from audiencia.http.forms import Fields
from audiencia.http.site import site_of
from audiencia.privacy.consent import READ_NOTICE_FIELD, consent_field, decide, notice_info


@dataclass(frozen=True, slots=True)
class Said:
    """`wrong`: what the flow would refuse, found beside the other problems so that a person corrects all of them at once."""

    adjustments: tuple[str, ...]
    read_notice: bool
    purposes: tuple[str, ...]
    wrong: dict[str, str]

    @classmethod
    def read(cls, request: web.Request, fields: Fields) -> Self:
        """From the boxes that were ticked."""
        municipality = site_of(request).context.municipality
        purposes = tuple(one.code for one in municipality.notice.purposes if fields.ticked(consent_field(one.code)))
        read_notice = fields.ticked(READ_NOTICE_FIELD)
        wrong: dict[str, str] = {}
        try:
            decide(notice_info(municipality), fields.get("notice_hash"), read_notice, purposes)
        except BadInput as error:
            wrong |= error.fields
        adjustments = tuple(dict.fromkeys(fields.all("adjustment")))
        if not set(adjustments) <= {one.code for one in municipality.adjustments}:
            wrong["adjustment"] = "unknown"
        return cls(adjustments, read_notice, purposes, wrong)
