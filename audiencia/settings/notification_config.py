"""How people are told, as a municipality configures it: the SMS gateway's form, how near is near, and the hours of rest. Pure."""

from datetime import time
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from audiencia.core.cli_text import _
from audiencia.core.texts import MAIL, Model

Address = Annotated[str, StringConstraints(pattern=f"^{MAIL.pattern}$")]


class Sms(Model):
    """The gateway that sends SMS over HTTP. In `headers`, `json`, `form` and `query`, `{number}` and `{text}` are filled in, and
    `{secret}` by `AUDIENCIA_SMS_SECRET`. `number_form`: `+525512345678`, or the digits alone."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")]
    method: Literal["POST", "GET", "PUT"] = "POST"
    headers: dict[str, str] = Field(default_factory=dict)
    body_json: dict[str, object] | None = Field(None, alias="json")
    form: dict[str, str] | None = None
    query: dict[str, str] = Field(default_factory=dict)
    number_form: Literal["plus", "digits"] = "plus"

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if self.body_json is not None and self.form is not None:
            raise ValueError(_("use json or form, not both"))
        whole = f"{self.headers} {self.body_json} {self.form} {self.query}"
        for slot in ("{number}", "{text}"):
            if slot not in whole:
                raise ValueError(_("%(slot)s is missing in json, form or query", slot=slot))
        return self


class Notices(BaseModel):
    """`near_minutes`: who is probably called within this time is told that they are near. Between `quiet_from` and
    `quiet_until` nobody is woken by anything but their turn; the same twice: no such hours. `readiness_to`: the department whose
    mailbox gets the list of what is ready, the evening and the hour before a jornada; `incidents_to`: the one that is warned before the
    term of an incident of personal data is over."""

    near_minutes: int = Field(10, ge=1, le=120)
    quiet_from: time = time(21, 0)
    quiet_until: time = time(8, 0)
    readiness_to: str | None = None
    incidents_to: str | None = None
