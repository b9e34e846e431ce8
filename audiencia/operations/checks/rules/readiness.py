"""Whether a jornada can begin: what was found out, and what that means in plain words. Pure.

Each rule takes facts and gives one row: of servers in `readiness_servers`, of the machine and its ways out in
`readiness_machine`. `red`: people would be kept from being attended; `amber`: somebody should know; `green`: as it should be. A
row that is not green says what to do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from audiencia.core.texts import Text


class Light(StrEnum):
    """How a row stands."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was looked at. `code` never changes; `todo` is there unless it is green."""

    code: str
    light: Light
    title: Text
    found: Text
    todo: Text | None = None


@dataclass(frozen=True, slots=True)
class DirectorTest:
    """Somebody on the roster, and when they last tried their devices well; `None`: never."""

    name: str
    tested_at: datetime | None
    camera: bool


def row(code: str, light: Light, title: Text, found: Text, todo: Text | None = None) -> Row:
    """A green row has nothing to do."""
    return Row(code, light, title, found, None if light is Light.GREEN else todo)


def both(text: str) -> Text:
    """What is the same in both languages."""
    return Text(es=text, en=text)


def reds(rows: Iterable[Row]) -> int:
    """How many rows are red."""
    return sum(one.light is Light.RED for one in rows)


def worst_first(rows: Iterable[Row]) -> list[Row]:
    """Red, amber, green; each in the order in which it was looked at."""
    order = list(reversed(Light))
    return sorted(rows, key=lambda one: order.index(one.light))


TEST_HOLDS = timedelta(days=7)
TEST_NEEDED = timedelta(hours=24)
"""From so long before the opening on, a director who has not tried the devices is a red row."""


def directors(found: Sequence[DirectorTest], opens_at: datetime | None, now: datetime) -> Row:
    """Whether each who attends in the jornada to come has tried camera and microphone within the week before it."""
    title = Text(es="Pruebas de cámara y micrófono", en="Tests of camera and microphone")
    if opens_at is None:
        todo = Text(
            es="Se planea sola; revise [session] en la configuración.",
            en="It is planned by itself; check [session] of the configuration.",
        )
        return row(
            "directors", Light.AMBER, title, Text(es="no hay jornada planeada", en="no jornada is planned"), todo
        )
    missing = [one.name for one in found if one.tested_at is None or one.tested_at < opens_at - TEST_HOLDS]
    deaf = [one.name for one in found if one.name not in missing and not one.camera]
    done = len(found) - len(missing)
    todo = Text(
        es="Pida a cada quien que abra /prueba con el equipo y en el lugar donde va a atender: tarda un minuto.",
        en="Ask each to open /prueba with the device and at the place where they will attend: it takes a minute.",
    )
    if not found:
        return row(
            "directors",
            Light.RED,
            title,
            Text(es="nadie está en la lista para atender", en="nobody is on the roster"),
            todo,
        )
    if missing:
        light = Light.RED if opens_at - now <= TEST_NEEDED else Light.AMBER
        names = "; ".join(missing[:6]) + ("…" if len(missing) > 6 else "")
        return row(
            "directors",
            light,
            title,
            Text(es=f"{done} de {len(found)}. Faltan: {names}", en=f"{done} of {len(found)}. Missing: {names}"),
            todo,
        )
    if deaf:
        return row(
            "directors",
            Light.AMBER,
            title,
            Text(es=f"sin cámara: {'; '.join(deaf[:6])}", en=f"without a camera: {'; '.join(deaf[:6])}"),
            todo,
        )
    return row("directors", Light.GREEN, title, Text(es=f"{done} de {len(found)}", en=f"{done} of {len(found)}"))


EVENING = 18
"""The hour of the evening before, by the municipality's clocks, from which on the list is mailed."""
SHORTLY = timedelta(hours=1)


def due_occasion(opens_local: datetime, now: datetime) -> str | None:
    """Which of the two mails is due now: `evening` before, or the `hour` before; each is told once. `None`: neither.

    `opens_local`: the opening, in the municipality's time zone. Whoever was away in the evening still tells it until the hour
    before begins.
    """
    if now >= opens_local:
        return None
    if now >= opens_local - SHORTLY:
        return "hour"
    evening = (opens_local - timedelta(days=1)).replace(hour=EVENING, minute=0, second=0, microsecond=0)
    return "evening" if now >= evening else None
