"""How long the directory's search takes among ten thousand services: a part of `benchmarks.pages`.

The services are made of the example's: each takes its name from one, its other words from others, and a made-up place, so that
words are as common as they are in a real directory, and there are tens of thousands of different ones. What is asked for are the
everyday phrasings of the tests, whole and as they are typed, letter by letter.
"""

import random
import time
from collections.abc import Iterator
from pathlib import Path

from audiencia.db.database import Database
from audiencia.directory import store
from audiencia.directory.service import question
from audiencia.settings.config import Municipality, Service, Text

SERVICES, QUICK_SERVICES = 10_000, 1_000
BATCH = 1_000
ROUNDS, QUICK_ROUNDS = 3, 1
PHRASINGS = Path(__file__).parents[1] / "tests" / "integration" / "directory" / "phrasings.txt"
SYLLABLES = (
    "tla",
    "xo",
    "chi",
    "ca",
    "te",
    "pan",
    "mi",
    "lo",
    "hua",
    "tol",
    "ne",
    "ri",
    "sa",
    "gu",
    "bo",
    "der",
    "fin",
    "mar",
    "ju",
    "pe",
)


async def measure(database: Database, municipality: Municipality, *, quick: bool = False) -> list[float]:
    """Milliseconds of each search, as a page sees them."""
    drawn = random.Random(17)
    made = list(_services(municipality, QUICK_SERVICES if quick else SERVICES, drawn))
    for begun in range(0, len(made), BATCH):
        async with database.begin() as tx:
            listed = enumerate(made[begun : begun + BATCH], begun)
            await store.write_services(tx.conn, [store.Listed(one, place) for place, one in listed])
    async with database.read() as conn:
        await conn.execute("ANALYZE")
    asked = [text for text in _questions() for _ in range(QUICK_ROUNDS if quick else ROUNDS)]
    drawn.shuffle(asked)
    times: list[float] = []
    for text in asked:
        started = time.perf_counter()
        async with database.read() as conn:
            await store.search(conn, text, 8)
        times.append(1000 * (time.perf_counter() - started))
    return times


def _services(municipality: Municipality, count: int, drawn: random.Random) -> Iterator[Service]:
    known = municipality.services
    for number in range(count):
        named, other, summed = drawn.choices(known, k=3)
        place = "".join(drawn.choices(SYLLABLES, k=3)).title()
        words = tuple(drawn.sample(named.words, min(2, len(named.words)))) + tuple(
            drawn.sample(other.words, min(2, len(other.words)))
        )
        yield named.model_copy(
            update={
                "slug": f"{named.slug[:30]}-{number}",
                "name": Text(es=f"{named.name.es} {place}", en=f"{named.name.en} {place}"),
                "summary": summed.summary,
                "words": words,
            }
        )


def _questions() -> Iterator[str]:
    for line in PHRASINGS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            typed = line.split(" = ")[0]
            yield from filter(None, (question(typed[:letters]) for letters in range(2, len(typed) + 1, 3)))
            yield question(typed)
