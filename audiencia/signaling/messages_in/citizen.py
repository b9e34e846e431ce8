"""What citizens say."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from audiencia.signaling.messages_in import shared as common


class Devices(common.Command):
    """Which devices the citizen has granted: with neither, the attention goes on by text and telephone."""

    devices: Literal["camera_and_microphone", "microphone", "none"]


class SetDataMode(common.Command):
    """What the visit may cost: everything, a smaller picture both ways, or voice alone. At any time, and back."""

    mode: Literal["normal", "low", "voice"]


class PauseCamera(common.Command):
    """The citizen's page sends no picture for now, because the line is too narrow for voice and picture; or does so again."""

    paused: bool


class Accept(common.VersionedCommand):
    """The citizen answers the call: `called > connecting > in_call`."""


class ComeBack(common.VersionedCommand):
    """The citizen who did not answer is here again: `absent > waiting`, same seniority."""


class Leave(common.VersionedCommand):
    """The citizen gives up the place: `waiting > left`."""


class HangUp(common.VersionedCommand):
    """The citizen ends the call: `in_call > wrap_up`."""


class SayReady(common.VersionedCommand):
    """ "I am ready": `ready_check > waiting`, ready; also before or after the question, while in the queue."""


class NeedMinute(common.VersionedCommand):
    """The call rings a little longer; once for each call."""


class Postpone(common.VersionedCommand):
    """`waiting > postponed`, the seniority kept: until a time, or until so many others were called. Exactly one of both."""

    not_before: AwareDatetime | None = None
    let_pass: Annotated[int, Field(ge=1, le=20)] | None = None


class Resume(common.VersionedCommand):
    """`postponed > waiting` before its time."""


class CheckIn(common.VersionedCommand):
    """Whoever booked a place is there: `booked > waiting`; before the own hour the place is held until then."""


class PreferPhone(common.VersionedCommand):
    """The citizen will be attended by telephone: at this number, or without one at the number of the contact."""

    telephone: common.OptionalLine = ""


class PreferVideo(common.VersionedCommand):
    """The citizen will be attended by video after all; until the call is answered."""


class AnotherMatter(common.Command):
    """The citizen has another matter: the next leg of the same attention, without queuing again. Result: `matter_id`."""

    department: common.Slug
    topic: common.Slug
    matter: common.Line


class WithdrawMatter(common.Command):
    """Takes such a matter back while it has not begun."""

    matter_id: UUID


class SayResolved(common.Command):
    """ "Was your matter resolved?" A no within 48 hours opens the attention again, as in process. `why`, and more of it in `text`:
    why not, said with the no or after it."""

    resolved: bool
    why: Literal["not_done", "partly", "unclear", "disagree", "other"] | None = None
    text: common.OptionalText = ""


class RateVisit(common.Command):
    """How the citizen was served, from 1 to 5; within the same 48 hours, and can be changed."""

    rating: Annotated[int, Field(ge=1, le=5)]


class WriteChat(common.Command):
    """The citizen writes: to the moderators who help (`help`), or into the call (`call`). Result: `message_id`."""

    channel: Literal["help", "call"]
    text: common.ChatText


class AnswerPicture(common.Command):
    """Whether the one picture that the director asks for may be taken of what is held up."""

    agree: bool


class InviteRelative(common.Command):
    """The citizen asks somebody of trust into the call, by a one-time link in place of the one before. `name`: as all will read it.
    `signs`: they interpret for the citizen in sign language. Result: `link`, `relative_id` and `expires_at`."""

    name: common.Name
    signs: bool = False


class EndStay(common.Command):
    """The citizen goes on without whoever knocked and came in, or whom they asked by a link; a link is worth nothing any more."""

    knock_id: common.Id


class NeedHelp(common.Command):
    """The citizen asks the moderators for help, in the queue or in the call."""

    reason: Literal["devices", "unwell", "unsafe"]


class HelpOver(common.Command):
    """The citizen needs help no more."""


class ReportConduct(common.Command):
    """The citizen reports the conduct of the official of their last call. `reason` is one of `conduct_reasons`."""

    reason: common.Slug
    text: common.OptionalText = ""


class AnswerOffer(common.VersionedCommand):
    """How somebody who waits goes on when their department cannot attend. `department` goes with that choice alone.
    `telephone`: with that choice, the number to dial, when it is another one than the contact's."""

    offer_id: common.Id
    choice: Literal["wait", "department", "next_session", "telephone"]
    department: common.Slug | None = None
    telephone: common.OptionalLine = ""

    @model_validator(mode="after")
    def _department_with_its_choice(self) -> Self:
        if (self.choice == "department") != (self.department is not None):
            raise ValueError("a department goes with the choice of one")
        return self


CITIZEN_EVENTS = common.by_event(
    common.Refresh, common.MediaOffer, common.CallKeys, common.Typing, common.Freezes, Devices, SetDataMode,
    PauseCamera, common.TurnOff, Accept, ComeBack, Leave, HangUp, SayReady, NeedMinute, Postpone, Resume, CheckIn, PreferPhone,
    PreferVideo, AnotherMatter, WithdrawMatter, SayResolved, RateVisit, AnswerOffer, common.ContinueElsewhere,
    common.WithdrawCode, WriteChat, common.AnswerKnock, AnswerPicture, EndStay, InviteRelative, NeedHelp, HelpOver,
    ReportConduct,
)  # fmt: skip
