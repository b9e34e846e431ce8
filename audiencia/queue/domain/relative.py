"""Somebody of the citizen's trust in a call: asked by a one-time link, admitted by its director. Pure.

asked > waits > joined > left | withdrawn | call_over | lost
asked | waits > expired | withdrawn | declined | call_over | lost
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from audiencia.core.errors import Code, NotFound, Refused, TooMany
from audiencia.core.ids import RelativeId, TicketId
from audiencia.queue.domain.assist import Assist, check_fits

LASTS = timedelta(minutes=10)  # How long a link can be taken up, and then how long its holder waits to be admitted.
MOST_LINKS = 10  # Links that one visit can give within that time.


@dataclass(frozen=True, slots=True)
class Relative:
    """A live one. `opened_at`: the link was taken up; until `expires_at` it can be, or they wait to be admitted."""

    id: RelativeId
    ticket_id: TicketId
    expires_at: datetime
    opened_at: datetime | None
    joined_at: datetime | None

    @property
    def joined(self) -> bool:
        """Whether they are in the call."""
        return self.joined_at is not None


def unjoined(relatives: Sequence[Relative]) -> list[Relative]:
    """The link that can be taken up, or whose holder waits: one at most, since a new one replaces it."""
    return [one for one in relatives if not one.joined]


def joined(relatives: Sequence[Relative]) -> list[Relative]:
    """Relatives who are in the call."""
    return [one for one in relatives if one.joined]


def check_gives(links: int) -> None:
    """Whether a visit that gave so many links within `LASTS` can give one more. Raises `TooMany`."""
    if links >= MOST_LINKS:
        raise TooMany(retry_after=int(LASTS.total_seconds()))


def check_takes_up(relatives: Sequence[Relative], relative_id: RelativeId, now: datetime) -> Relative:
    """The link that is taken up now, once. Raises `NotFound(relative_link_unknown)`."""
    for one in unjoined(relatives):
        if one.id == relative_id and one.opened_at is None and now < one.expires_at:
            return one
    raise NotFound(Code.RELATIVE_LINK_UNKNOWN)


def check_answers(relatives: Sequence[Relative], relative_id: RelativeId, now: datetime) -> Relative:
    """Who waits, and is admitted or not now. Raises `Refused(invitation_over)`."""
    for one in unjoined(relatives):
        if one.id == relative_id and one.opened_at is not None and now < one.expires_at:
            return one
    raise Refused(Code.INVITATION_OVER)


def present(guests: int, relatives: Sequence[Relative]) -> int:
    """How many places guests, those included who were asked, and relatives in the call have taken."""
    return guests + len(joined(relatives))


def check_admits(guests: int, relatives: Sequence[Relative]) -> None:
    """Whether one more fits in beside these guests, those included who were asked, and the relatives who are there.
    Raises `Refused(call_full)`."""
    check_fits(present(guests, relatives))


def chosen(guests: Sequence[Assist], relatives: Sequence[Relative], number: int | None) -> Relative | None:
    """The one of this number; `None`: whoever came into the call first of all its guests, if that is a relative."""
    if number is not None:
        return next((one for one in relatives if one.id == number), None)
    directors = [(one.joined_at, one.id) for one in guests if one.joined_at is not None]
    came = {(one.joined_at, int(one.id)): one for one in relatives if one.joined_at is not None}
    first = min([*directors, *came], default=None)
    return None if first is None else came.get(first)
