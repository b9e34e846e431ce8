"""Who comes to a simulated session, when, for what, and what they do there. Pure: chance is an argument."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

IMMEDIATE = 0.7
SPEAK = 0.6
"""How many of those with an immediate answer say afterwards whether it was resolved; of them, one in `DOUBTS` says no."""
DOUBTS = 12
TALK_SHARE = 0.02  # A conversation lasts about so much of the whole.
NAMES = (
    "Ana Luz", "Benito", "Carmela", "Darío", "Elvira", "Fermín", "Graciela", "Hilario", "Inés", "Jacinto", "Lidia", "Macario",
)  # fmt: skip
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
Place = tuple[str, str]  # A department and one of its topics.


@dataclass(frozen=True, slots=True)
class Pace:
    """Ranges in seconds: between two visits, before answering, between two sentences, and how long who leaves was there."""

    between: tuple[float, float] = (0, 0)
    answer: tuple[float, float] = (0, 0)
    sentence: tuple[float, float] = (0, 0)
    gives_up: tuple[float, float] = (0, 0)


FAST = Pace()
SLOW = Pace(between=(3, 25), answer=(2, 9), sentence=(6, 20), gives_up=(60, 240))  # As people are.


@dataclass(frozen=True, slots=True)
class Visit:
    """One citizen; who writes `sentences` in the call has no devices. `arrives` and `talks` are parts of the whole; `word`: what they
    say of the result, if anything."""

    place: Place
    name: str
    matter: str
    plan: Plan = "stay"
    sentences: Sequence[str] = ()
    contact: str = ""
    arrives: float = 0.0
    talks: float = 0.0
    immediate: bool = True
    word: bool | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """A director's account, and the topics of the department."""

    department: str
    topics: tuple[str, ...]
    login: str
    password: str


def plan(draw: float) -> Plan:
    """What somebody will do, for a number from 0 to 1: most stay until the director is done."""
    return "leave" if draw < 0.10 else "miss" if draw < 0.17 else "hang_up" if draw < 0.22 else "stay"


def practised(place: Place, chance: Random, what: Plan) -> Visit:
    """Somebody who writes, and whose name and matter say that it is a practice."""
    name, matter = f"{chance.choice(NAMES)} {PRACTICE}", f"{PRACTICE} {chance.choice(MATTERS)}"
    return Visit(place, name, matter, what, SENTENCES[: 2 if what == "hang_up" else None])


def script(seats: Sequence[Seat], people: int, random: Random) -> list[Visit]:
    """So many citizens, in the order in which they come: many at the beginning, some of each department, `IMMEDIATE` of them with
    an immediate answer, to the nearest whole person."""
    outcomes = [True] * round(people * IMMEDIATE) + [False] * (people - round(people * IMMEDIATE))
    random.shuffle(outcomes)
    arrivals = sorted(random.random() ** 1.6 * 0.85 for _ in range(people))
    weights = [random.uniform(0.7, 1.6) for _ in seats]
    line = random.getrandbits(20)

    def visit(number: int, arrives: float, immediate: bool) -> Visit:
        seat = random.choices(seats, weights)[0]
        return Visit(
            (seat.department, random.choice(seat.topics)), "Persona de ensayo", f"Ensayo: {random.choice(MATTERS)}",
            contact=f"55 {(line * 1000 + number) % 10**8:08d}", arrives=arrives,
            talks=TALK_SHARE * random.lognormvariate(0, 0.6), immediate=immediate,
            word=random.randrange(DOUBTS) > 0 if immediate and random.random() < SPEAK else None,
        )  # fmt: skip

    return [visit(number, *one) for number, one in enumerate(zip(arrivals, outcomes, strict=True))]


def seats_of(topics: Mapping[str, Sequence[str]], accounts: Mapping[str, tuple[str, str]]) -> list[Seat]:
    """A seat for each department of which there is an account (login and password)."""
    return [Seat(slug, tuple(topics[slug]), *account) for slug, account in accounts.items() if topics.get(slug)]
