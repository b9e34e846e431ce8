"""Accounts of people who come from the identity provider: made when a group first gives a role, closed when none does any more.
Groups give role and department at each sign-in; all else is the administrators'. What they closed stays closed."""

import re
import unicodedata
from typing import TYPE_CHECKING

from audiencia.administration import accounts, staff_change
from audiencia.administration.accounts import NewAccount
from audiencia.core.actor import SYSTEM
from audiencia.core.errors import BadInput, Code, DomainError, Forbidden, Refused
from audiencia.core.ids import StaffId
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.settings.sign_in_rules import Post
from audiencia.staff.openid import Person
from audiencia.staff.roles import Role

if TYPE_CHECKING:
    from audiencia.staff.identities_sql import Identity

SQL = load("audiencia.staff", "identities.sql")
WHY = accounts.BY_PROVIDER
LOGIN_TRIES = 100
LONGEST_LOGIN = 40


async def account_of(tx: Tx, person: Person, post: Post | None) -> tuple[StaffId, DomainError | None]:
    """The account, brought to what the groups give; with the error that is raised once this is committed, for whoever may not come in.
    Raises `Forbidden(provider_no_group)` for whoever never had an account, `Refused` (last_administrator, room_busy)."""
    await SQL.hold_identity(tx.conn, issuer=person.issuer, subject=person.subject)
    found = await SQL.account_of(tx.conn, issuer=person.issuer, subject=person.subject)
    if found is None:
        if post is None:
            raise Forbidden(Code.PROVIDER_NO_GROUP)
        return await _make(tx, person, post), None
    staff_id = StaffId(found)
    await accounts.held_account(tx, staff_id)  # read after the lock: an administrator may be closing it
    try:
        refusal = await _follow(tx, staff_id, await SQL.identity(tx.conn, staff_id=staff_id), post)
    except BadInput as error:  # such as a department that was closed in pages
        raise Forbidden(Code.PROVIDER_NO_GROUP) from error
    if refusal is not None:
        await audit.record(tx.conn, SYSTEM, Action.SIGN_IN_FAILED, ("staff", staff_id), why=WHY)
    return staff_id, refusal


async def _make(tx: Tx, person: Person, post: Post) -> StaffId:
    for login in _logins(person.hint):
        try:
            new = NewAccount(login, person.name, Role(post.role), post.department)
            staff_id = await accounts.insert(tx, None, new, None)
        except BadInput as error:
            if "login" in error.fields:
                continue
            raise Forbidden(Code.PROVIDER_NO_GROUP) from error
        await SQL.insert_identity(tx.conn, issuer=person.issuer, subject=person.subject, staff_id=staff_id)
        return staff_id
    raise Refused(Code.NOT_ALLOWED_NOW)


async def _follow(tx: Tx, staff_id: StaffId, found: "Identity", post: Post | None) -> DomainError | None:
    if not found.active and not found.withdrawn:
        return Forbidden(Code.PROVIDER_CLOSED)
    if post is None:
        if found.active:
            await staff_change.follow(tx, staff_id, {"active": False})
        return Forbidden(Code.PROVIDER_NO_GROUP)
    now = (found.role, found.department or "", found.active)
    if now != (post.role, post.department, True):
        wanted = {"role": post.role, "department": post.department or None, "active": True}
        await staff_change.follow(tx, staff_id, wanted)
    return None


def _logins(hint: str) -> list[str]:
    """User names to try: of the one there, as they are written here; nobody gets somebody else's."""
    plain = unicodedata.normalize("NFKD", hint.split("@")[0].casefold()).encode("ascii", "ignore").decode()
    login = re.sub(r"[^a-z0-9._-]+", "-", plain).strip("._-")[:LONGEST_LOGIN]
    login = login if len(login) >= 3 else f"cuenta-{login}".rstrip("-")
    return [login, *(f"{login}-{number}" for number in range(2, LOGIN_TRIES))]
