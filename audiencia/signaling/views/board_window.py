"""Chooses the tickets of a queue that a moderator's board shows: the front, who needs a moderator now, and what this moderator
searches for or keeps. Counts are of the whole queue. Pure."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Literal

from audiencia.core.ids import TicketId
from audiencia.queue.domain.ticket import IN_QUEUE, TERMINAL, Ticket, TicketState
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.signaling.messages_in.moderator import Only
from audiencia.signaling.words import Words

FRONT = 40  # How many of a queue are shown without being asked for.
MOST_FOUND = 50  # How many of those that are looked for are shown of each queue.
LONG_WAIT = timedelta(minutes=30)
"""As in web/src/islands/moderator/filter.ts, which looks through what a page has already."""
MOVABLE = IN_QUEUE | {TicketState.POSTPONED}
DID_NOT_COME = frozenset({TicketState.ABSENT, TicketState.NO_SHOW})
Group = Literal["line", "postponed", "absent", "past", "booked", "over", "unread"]
GROUP: Mapping[TicketState, Group] = {
    **dict.fromkeys(IN_QUEUE, "line"),
    TicketState.POSTPONED: "postponed",
    TicketState.ABSENT: "absent",
    TicketState.NO_SHOW: "past",
    TicketState.OUTCOME_PENDING: "past",
    TicketState.BOOKED: "booked",
    **dict.fromkeys(TERMINAL, "over"),
}
"""Of each group no more than a part is shown. Whom a room calls or holds is in none: they are as few as the rooms."""
NEWEST_FIRST: frozenset[Group] = frozenset({"past", "over"})


@dataclass(frozen=True, slots=True)
class Look:
    """What one moderator looks at besides the fronts of the queues. `sizes`: by slug, how many of a queue; `text` and `only`: whom
    they look for."""

    sizes: Mapping[str, int] = field(default_factory=dict)
    kept: frozenset[TicketId] = frozenset()
    text: str = ""
    only: Only = ""


@dataclass(frozen=True, slots=True)
class Window:
    """Whom a board shows of a queue, in order. `whole`: whether that is everybody, whatever is looked for or kept; `hidden`: how
    many are not shown; `found`: how many are looked for. Who is attended or gone is in neither count."""

    tickets: list[Ticket]
    whole: bool
    hidden: int
    found: int


def window(snapshot: Snapshot, look: Look, lang: str, words: Words, now: datetime) -> Window:
    """What this moderator sees of the queue at `now`."""
    everybody = _everybody(snapshot)
    front = _front(snapshot, look.sizes.get(snapshot.slug, FRONT))
    found = _found(snapshot, look, lang, words, now)
    shown = front | look.kept | set(found[:MOST_FOUND])
    present = [one.id for one in everybody if one.state not in TERMINAL]
    return Window(
        tickets=[one for one in everybody if one.id in shown],
        whole=all(one in front for one in present),
        hidden=sum(one not in shown for one in present),
        found=len(found),
    )


def _everybody(snapshot: Snapshot) -> Sequence[Ticket]:
    """Those who have a place first, in its order, then all others."""

    def make() -> Sequence[Ticket]:
        rest = [one for one in snapshot.in_queue() if one.id not in snapshot.places]
        return [*snapshot.order, *sorted(rest, key=lambda one: _when(snapshot, one))]

    return snapshot.once("board_everybody", make)


def _when(snapshot: Snapshot, one: Ticket) -> datetime:
    """By what those without a place are sorted: who booked by their hour, all others by when they came."""
    booking = snapshot.tickets[one.id].booking
    return booking.starts_at if booking is not None and one.state is TicketState.BOOKED else one.joined_at


def _groups(snapshot: Snapshot) -> tuple[frozenset[TicketId], Mapping[Group, Sequence[TicketId]]]:
    """Whom a room calls or holds, and the groups, those first of each that are shown first."""

    def make() -> tuple[frozenset[TicketId], Mapping[Group, Sequence[TicketId]]]:
        groups: dict[Group, list[Ticket]] = {"unread": []}
        held = set()
        for one in _everybody(snapshot):
            if one.state in GROUP:
                groups.setdefault(GROUP[one.state], []).append(one)
            else:
                held.add(one.id)
            if snapshot.tickets[one.id].unread:
                groups["unread"].append(one)
        for name in NEWEST_FIRST & groups.keys():
            groups[name].sort(key=lambda one: one.state_since, reverse=True)
        return frozenset(held), {name: [one.id for one in found] for name, found in groups.items()}

    return snapshot.once("board_groups", make)


def _front(snapshot: Snapshot, size: int) -> set[TicketId]:
    """So many of the queue, half as many of each other group, and everybody whom a room calls or holds."""
    held, groups = _groups(snapshot)
    parts = (islice(found, size if name == "line" else size // 2) for name, found in groups.items())
    return set(held).union(*parts)


def _found(snapshot: Snapshot, look: Look, lang: str, words: Words, now: datetime) -> list[TicketId]:
    wanted = plain(look.text)
    if not wanted and not look.only:
        return []
    here = wanted in plain(words.bilingual(snapshot.department, lang))
    return [
        one.id
        for one in _everybody(snapshot)
        if one.state not in TERMINAL
        and _matches(look.only, snapshot, one, now)
        and (
            here
            or wanted in plain(one.number)
            or wanted in plain(words.bilingual(snapshot.tickets[one.id].topic, lang))
        )
    ]


def _matches(only: Only, snapshot: Snapshot, one: Ticket, now: datetime) -> bool:
    match only:
        case "":
            return True
        case "long":
            return one.state in MOVABLE and now - snapshot.tickets[one.id].waits_since > LONG_WAIT
        case "away":
            return not one.connected and one.medium != "phone"
        case "preferential":
            return one.preferential
        case "absent":
            return one.state in DID_NOT_COME
    return one.medium == only


@lru_cache(maxsize=16_384)
def plain(text: str) -> str:
    """Without accents and capitals."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(one for one in letters if unicodedata.category(one) != "Mn").lower().strip()
