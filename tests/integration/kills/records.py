"""What the database must say after any number of crashes: nothing that was acknowledged is lost, and nothing happened twice."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tests.integration.kills.ledger import KINDS, Deed, Ledger
from tests.integration.kills.replay import Person, Replay, replay
from tests.support import invariants
from tests.support.audience import Audience

TWICE = {
    "a ticket in two rooms, or a room with two tickets": """
        SELECT one.ticket_id, one.room_id FROM reservation AS one JOIN reservation AS other
        ON one.id < other.id AND (one.ticket_id = other.ticket_id OR one.room_id = other.room_id)
        AND tstzrange(one.made_at, one.ended_at, '[)') && tstzrange(other.made_at, other.ended_at, '[)')""",
    "two results of one attention": """
        SELECT ticket_id FROM event WHERE kind = 'outcome_recorded' GROUP BY ticket_id HAVING count(*) > 1""",
    "two tickets of one form": """
        SELECT id FROM attention WHERE NOT EXISTS (
            SELECT FROM command_done WHERE actor = 'form' AND result ->> 'id' = attention.id::text)""",
    "one number twice": "SELECT number FROM ticket GROUP BY session_id, number HAVING count(*) > 1",
}


async def check(place: Audience, ledger: Ledger) -> Replay:
    """Fails naming what is lost, done twice, or unexplained. Nobody is in the midst of a command now."""
    problems = [*await lost(place, ledger), *await twice(place)]
    read = await read_log(place)
    problems += read.problems
    assert not problems, problems[:5]
    await invariants.check(place.rows)
    return read


async def lost(place: Audience, ledger: Ledger) -> list[str]:
    """What people were told was done, and the database does not have, or has more of."""
    tickets = {row["number"] for row in await place.rows("SELECT number FROM ticket")}
    found = [f"number {one}: told and not there" for one in sorted(ledger.joined - tickets)]
    found += [f"number {one}: there and told to nobody" for one in sorted(tickets - ledger.joined)]
    done = await place.rows("SELECT command_id, result::text AS result FROM command_done")
    results: Mapping[UUID, Any] = {row["command_id"]: json.loads(row["result"]) for row in done}
    found += [f"command {one}" for one, result in ledger.results.items() if results.get(one) != dict(result)]
    deeds = await _deeds(place)
    return found + [
        f"{kind} of {number}: told {ledger.deeds[kind, number]} times, done {deeds[kind, number]} times"
        for kind, number in sorted(ledger.deeds.keys() | deeds.keys())
        if ledger.deeds[kind, number] != deeds[kind, number]
    ]


async def _deeds(place: Audience) -> Counter[Deed]:
    rows = await place.rows(
        "SELECT kind, number, count(*) AS times FROM event JOIN ticket ON ticket.id = ticket_id "
        "WHERE actor_kind IN ('citizen', 'staff') AND kind = ANY($1) GROUP BY kind, number",
        sorted(set(KINDS.values())),
    )
    return Counter({(row["kind"], row["number"]): row["times"] for row in rows})


async def twice(place: Audience) -> list[str]:
    """What may happen once and happened more often."""
    return [f"{what}: {row}" for what, query in TWICE.items() for row in await place.rows(query)]


async def read_log(place: Audience) -> Replay:
    """The replay of everything so far."""
    people = {
        row["id"]: Person(row["number"], row["joined_at"], row["preferential"])
        for row in await place.rows("SELECT id, number, joined_at, preferential FROM ticket")
    }
    jumps = [
        (row["queue_id"], row["ticket_id"], row["at"])
        for row in await place.rows("SELECT queue_id, ticket_id, at FROM jump")
    ]
    events = await place.rows(
        "SELECT id, at, kind, reason, ticket_id, queue_id, to_state FROM event "
        "WHERE ticket_id IS NOT NULL AND queue_id IS NOT NULL ORDER BY id"
    )
    return replay(events, people, jumps)
