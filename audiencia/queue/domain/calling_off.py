"""A jornada that is called off although people have places in it: what has to be asked first, and what they are told. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from audiencia.core.errors import Code, Refused, Stale
from audiencia.core.gettext_mark import N_


class Why(StrEnum):
    """The reasons that an administrator chooses from; the schema has the same."""

    WEATHER = "weather"
    MOURNING = "mourning"
    HEALTH = "health"
    POWER = "power"
    SAFETY = "safety"
    OTHER = "other"


WHY: Mapping[Why, str] = {
    Why.WEATHER: N_("Heavy rain or flooding"),
    Why.MOURNING: N_("Official mourning"),
    Why.HEALTH: N_("Health emergency"),
    Why.POWER: N_("No electricity or no network"),
    Why.SAFETY: N_("For the safety of everybody"),
    Why.OTHER: N_("Force majeure"),
}
"""As the public reads them."""


@dataclass(frozen=True, slots=True)
class CalledOff:
    """Why a day is called off. `more_es` and `more_en` say more about it, both or neither."""

    why: Why
    more_es: str = ""
    more_en: str = ""

    def more(self, language: str) -> str:
        """For who reads this language."""
        return self.more_en if language.startswith("en") else self.more_es


@dataclass(frozen=True, slots=True)
class Answer:
    """What an administrator answered to the question: why the day is called off, or that it is held after all (`None`).
    `places`: how many the question had spoken of, so that nobody decides about other people than those they read of. `tell`: of
    a day that is held after all, those who had a place and asked to be told are told it."""

    places: int
    called_off: CalledOff | None = None
    tell: bool = False


def check_calls_off(day: str, places: int, answer: Answer | None) -> CalledOff | None:
    """Why the jornada is called off, as the administrator answered; `None` where nobody has a place in it and nothing was asked.
    Raises `Refused(DAY_BOOKED)` while people have one and nobody was asked, `Stale(PLACES_CHANGED)` when there are more or fewer
    by now than the question spoke of."""
    if answer is None or answer.called_off is None:
        if places:
            raise Refused(Code.DAY_BOOKED, day=day)
        return None
    if places and answer.places != places:
        raise Stale(Code.PLACES_CHANGED, day=day)
    return answer.called_off


def may_be_telephoned(medium: str, *, agreed: bool) -> bool:
    """Whether the telephone of somebody who did not ask to be told may be used to tell them that the day is called off.
    It was left so that it is dialled for this appointment where they are attended by telephone; whoever agreed to be contacted
    has said so. For all others the notice says that a contact needs a consent of its own (law, arts. 7 and 18-20)."""
    return medium == "phone" or agreed


def check_held_after_all(day: str, places: int, answer: Answer | None) -> None:
    """Whether a day whose places were given back may be held after all: they do not come back with it, and who decides knows it.
    Raises `Refused(DAY_GIVEN_BACK)`."""
    if places and (answer is None or answer.called_off is not None or answer.places != places):
        raise Refused(Code.DAY_GIVEN_BACK, day=day)
