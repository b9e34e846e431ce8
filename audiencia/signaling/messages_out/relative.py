"""What somebody is shown whom a citizen asked into the call."""

from datetime import datetime
from typing import Literal

from audiencia.queue.domain.kinds import Device
from audiencia.signaling.messages_out.shared import CallKeysOut, CompanyOut, MediaOut, MessageOut, TalkOut


class PresentOut(MessageOut):
    """Somebody else in the call. `department` is empty for the citizen and for whom the citizen asked; `company`: who is in the room
    with them; `signs`: they interpret in sign language."""

    name: str
    department: str
    company: list[CompanyOut]
    turned_off: list[Device]
    signs: bool = False


class RelativeView(MessageOut):
    """All that the page of a relative shows, whole. Before the director admits them, `waits`: nothing of the call but with whom it is.
    `name`: their own, as the citizen gave it. `present`: the others in the call, in the order of the slots, the citizen and the director
    first. `paused`: the call is held, or the citizen was cut off. `ending`: why it is over. `expires_at`: until when they can be let in."""

    version: int
    now: datetime
    state: Literal["waits", "in_call", "over"]
    name: str
    director: str
    department: str
    expires_at: datetime | None
    ending: Literal["declined", "expired", "withdrawn", "left", "call_over", "lost"] | None
    paused: bool
    epoch: int
    slots: dict[str, str]
    present: list[PresentOut]
    turned_off: list[Device]
    talk: TalkOut | None
    media: MediaOut


RELATIVE_OUT: dict[str, type[MessageOut]] = {"view": RelativeView, "call_keys": CallKeysOut}
