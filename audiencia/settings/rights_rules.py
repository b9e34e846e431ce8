"""Terms of the rights over personal data, and of telling about incidents (law of the State of Mexico, arts. 53-55 and 97-112), as a
municipality configures them. Pure."""

from typing import Self

from pydantic import Field, model_validator

from audiencia.core.cli_text import _
from audiencia.core.texts import Line, Model, Text


class Rights(Model):
    """All in working days, on the calendar of petitions.
    Counted from the day after reception: `answer_days`, `ask_within`, `not_competent_days`; from the end of the term:
    `extension_days`, once; from the question: `clarify_days`, while the term stands still; from the answer: `effect_days`, and
    `appeal_days`, in which a person can appeal to the `authority`."""

    answer_days: int = Field(20, ge=1, le=90)
    extension_days: int = Field(10, ge=1, le=90)
    effect_days: int = Field(15, ge=1, le=90)
    ask_within: int = Field(5, ge=1, le=30)
    clarify_days: int = Field(10, ge=1, le=60)
    not_competent_days: int = Field(3, ge=1, le=30)
    warn_days: int = Field(3, ge=1, le=30)
    authority: Line = "Infoem"
    appeal_days: int = Field(15, ge=1, le=90)

    @model_validator(mode="after")
    def _asked_in_time(self) -> Self:
        if max(self.ask_within, self.not_competent_days) >= self.answer_days:
            raise ValueError(_("rights: ask_within and not_competent_days must be shorter than answer_days"))
        return self


class Processor(Model):
    """Somebody outside of the municipality who processes personal data for it (arts. 58-66): what they do, with which data, and by which
    contract."""

    name: Line
    service: Text
    data: Text
    contract: Line


class Incidents(Model):
    """In hours of the clock. From the confirmation of an incident: `notify_hours`, to tell the authority and the people; staff are
    warned when `warn_hours` and `urgent_hours` are left, and when none is."""

    notify_hours: int = Field(72, ge=1, le=720)
    warn_hours: int = Field(24, ge=1, le=720)
    urgent_hours: int = Field(6, ge=1, le=720)

    @model_validator(mode="after")
    def _warned_before(self) -> Self:
        if not self.urgent_hours < self.warn_hours < self.notify_hours:
            raise ValueError(_("incidents: urgent_hours < warn_hours < notify_hours"))
        return self
