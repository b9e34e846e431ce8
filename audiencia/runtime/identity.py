"""Who is asking: the same answer for a page and for a socket."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from audiencia.core.errors import Code
from audiencia.core.ids import AttentionId, CaseId
from audiencia.db.queries import load
from audiencia.privacy.crypto import token_hash
from audiencia.runtime.context import AppContext
from audiencia.staff import store
from audiencia.staff.store import StaffIdentity

SQL = load("audiencia.runtime", "identity.sql")
TICKET_COOKIE = "__Host-turno"
CASE_COOKIE = "__Host-expediente"
STAFF_COOKIE = "__Host-staff"
STEP_COOKIE = "__Host-paso"
RELATIVE_COOKIE = "__Host-acompanante"
_LONGEST_TOKEN = 100


async def citizen_of(context: AppContext, cookies: Mapping[str, str]) -> AttentionId | None:
    """Whose ticket this browser holds, or `None` when it holds none or the token was replaced by a newer one."""
    found = context.keyring.open_ticket_token(cookies.get(TICKET_COOKIE, ""))
    if found is None:
        return None
    attention_id, generation = found
    async with context.database.read() as conn:
        current = await SQL.token_generation(conn, attention_id=attention_id)
    return attention_id if current == generation else None


async def case_of(context: AppContext, cookies: Mapping[str, str]) -> CaseId | None:
    """Whose case this browser sent or opened with folio and PIN, while that secret is in force."""
    found = context.keyring.read_case_token(cookies.get(CASE_COOKIE, ""))
    if found is None:
        return None
    case_id, generation = found
    async with context.database.read() as conn:
        current = await SQL.case_generation(conn, case_id=case_id)
    return case_id if current == generation else None


async def citizen_refusal(context: AppContext, cookies: Mapping[str, str]) -> Code:
    """Why this browser holds no ticket: another device took it over, or it never had one that holds."""
    attention_id = context.keyring.read_ticket_token(cookies.get(TICKET_COOKIE, ""))
    if attention_id is None:
        return Code.TICKET_NEEDED
    async with context.database.read() as conn:
        moved = await SQL.went_elsewhere(conn, attention_id=attention_id)
    return Code.TICKET_ELSEWHERE if moved else Code.TICKET_NEEDED


async def is_relative(context: AppContext, cookies: Mapping[str, str]) -> bool:
    """Whether this browser took up a link into a call, which may be over by now."""
    token = cookies.get(RELATIVE_COOKIE, "")
    if not token or len(token) > _LONGEST_TOKEN:
        return False
    async with context.database.read() as conn:
        return bool(await SQL.knows_relative(conn, token_hash=token_hash(token)))


async def staff_refusal(context: AppContext, cookies: Mapping[str, str]) -> Code:
    """Why nobody is signed in here: another device took the session over with its room, or there is none."""
    token = cookies.get(STAFF_COOKIE, "")
    if not token or len(token) > _LONGEST_TOKEN:
        return Code.SIGN_IN_NEEDED
    async with context.database.read() as conn:
        moved = await store.session_moved(conn, token_hash(token))
    return Code.ROOM_ELSEWHERE if moved else Code.SIGN_IN_NEEDED


async def staff_of(context: AppContext, cookies: Mapping[str, str]) -> StaffIdentity | None:
    """Who is signed in with this browser, while the session lasts. To ask is no use of it."""
    token = cookies.get(STAFF_COOKIE, "")
    if not token or len(token) > _LONGEST_TOKEN:
        return None
    async with context.database.read() as conn:
        return await store.session_identity(conn, token_hash(token), context.municipality.sign_in.idle)


async def note_use(context: AppContext, cookies: Mapping[str, str]) -> None:
    """Somebody uses this session: it is not over before its role's minutes are, from now on."""
    async with context.database.read() as conn:
        await store.SQL.note_use(conn, token_hash=token_hash(cookies.get(STAFF_COOKIE, "")))


def same_origin(origin: str | None, host: str | None, expected: str | None = None) -> bool:
    """Whether an `Origin` header names this service: required for every socket and form.
    `expected` is the origin that people use (`Settings.origin`), where it is configured: then the whole origin must be
    that one. Without it only name and port can be compared, with the `Host` header: whether a proxy ended TLS is not
    known, so a page that came over http from the same name and port passes for one of ours."""
    if not origin or not host:
        return False
    if expected is not None:
        return origin.lower() == expected
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower() and not parts.path
