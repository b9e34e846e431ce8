"""Rules for the people: whether directors tried their devices, and when the list of what is ready is mailed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from audiencia.operations.checks.result import Check, State, worded


@dataclass(frozen=True, slots=True)
class DirectorTest:
    """Somebody on the roster, and when they last tried their devices well; `None`: never."""

    name: str
    tested_at: datetime | None
    camera: bool


TEST_HOLDS = timedelta(days=7)
TEST_NEEDED = timedelta(hours=24)
"""From so long before the opening on, a director who has not tried the devices is a red row."""


def directors(found: Sequence[DirectorTest], opens_at: datetime | None, now: datetime) -> Check:
    """Whether each who attends in the jornada to come has tried camera and microphone within the week before it."""
    if opens_at is None:
        return worded("directors", "unplanned", State.AMBER)
    if not found:
        return worded("directors", "nobody", State.RED)
    missing = [one.name for one in found if one.tested_at is None or one.tested_at < opens_at - TEST_HOLDS]
    deaf = [one.name for one in found if one.name not in missing and not one.camera]
    done = len(found) - len(missing)
    if missing:
        state = State.RED if opens_at - now <= TEST_NEEDED else State.AMBER
        names = "; ".join(missing[:6]) + ("…" if len(missing) > 6 else "")
        return worded("directors", "missing", state, done=done, count=len(found), names=names)
    if deaf:
        return worded("directors", "no_camera", State.AMBER, names="; ".join(deaf[:6]))
    return worded("directors", "done", State.GREEN, done=done, count=len(found))


EVENING = 18  # The hour of the evening before, by the municipality's clocks, from which on the list is mailed.
SHORTLY = timedelta(hours=1)


def due_occasion(opens_local: datetime, now: datetime) -> str | None:
    """Which of the two mails is due now: `evening` before, or the `hour` before; each is told once. `None`: neither.
    `opens_local`: the opening, in the municipality's time zone. Whoever was away in the evening still tells it until the hour
    before begins."""
    if now >= opens_local:
        return None
    if now >= opens_local - SHORTLY:
        return "hour"
    evening = (opens_local - timedelta(days=1)).replace(hour=EVENING, minute=0, second=0, microsecond=0)
    return "evening" if now >= evening else None
