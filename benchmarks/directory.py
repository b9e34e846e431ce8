"""How long the directory's search takes among ten thousand services: a part of `benchmarks.search`.

The services are made of the example's: each takes its name from one, its other words from others, and a made-up place, so that
words are as common as they are in a real directory, and there are tens of thousands of different ones. What is asked for are the
everyday phrasings of the tests, whole and as they are typed, letter by letter.
"""

import random
import time
from collections.abc import Iterator

from audiencia.directory.search import Catalogue
from audiencia.directory.service import LONGEST_QUESTION, Searchable, question
from audiencia.settings.config import Municipality, Text
from tests.support.phrasings import for_tuning

SERVICES, QUICK_SERVICES = 10_000, 1_000
ROUNDS, QUICK_ROUNDS = 2, 1
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


def measure(municipality: Municipality, *, quick: bool = False) -> list[float]:
    """Milliseconds of each search, as a page asks for it."""
    drawn = random.Random(17)
    catalogue = Catalogue(municipality, list(_services(municipality, QUICK_SERVICES if quick else SERVICES, drawn)))
    asked = [text for text in _questions() for _ in range(QUICK_ROUNDS if quick else ROUNDS)]
    drawn.shuffle(asked)
    times: list[float] = []
    for text in asked:
        started = time.perf_counter()
        catalogue.answer(question(text))
        times.append(1000 * (time.perf_counter() - started))
    return times


def _services(municipality: Municipality, count: int, drawn: random.Random) -> Iterator[Searchable]:
    known = municipality.services
    for number in range(count):
        named, other, summed = drawn.choices(known, k=3)
        place = "".join(drawn.choices(SYLLABLES, k=3)).title()
        words = tuple(drawn.sample(named.words, min(2, len(named.words)))) + tuple(
            drawn.sample(other.words, min(2, len(other.words)))
        )
        name = Text(es=f"{named.name.es} {place}", en=f"{named.name.en} {place}")
        yield Searchable(named.department, f"{named.slug[:30]}-{number}", named.topic, name, summed.summary, words)


def _questions() -> Iterator[str]:
    """Whole, and as they are typed; sentences as long as a question may be, too."""
    typed = [one.typed for one in for_tuning()][::4]
    for one in typed:
        yield from (one[:letters] for letters in range(2, len(one), 5))
        yield one
    yield from (" ".join(typed[at : at + 40])[:LONGEST_QUESTION] for at in range(0, len(typed), 8))
