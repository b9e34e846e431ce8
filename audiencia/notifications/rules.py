"""What is decided about notices: by which ways they go, when they are tried again, and when it is over. Pure; times in seconds."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from audiencia.core.gettext_mark import N_, Worded
from audiencia.notifications.kinds import TEMPLATES, Kind
from audiencia.runtime.channels import ChannelName, Channels

FIRST_WAIT = 30.0
LONGEST_WAIT = 3600.0
FIRST_WAIT_URGENT = 2.0
LONGEST_WAIT_URGENT = 20.0
SPREAD = 0.5  # A wait is up to so much longer: what failed together is not tried again together.
WAKES = ("sms", "push")  # Ways that make a sound on somebody's table; an e-mail waits by itself until it is read.


class Failure(Worded):
    """Why a notice was not taken, as metrics, logs and staff read it."""

    NO_ADDRESS = "no_address", N_("no address that can be used")
    REFUSED = "refused", N_("refused for good by who receives it")
    GONE = "gone", N_("the browser takes no notices any more")
    TOO_LARGE = "too_large", N_("too long")
    SETTINGS = "settings", N_("our settings are not accepted: look at user, password, secret and address")
    UNREACHABLE = "unreachable", N_("the server was not reached")
    TOO_SLOW = "too_slow", N_("the server did not answer in time")
    BUSY = "busy", N_("the server asked to come again later")
    FORBIDDEN_ADDRESS = "forbidden_address", N_("an address where nothing is sent")
    FORGOTTEN = "forgotten", N_("the person's data were erased")
    UNREADABLE = "unreadable", N_("the stored notice cannot be opened")
    BROKEN = "broken", N_("a fault of this program: see the log")


class NotTaken(Exception):
    """Who carries the notice did not take it. `final`: nor will they ever. `wait`: they said when to come again, in seconds."""

    def __init__(self, failure: Failure, *, final: bool = False, wait: float | None = None) -> None:
        super().__init__(failure.value)
        self.failure, self.final, self.wait = failure, final, wait


def channels_for(kind: Kind, given: Collection[ChannelName], channels: Channels) -> list[ChannelName]:
    """By which of the ways that a person gave this is told."""
    return [name for name in TEMPLATES[kind].channels if name in given and name in channels.on]


def retry_in(attempts: int, jitter: float, *, urgent: bool = False, asked: float | None = None) -> float:
    """How long to wait after so many failed attempts, at least one; `jitter` is from 0 to 1, `asked` what they asked for."""
    first, longest = (FIRST_WAIT_URGENT, LONGEST_WAIT_URGENT) if urgent else (FIRST_WAIT, LONGEST_WAIT)
    wait = min(longest, first * 2.0 ** min(attempts - 1, 30))
    return max(wait * (1 + SPREAD * jitter), asked or 0.0)


def tries_again(now: datetime, expires_at: datetime, wait: float) -> bool:
    """Whether there is a next attempt: not when it would come too late for what it tells."""
    return now + timedelta(seconds=wait) < expires_at


def expires(kind: Kind, now: datetime) -> datetime:
    """Until when it is worth telling."""
    return now + TEMPLATES[kind].lasts


def earliest(kind: Kind, channel: ChannelName, local: datetime, quiet_from: time, quiet_until: time) -> datetime:
    """When it may go: what wakes people waits for the morning. `local`: now, in the municipality's time zone."""
    if TEMPLATES[kind].urgent or channel not in WAKES or quiet_from == quiet_until:
        return local
    at = local.time()
    over_midnight = quiet_from > quiet_until
    if not ((at >= quiet_from or at < quiet_until) if over_midnight else quiet_from <= at < quiet_until):
        return local
    morning = datetime.combine(local.date(), quiet_until, local.tzinfo)
    return morning if morning > local else morning + timedelta(days=1)
