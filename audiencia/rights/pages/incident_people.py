"""Forms of whom an incident concerns: chosen and counted, then added; and the order to tell them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from audiencia.core.errors import BadInput
from audiencia.core.gettext_mark import N_
from audiencia.core.ids import StaffId
from audiencia.http import query
from audiencia.http.forms import Fields
from audiencia.rights.use_cases import incident_people as people
from audiencia.rights.use_cases.incident_people import Chosen
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.rights.store.incident_people_sql import Reach

ACTS = frozenset({"afectados", "avisar"})


@dataclass(frozen=True, slots=True)
class Order:
    """A form of the incident's page. `say`: into the language of who sent it."""

    context: AppContext
    staff_id: StaffId
    incident_id: UUID
    fields: Fields
    say: Callable[[str], str]


async def carry_out(name: str, order: Order) -> "Reach | None":
    """What was counted, as long as nobody was added: the form is then shown again. Raises `BadInput`, `Refused`, `Stale`."""
    expected = query.read("expected", order.fields.get("expected"), query.number) or 0
    if name == "avisar":
        reachable = query.read("reachable", order.fields.get("reachable"), query.number) or 0
        said = N_("Notice by the ways that they allowed, people: %(count)s; with a way: %(reachable)s")
        text = order.say(said) % {"count": expected, "reachable": reachable}
        await people.send(order.context, order.staff_id, order.incident_id, expected, reachable, text)
        return None
    chosen = read(order.fields, {one.slug for one in order.context.municipality.departments})
    if order.fields.get("step") != "add":
        return await people.preview(order.context, order.incident_id, chosen)
    await people.add(order.context, order.staff_id, order.incident_id, chosen, expected, _said(order, chosen, expected))
    return None


def read(fields: Fields, departments: set[str]) -> Chosen:
    """Either folios, or days with or without a department. Raises `BadInput`."""
    folios = tuple(fields.get("folios").replace(",", "\n").split())
    if folios:
        if len(folios) > people.FOLIOS_AT_MOST:
            raise BadInput(fields={"folios": "too_long"})
        return Chosen(folios=folios)
    since = query.read("since", fields.get("since"), query.day)
    until = query.read("until", fields.get("until"), query.day) or since
    if since is None or until is None:
        raise BadInput(fields={"folios": "required"})
    if until < since:
        raise BadInput(fields={"until": "too_early"})
    department = fields.get("department")
    return Chosen(since=since, until=until, department=department if department in departments else None)


def _said(order: Order, chosen: Chosen, count: int) -> str:
    if chosen.folios:
        return order.say(N_("By their folios, people: %(count)s")) % {"count": count}
    values = {"count": count, "since": chosen.since, "until": chosen.until, "department": chosen.department or ""}
    if chosen.department:
        return order.say(N_("Of %(department)s, from %(since)s to %(until)s, people: %(count)s")) % values
    return order.say(N_("Of all departments, from %(since)s to %(until)s, people: %(count)s")) % values
