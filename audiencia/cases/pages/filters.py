"""Which cases an address asks for, and the addresses of other choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, get_args
from urllib.parse import urlencode
from uuid import UUID

from aiohttp import web

from audiencia.cases.domain.case import CaseState
from audiencia.cases.domain.deadlines import Urgency
from audiencia.cases.pages.desk import PAGE
from audiencia.cases.store.inbox import Stage
from audiencia.cases.use_cases.access import Desk
from audiencia.cases.use_cases.inbox import Place, Source, Wanted
from audiencia.core.errors import BadInput
from audiencia.core.ids import StaffId, TopicId

NAMES = ("etapa", "urgencia", "estado", "asignado", "origen", "tema", "desde", "hasta")
MINE, NOBODY = "yo", "nadie"
YEARS = range(2000, 2200)
Choice = TypeVar("Choice", Urgency, CaseState)
Known = TypeVar("Known", bound=str)
_STAGES: tuple[Stage, ...] = get_args(Stage)
_SOURCES: tuple[Source, ...] = get_args(Source)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was chosen, as it stands in the address."""

    values: Mapping[str, str]

    def get(self, name: str) -> str:
        """The value of one choice, or an empty text."""
        return self.values.get(name, "")

    def link(self, **changed: str) -> str:
        """The same list with other choices; an empty one is dropped."""
        chosen = {name: value for name, value in ({**self.values, **changed}).items() if value}
        return f"{PAGE}?{urlencode(chosen)}" if chosen else PAGE

    def only(self, **chosen: str) -> str:
        """A list with these choices alone."""
        return Asked({}).link(**chosen)

    def is_only(self, **chosen: str) -> bool:
        """Whether nothing but these was chosen."""
        return dict(self.values) == chosen

    @property
    def file(self) -> str:
        """The same list as a file."""
        return f"{PAGE}/lista.csv?{urlencode(self.values)}" if self.values else f"{PAGE}/lista.csv"


def asked(request: web.Request) -> Asked:
    """The choices of the address."""
    return Asked({name: request.query[name] for name in NAMES if request.query.get(name)})


def wanted(one: Asked, desk: Desk) -> Wanted:
    """Which cases they are. Raises `BadInput`."""
    given = one.get("asignado")
    return Wanted(
        stage=_one_of("etapa", one.get("etapa"), _STAGES) or "open",
        urgency=_enum(Urgency, "urgencia", one.get("urgencia")),
        state=_enum(CaseState, "estado", one.get("estado")),
        assigned_to=desk.staff_id if given == MINE else _person(given),
        nobody=given == NOBODY,
        source=_one_of("origen", one.get("origen"), _SOURCES),
        topic_id=_topic(one.get("tema")),
        from_day=_day("desde", one.get("desde")),
        until_day=_day("hasta", one.get("hasta")),
    )


def place(request: web.Request) -> Place | None:
    """After which case the page begins. Raises `BadInput`."""
    typed = request.query.get("despues", "")
    if not typed:
        return None
    rank, _, case_id = typed.partition(".")
    try:
        found = Place(int(rank), UUID(case_id))
    except ValueError:
        raise BadInput(fields={"despues": "malformed"}) from None
    if abs(found.rank) >= 2**31:
        raise BadInput(fields={"despues": "malformed"})
    return found


def _enum(kind: type[Choice], name: str, typed: str) -> Choice | None:
    try:
        return kind(typed) if typed else None
    except ValueError:
        raise BadInput(fields={name: "malformed"}) from None


def _one_of(name: str, typed: str, known: tuple[Known, ...]) -> Known | None:
    found = next((one for one in known if one == typed), None)
    if typed and found is None:
        raise BadInput(fields={name: "malformed"})
    return found


def _number(name: str, typed: str) -> int | None:
    if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise BadInput(fields={name: "malformed"})
    return int(typed) if typed else None


def _person(typed: str) -> StaffId | None:
    found = None if typed in (MINE, NOBODY) else _number("asignado", typed)
    return None if found is None else StaffId(found)


def _topic(typed: str) -> TopicId | None:
    found = _number("tema", typed)
    return None if found is None else TopicId(found)


def _day(name: str, typed: str) -> date | None:
    try:
        found = date.fromisoformat(typed) if typed else None
    except ValueError:
        raise BadInput(fields={name: "malformed"}) from None
    if found is not None and found.year not in YEARS:
        raise BadInput(fields={name: "malformed"})
    return found
