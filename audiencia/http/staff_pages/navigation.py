"""The one navigation of staff: the pages on which each role works, with where they are now. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from audiencia.core.gettext_mark import N_
from audiencia.staff.matrix import Matrix
from audiencia.staff.roles import Role


@dataclass(frozen=True, slots=True)
class Place:
    """A page that staff go to. `name`: a message id."""

    path: str
    name: str


PLACES = (
    Place("/direccion", N_("My room")),
    Place("/presidencia", N_("My room")),
    Place("/asistencia", N_("The director's room")),
    Place("/expedientes", N_("Cases of the department")),
    Place("/prueba", N_("Try your camera and microphone")),
    Place("/moderacion", N_("Board of all lines")),
    Place("/moderacion/estimaciones", N_("Today's estimates")),
    Place("/ventanilla", N_("Front desk")),
    Place("/ventanilla/cita", N_("An appointment for somebody")),
    Place("/ventanilla/peticion", N_("A petition for somebody")),
    Place("/ventanilla/folio", N_("Somebody lost folio or PIN")),
    Place("/ventanilla/avisar", N_("Whom to tell that there is no audience")),
    Place("/interpretacion", N_("Interpretation")),
    Place("/datos-personales", N_("Who saw which data")),
    Place("/datos-personales/bloqueados", N_("Blocked data")),
    Place("/datos-personales/solicitudes", N_("Requests about personal data")),
    Place("/datos-personales/incidentes", N_("Incidents of personal data")),
    Place("/datos-personales/documentos", N_("Papers on personal data")),
    Place("/datos-personales/nueva", N_("A request about personal data")),
    Place("/auditoria", N_("Record of accesses")),
    Place("/administracion", N_("Accounts of staff")),
    Place("/administracion/titulares", N_("Who attends")),
    Place("/administracion/areas", N_("Departments and topics")),
    Place("/administracion/servicios", N_("Services")),
    Place("/administracion/dias", N_("Days")),
    Place("/administracion/anuncios", N_("Announcements")),
    Place("/administracion/plantillas", N_("Templates")),
    Place("/administracion/conservacion", N_("Retention of data")),
    Place("/administracion/periodo-electoral", N_("Election periods")),
    Place("/administracion/papeles", N_("Posters and cards")),
    Place("/comunicacion", N_("Figures for the public")),
    Place("/informe", N_("Report of a session")),
    Place("/revision", N_("Ready for the session?")),
    Place("/practica", N_("Practice with simulated people")),
    Place("/cuenta", N_("Your account")),
)


def places(matrix: Matrix, role: Role) -> tuple[Place, ...]:
    """Those that this role may open, in their order."""
    return tuple(one for one in PLACES if matrix.may(role, f"GET {one.path}"))


def here(among: Iterable[Place], path: str) -> str:
    """The path of the place to which the page at `path` belongs; empty for none."""
    within = [one.path for one in among if path == one.path or path.startswith(f"{one.path}/")]
    return max(within, key=len, default="")
