"""Who may open which page: the authorisation matrix, applied once for all routes."""

from dataclasses import replace
from urllib.parse import quote

import structlog
from aiohttp import web

from audiencia.core.errors import CONTROLS, Code, DomainError, Forbidden, NotFound
from audiencia.http.site import NO_PAGES, site_of, visitor_of
from audiencia.runtime import identity
from audiencia.runtime.identity import STAFF_COOKIE, TICKET_COOKIE, citizen_of, citizen_refusal, staff_of
from audiencia.staff.roles import STAFF_ROLES, Role

log = structlog.get_logger()
BY_ITSELF = frozenset({"GET /interpretacion", "GET /cuenta/uso.json"})
"""What pages of staff ask without anybody having touched them: no use of a session."""
LONGEST_RETURN = 2000


class SignInFirst(Forbidden):
    """The page is for staff and nobody is signed in: a browser is led to the sign-in, and from there back to `path`, with its query where
    that is not too long for a header and a cookie."""

    def __init__(self, path: str) -> None:
        super().__init__(Code.SIGN_IN_NEEDED)
        found = (quote(one, safe="/") for one in (path, path.partition("?")[0]))
        self.location = f"/entrar?next={next((one for one in found if len(one) <= LONGEST_RETURN), '/')}"


def operation_of(request: web.Request) -> str | None:
    """The row of the matrix, such as `GET /areas/{department}`; `None` when no route matched."""
    resource = request.match_info.route.resource
    if resource is None:
        return None
    method = "GET" if request.method == "HEAD" else request.method
    return f"{method} {resource.canonical}"


def is_of_staff(request: web.Request) -> bool:
    """Whether the page is for members of staff alone."""
    operation = operation_of(request)
    return operation is not None and site_of(request).matrix.roles_for(operation) <= STAFF_ROLES


def opens(request: web.Request, role: Role, path: str) -> bool:
    """Whether this is a page of ours for staff that somebody of this role may open. `path`: with or without a query."""
    path = path.partition("?")[0]
    for resource in request.app.router.resources():
        info, allowed = resource.get_info(), site_of(request).matrix.roles_for(f"GET {resource.canonical}")
        if info.get("path") == path or ("pattern" in info and info["pattern"].fullmatch(path)):
            return role in allowed and allowed <= STAFF_ROLES
    return False


def page_here(request: web.Request) -> str:
    """The path to come back to from here: the home page where only a form can be sent, or nothing is."""
    resource = request.match_info.route.resource
    shown = resource is not None and site_of(request).matrix.roles_for(f"GET {resource.canonical}")
    return request.path if shown else "/"


def note_refusal(request: web.Request, error: DomainError) -> None:
    """Logs what a control refused, by its code and the row of the matrix: nothing of who asked."""
    if error.code in CONTROLS:
        log.warning("control_refused", code=error.code.value, operation=operation_of(request))


async def check(request: web.Request) -> None:
    """Finds out who asks and raises a coded error when that role may not do this."""
    operation, matrix = operation_of(request), site_of(request).matrix
    if operation is None:
        return
    if matrix.may(Role.PUBLIC, operation):
        await _greet_staff(request)
        return
    if not any(matrix.may(role, operation) for role in await _roles(request)):
        raise await _refusal(request, operation)


async def note_use(request: web.Request) -> None:
    """Somebody of staff opened a page of theirs or sent its form: their session goes on."""
    context, visitor = site_of(request).context, visitor_of(request)
    if visitor.staff is None or not visitor.staff.unnoted or not is_of_staff(request):
        return
    if operation_of(request) not in BY_ITSELF:
        await identity.note_use(context, request.cookies)
        unused_for = context.municipality.sign_in.unused_for(visitor.staff.role.value)
        visitor.staff = replace(visitor.staff, unused_for=unused_for)


async def _roles(request: web.Request) -> list[Role]:
    """Whoever holds both cookies has both roles: a director may take a number as anybody else."""
    context, visitor = site_of(request).context, visitor_of(request)
    roles = []
    visitor.staff = await staff_of(context, request.cookies)
    if visitor.staff is not None:
        roles.append(visitor.staff.role)
    visitor.attention_id = await citizen_of(context, request.cookies)
    if visitor.attention_id is not None:
        roles.append(Role.CITIZEN)
    return roles


async def _greet_staff(request: web.Request) -> None:
    """Public pages show who is signed in; they do without when the database is away."""
    if STAFF_COOKIE in request.cookies and not request.path.startswith(NO_PAGES):
        try:
            visitor_of(request).staff = await staff_of(site_of(request).context, request.cookies)
        except DomainError:
            return


async def _refusal(request: web.Request, operation: str) -> DomainError:
    allowed = site_of(request).matrix.roles_for(operation)
    if not allowed:
        return NotFound(Code.NOT_FOUND)
    if allowed == {Role.CITIZEN}:
        code = await citizen_refusal(site_of(request).context, request.cookies)
        if TICKET_COOKIE in request.cookies and code is Code.TICKET_NEEDED:
            visitor_of(request).set_cookies[TICKET_COOKIE] = None
        return Forbidden(code)
    staff = visitor_of(request).staff
    if staff is not None:
        log.warning("operation_forbidden", role=staff.role, staff_id=staff.id, operation=operation)
        return Forbidden(Code.FORBIDDEN)
    return SignInFirst(request.path_qs if request.method in ("GET", "HEAD") else "/")


HOME = {
    Role.DIRECTOR: "/direccion",
    Role.MAYOR: "/presidencia",
    Role.ASSISTANT: "/asistencia",
    Role.MODERATOR: "/moderacion",
    Role.FRONT_DESK: "/ventanilla",
    Role.INTERPRETER: "/interpretacion",
    Role.COMMUNICATION: "/comunicacion",
    Role.PRIVACY_OFFICER: "/datos-personales",
    Role.ADMINISTRATOR: "/administracion",
    Role.AUDITOR: "/auditoria",
}
"""Where each role works; the others have the public pages."""


def home_of(role: Role) -> str:
    """The page that somebody of this role comes to after signing in."""
    return HOME.get(role, "/")
