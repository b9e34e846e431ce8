"""Which cases an address asks for, and the addresses of other choices."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar, get_args
from urllib.parse import urlencode

from aiohttp import web

from audiencia.cases.domain.case import CaseState
from audiencia.cases.pages.desk import PAGE
from audiencia.cases.store.inbox import By, Order, Stage
from audiencia.cases.use_cases.access import Desk
from audiencia.cases.use_cases.inbox import SHOWN, Source, Wanted
from audiencia.core.deadlines import Urgency
from audiencia.core.ids import StaffId, TopicId
from audiencia.http import query
from audiencia.http.staff_pages import listing
from audiencia.http.staff_pages.listing import Listing

NAMES = ("etapa", "urgencia", "estado", "asignado", "origen", "tema", "desde", "hasta")
MINE, NOBODY = "yo", "nadie"
T = TypeVar("T")
_STAGES: tuple[Stage, ...] = get_args(Stage)
_COLUMNS: tuple[By, ...] = get_args(By)
_SOURCES: tuple[Source, ...] = get_args(Source)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was chosen, as it stands in the address."""

    values: Mapping[str, str]

    def get(self, name: str) -> str:
        """The value of one choice, or an empty text."""
        return self.values.get(name, "")

    def read(self, name: str, parse: Callable[[str], T]) -> T | None:
        """The value of one choice. Raises `BadInput`."""
        return query.read(name, self.get(name), parse)

    def link(self, **changed: str) -> str:
        """The address of the list with these choices changed; empty choices are left out."""
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
        """The address of the list as a CSV file."""
        return f"{PAGE}/lista.csv?{urlencode(self.values)}" if self.values else f"{PAGE}/lista.csv"


def asked(request: web.Request) -> Asked:
    """The choices of the address."""
    return Asked({name: request.query[name] for name in NAMES if request.query.get(name)})


def wanted(one: Asked, desk: Desk) -> Wanted:
    """Which cases they are. Raises `BadInput`."""
    nobody = one.get("asignado") == NOBODY
    return Wanted(
        stage=one.read("etapa", query.one_of(_STAGES)) or "open",
        urgency=one.read("urgencia", Urgency),
        state=one.read("estado", CaseState),
        assigned_to=None if nobody else one.read("asignado", lambda typed: _person(typed, desk)),
        nobody=nobody,
        source=one.read("origen", query.one_of(_SOURCES)),
        topic_id=one.read("tema", lambda typed: TopicId(query.number(typed))),
        from_day=one.read("desde", query.day),
        until_day=one.read("hasta", query.day),
    )


def _person(typed: str, desk: Desk) -> StaffId:
    return desk.staff_id if typed == MINE else StaffId(query.number(typed))


def order(listed: Listing) -> Order:
    """In which order."""
    return Order(next(one for one in _COLUMNS if one == listed.column), listed.descending)


def listed(request: web.Request, one: Asked) -> Listing:
    """The list that the address asks for."""
    columns = [f"-{name}" if name == "term" and one.get("etapa") not in ("", "open") else name for name in _COLUMNS]
    return listing.asked(request.query, PAGE, columns, keep=NAMES, per_page=SHOWN)
