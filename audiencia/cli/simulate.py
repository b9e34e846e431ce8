"""`audiencia simulate`: an installation of its own, people and faults in it, and a judge. It composes both sides: the installation is
what the server's programs make, everything else comes through pages and sockets."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from audiencia.cli.installation import Installation
from audiencia.settings.config import Municipality, load_municipality
from audiencia.simulation import report
from audiencia.simulation.faults import Kind, plan
from audiencia.simulation.history import History
from audiencia.simulation.judge import evidence, judge
from audiencia.simulation.play import Progress, play
from audiencia.simulation.town.crowd import Script

HISTORY, LOG = "history.jsonl", "log.jsonl"
EXPORTED: Mapping[str, str] = {
    "event": """SELECT id, at, kind, from_state, to_state, reason, actor_kind, ticket_id, queue_id, room_id FROM event ORDER BY id""",
    "ticket": "SELECT id, number, attention_id, joined_at, preferential FROM ticket",
    "jump": "SELECT queue_id, ticket_id, at FROM jump",
    "reservation": "SELECT ticket_id, room_id, made_at, ended_at FROM reservation",
    "room": "SELECT room.id, staff.login FROM room JOIN staff ON staff.id = director_id",
    "command_done": "SELECT command_id, actor, result FROM command_done",
}
"""Nothing personal: what the judge needs of each table."""


class Database(Protocol):
    """What is read beside the service."""

    async def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """The rows of a query."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be played."""

    people: int
    rate: float
    minutes: float
    seed: int
    faults: int
    kinds: Sequence[Kind]
    think: float = 3.0


async def simulate(
    place: Installation, wanted: Wanted, folder: Path, tell: Callable[[Progress], None] = lambda _: None
) -> report.Figures:  # fmt: skip
    """Plays it, judges what was recorded, and writes both with the report into `folder`."""
    topics = topics_of(load_municipality(place.settings.config))
    script = Script(
        place.settings.address, place.passwords, topics, wanted.people, wanted.rate, wanted.think, wanted.seed
    )
    seconds = wanted.minutes * 60
    rng = random.Random(wanted.seed)  # noqa: S311 -- faults, no secrets
    faults = plan(rng, wanted.faults, wanted.kinds, place.processes, seconds)
    with History(folder / HISTORY) as history:
        await play(
            place, script, seconds, faults, history, tell=tell, rested=lambda: export(place, folder / LOG)
        )  # fmt: skip
    recorded = evidence.read(folder / HISTORY, folder / LOG)
    found = report.figures(recorded, judge.judge(recorded), asdict(wanted))
    report.write(found, folder)
    return found


def topics_of(municipality: Municipality) -> dict[str, list[str]]:
    """By department. Topics that lead elsewhere by rule are left out: nobody of the simulation attends there."""
    return {
        one.slug: [topic.slug for topic in one.topics if topic.to is None] for one in municipality.public_departments
    }


async def export(place: Database, file: Path) -> None:
    """The rows that the judge reads, one a line, each with the name of its table."""
    with file.open("w", encoding="utf-8") as lines:
        for table, query in EXPORTED.items():
            named = f"SELECT (jsonb_build_object('table', '{table}') || to_jsonb(found))::text AS line FROM ({query}) AS found"  # noqa: S608 -- constants
            for row in await place.rows(named):
                lines.write(row["line"] + "\n")
