"""Fields of the forms of joining, booking and the front desk, each checked and made a value of its type."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from audiencia.core.ids import CommandId, TicketId
from audiencia.http.forms import Contact, FormModel, Matter, Name, OptionalDirector, OptionalFolio, OptionalPin
from audiencia.queue.domain.kinds import Medium


class JoinForm(FormModel):
    """What a citizen fills in to join a queue; consents are read beside it, because their names are configured."""

    submission_id: UUID
    notice_hash: str = ""
    name: Name
    matter: Matter
    contact: Contact = ""
    wanted_director: OptionalDirector = None
    carried_folio: OptionalFolio = ""
    carried_pin: OptionalPin = ""


class BookForm(JoinForm):
    """The form of a booking: `starts_at` is the beginning of the window."""

    starts_at: AwareDatetime


class DeskForm(JoinForm):
    """The form of the front desk, for somebody else; the topic is read apart, because departments are configured."""

    medium: Medium


class DeskBookForm(DeskForm):
    """The front desk's form of a booking: `starts_at` is the beginning of the window."""

    starts_at: AwareDatetime


class DeskAct(FormModel):
    """A button of one ticket at the front desk. `command_id` is new in each page."""

    ticket: UUID
    command_id: UUID
    version: Annotated[int, Field(ge=0)] = 0

    @property
    def ticket_id(self) -> TicketId:
        """Which ticket."""
        return TicketId(self.ticket)

    @property
    def command(self) -> CommandId:
        """Under which id it is carried out once."""
        return CommandId(self.command_id)


class TurnAct(FormModel):
    """A button of the own number, where no script runs. `command_id` is new in each page."""

    command_id: UUID
    version: Annotated[int, Field(ge=0)]
