"""The front desk: takes numbers for people at the counter, by its form."""

import re
from dataclasses import dataclass
from uuid import UUID

from audiencia.core.errors import Code
from audiencia.simulation.client import Staff
from audiencia.simulation.trouble import Refused

PAGE = "/ventanilla"


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for the person."""

    number: str
    folio: str
    pin: str


class FrontDesk(Staff):
    """Somebody of the front desk."""

    async def take_number(
        self, department: str, topic: str, *, name: str, contact: str, submission_id: UUID, matter: str = ""
    ) -> Slip:  # fmt: skip
        """For somebody who will be attended by video; consents are given by word of mouth. Raises `Refused`."""
        form = await self.browser.get(PAGE)
        if form.code is not None:
            raise Refused(PAGE, form.code, status=form.status)
        typed = {
            **form.hidden, "submission_id": str(submission_id), "medium": "video", "topic": f"{department}/{topic}",
            "name": name, "matter": matter or "Viene al mostrador", "contact": contact,
        }  # fmt: skip
        page = await self.browser.post(PAGE, [*form.agreed, *typed.items()])
        found = dict(re.findall(r'data-testid="slip-(number|folio|pin)">([^<]+)<', page.text))
        if len(found) < 3:
            otherwise = Code.NOT_ALLOWED_NOW if page.status == 409 else Code.BAD_INPUT
            raise Refused("take a number at the front desk", page.refusal(otherwise), status=page.status)
        return Slip(found["number"], found["folio"], found["pin"])
