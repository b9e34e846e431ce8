"""Simulated people for a practice of directors and moderators: python -m audiencia.simulation.practice ADDRESS PEOPLE

They come by the public pages and the protocol as anybody does, one after the other, so that about so many are there at any time.
They have no devices: they write. Their names and matters say that it is a practice. All leave when standard input ends.
"""

import asyncio
import json
import os
import random
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from audiencia.simulation.citizen import CitizenClient
from audiencia.simulation.trouble import ClientError, Refused

KEY, DOOR = "AUDIENCIA_PRACTICE_KEY", "X-Practice"
NAMES = (
    "Ana Luz",
    "Benito",
    "Carmela",
    "Darío",
    "Elvira",
    "Fermín",
    "Graciela",
    "Hilario",
    "Inés",
    "Jacinto",
    "Lidia",
    "Macario",
)
MATTERS = (
    "Hay un bache grande frente a la escuela y ya se cayó una persona.",
    "El recibo me llegó por el doble y no sé a quién preguntarle.",
    "Quiero saber qué papeles necesito y cuánto cuesta.",
    "Ya vine dos veces y me dijeron que regresara; quiero saber en qué va.",
    "En mi calle no hay luz desde hace tres semanas.",
)
SENTENCES = (
    "Buenos días. Gracias por atenderme.",
    "Vivo a dos calles de la plaza, junto a la tienda.",
    "¿Qué papeles tengo que llevar?",
    "¿Y más o menos cuánto se tardan?",
    "Muchas gracias, así lo hago.",
)
PRACTICE = "(práctica)"
Plan = Literal["stay", "leave", "miss", "hang_up"]
CALLED = frozenset({"called", "connecting", "in_call"})
OVER = frozenset({"wrap_up", "outcome_pending", "served", "left", "cancelled", "no_show", "carried_over", "lapsed"})
LEAVING = 6.0
"""Seconds that somebody has for leaving: fewer than whoever ends the program waits for it."""
LONG = 4 * 3600.0
"""Seconds: longer than any practice; the process is ended before."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Ranges in seconds: between two visits, before answering, between two sentences, and how long who leaves was there."""

    between: tuple[float, float] = (3, 25)
    answer: tuple[float, float] = (2, 9)
    sentence: tuple[float, float] = (6, 20)
    gives_up: tuple[float, float] = (60, 240)


def plan(draw: float) -> Plan:
    """What somebody will do, for a number from 0 to 1: most stay until the director is done."""
    return "leave" if draw < 0.10 else "miss" if draw < 0.17 else "hang_up" if draw < 0.22 else "stay"


async def places(address: str, key: str) -> list[tuple[str, str]]:
    """Departments that take people now, with a topic each; several of one department come several times."""
    async with CitizenClient(address, "es-MX") as looking:
        looking.browser.headers[DOOR] = key
        found = json.loads((await looking.browser.get("/tablero.json")).text)["lines"]
        pairs = []
        for line in found:
            page = await looking.browser.get(f"/areas/{line['slug']}")
            topics = sorted(set(re.findall(rf"/unirse/{re.escape(line['slug'])}/([a-z0-9-]+)", page.text)))
            pairs += [(line["slug"], topic) for topic in topics]
    return pairs


async def visit(address: str, key: str, where: tuple[str, str], chance: random.Random, pace: Pace, what: Plan) -> str:
    """One person's visit, from the form to the end; gives the ticket's last state."""
    async with CitizenClient(address, "es-MX") as one:
        one.browser.headers[DOOR] = key
        # Who is told to go while coming has a number already, or is about to: it is given back all the same.
        coming = asyncio.create_task(_come(one, where, chance))
        try:
            await asyncio.shield(coming)
            await _wait_and_talk(one, chance, pace, what)
        except asyncio.CancelledError:
            with suppress(ClientError, OSError, TimeoutError):
                async with asyncio.timeout(LEAVING):
                    await coming
                    await _go(one)
            raise
        return one.view.ticket.state


async def _come(one: CitizenClient, where: tuple[str, str], chance: random.Random) -> None:
    """Takes a number and opens the line."""
    await one.join(*where, name=f"{chance.choice(NAMES)} {PRACTICE}", matter=f"{PRACTICE} {chance.choice(MATTERS)}")
    await one.connect()
    await one.devices("none")


async def _wait_and_talk(one: CitizenClient, chance: random.Random, pace: Pace, what: Plan) -> None:
    if what == "leave":
        await asyncio.sleep(chance.uniform(*pace.gives_up))
        await _go(one)
        return
    while True:
        view = await one.wait_for(
            lambda view: view.ticket.state in CALLED | OVER | {"ready_check", "absent"}, "a call", LONG
        )
        state = view.ticket.state
        if state == "ready_check":
            await asyncio.sleep(chance.uniform(*pace.answer))
            await one.say_ready()
            await one.wait_for(lambda view: view.ticket.state != "ready_check", "the line", LONG)
        elif state == "called" and what == "miss":
            await one.wait_for(lambda view: view.ticket.state != "called", "the end of the call", LONG)
        elif state == "called":
            await asyncio.sleep(chance.uniform(*pace.answer))
            with suppress(Refused):  # too late, or taken back: the next view says which
                await one.accept()
            await one.wait_for(lambda view: view.ticket.state != "called", "the answer", LONG)
        elif state in CALLED:
            await _talk(one, chance, pace, what)
        else:
            return


async def _talk(one: CitizenClient, chance: random.Random, pace: Pace, what: Plan) -> None:
    """Says one sentence after the other; then waits for the director, or hangs up."""
    for sentence in SENTENCES[: 2 if what == "hang_up" else None]:
        with suppress(TimeoutError):
            async with asyncio.timeout(chance.uniform(*pace.sentence)):
                await one.wait_for(lambda view: view.ticket.state not in CALLED, "the end of the call", LONG)
        if one.view.ticket.state not in CALLED:
            return
        await one.write(sentence)
    if what == "hang_up":
        await one.hang_up()
    await one.wait_for(lambda view: view.ticket.state not in CALLED, "the end of the call", LONG)


async def _go(one: CitizenClient) -> None:
    """Out of the line, or out of the call."""
    if one.view.ticket.state in ("in_call", "on_hold"):
        await one.hang_up()
    elif one.view.ticket.state not in OVER:
        await one.leave()


async def play(address: str, key: str, people: int, chance: random.Random, pace: Pace | None = None) -> None:
    """So many at a time, until cancelled: then all of them leave. One person's trouble keeps nobody else from coming."""
    chosen = pace or Pace()
    known: Sequence[tuple[str, str]] = ()
    while not known:
        with suppress(ClientError, OSError, ValueError):
            known = await places(address, key)
        await asyncio.sleep(0 if known else 1)

    async def come_and_go() -> None:
        while True:
            await asyncio.sleep(chance.uniform(*chosen.between))
            with suppress(ClientError, OSError, LookupError):
                await visit(address, key, chance.choice(known), chance, chosen, plan(chance.random()))

    async with asyncio.TaskGroup() as group:
        for _ in range(people):
            group.create_task(come_and_go())


async def _until_input_ends() -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


async def main(address: str, people: int) -> None:
    """Plays until standard input ends."""
    playing = asyncio.create_task(play(address, os.environ[KEY], people, random.Random()))  # noqa: S311 -- people, no secrets
    await _until_input_ends()
    playing.cancel()
    with suppress(asyncio.CancelledError):
        await playing


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
