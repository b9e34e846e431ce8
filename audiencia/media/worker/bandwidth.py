"""How much each source may send, given what its viewers can take. Pure; all rates in bit/s.
A viewer's estimate of its line (REMB) is for everything it receives. Sound is taken off first; the rest is divided over
its slots, those of the pair before the others. Only the pair slows a source down: a viewer on the side with a weak line
loses its pictures instead, and gets them back once there is room."""

from collections.abc import Iterable
from typing import NamedTuple

SOUND = 40_000  # One voice in Opus, with headers.
LEAST = 60_000  # Below this a picture of a person is no use; a principal's is sent all the same.
BACK = 1.25  # How much more than the least must be there before a picture that was taken away returns.
DEFAULT = 300_000  # What a party's camera may send unless the control plane says otherwise.
SCREEN = 600_000  # What a party's shared screen may send unless the control plane says otherwise.
CONGESTED = 1.1
"""An estimate below so many times what is sent says that the line is full; a higher one only that little is sent."""
FALLING = 0.97
"""Below so many times the one before an estimate falls: browsers tell a fall of 3 % at once, and nothing else by falling."""
FIRST = 0.9  # A first estimate has none before it. A full line is told as 0.85 times what arrives.
SUSTAINED = 8  # Seconds: estimates grow by 8 % in each, so for so long one may be that of what was sent before.
GROWTH = 1.2
WIDE = 4_000_000


def believed(
    known: int | None, told: int, sent: int, before: int | None = None, sustained: int | None = None
) -> int | None:
    """What a viewer's line carries, when it tells `told`, and `before` the last time, while `sent` is sent to it, and has been
    at least `sustained` for a while (None: as much); None: more than is ever needed.
    Receivers never estimate much more than what they get, so that one who gets a still picture would keep its source
    from sending a moving one; and they follow slowly when more is sent, as when somebody comes into the call. Only an
    estimate that is about what is sent, and falls or stays so, is a new limit; from there it may grow."""
    if told < sent * CONGESTED:
        falls = told < before * FALLING if before is not None else told < sent * FIRST
        stays = told < (sent if sustained is None else sustained) * CONGESTED
        return told if falls or stays or (known is not None and told > known) else known
    if known is None:
        return None
    grown = max(told, int(known * GROWTH))
    return grown if grown < WIDE else None


class Shown(NamedTuple):
    """One picture in one of a viewer's slots: what its source may send, and whether the pair's talk depends on it."""

    slot: str
    cap: int
    principal: bool


def divide(estimate: int, sounds: int, shown: Iterable[Shown], hidden: frozenset[str] = frozenset()) -> dict[str, int]:
    """The share of each slot; 0 takes the picture away, and only of those that are not the pair's.
    `estimate` is the viewer's, `sounds` how many voices it hears, `hidden` whose picture is away now."""
    left = max(0, estimate - sounds * SOUND)
    ordered = sorted(shown, key=lambda one: (not one.principal, one.slot))
    principals = [one for one in ordered if one.principal]
    shares: dict[str, int] = {}
    for place, one in enumerate(principals):
        share = min(one.cap, max(LEAST, left // (len(principals) - place)))
        shares[one.slot] = share
        left = max(0, left - share)
    for one in ordered[len(principals) :]:
        needed = LEAST * BACK if one.slot in hidden else LEAST
        share = min(one.cap, left) if left >= needed else 0
        shares[one.slot] = share
        left -= share
    return shares


def limit(cap: int, principals: Iterable[int]) -> int:
    """What a source may send: as much as the weakest viewer of the pair can take, and no more than its cap."""
    return max(LEAST, min([cap, *principals]))


def total(limits: Iterable[int]) -> int:
    """What a client may send in all: its pictures and one voice."""
    return sum(limits) + SOUND
