"""The list of accounts of staff: searched, sorted and paged in the database; and what a new account is made from."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from audiencia.core.ids import StaffId
from audiencia.core.list_page import ListPage
from audiencia.core.texts import text_or_none
from audiencia.db.queries import load
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text
from audiencia.staff.roles import Role

if TYPE_CHECKING:
    from audiencia.administration.account_list_sql import Accounts, ChoicesOfDepartments

SQL = load("audiencia.administration", "account_list.sql")


@dataclass(frozen=True, slots=True)
class Account:
    """One account as the list has it. `stands_in`: a substitute."""

    id: StaffId
    login: str
    name: str
    role: Role
    department: Text | None
    interpreter: Text | None
    stands_in: bool
    active: bool
    last_in: datetime | None
    has_password: bool
    by_provider: bool  # Somebody of the identity provider, who needs no password here.
    second_step: bool
    invited_until: datetime | None
    """Until when an invitation counts that nobody has used; in the past when it expired. `None`: there is none."""
    invitation_over: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A department or an interpreter to choose from."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Choices:
    """What a new account is made from."""

    departments: tuple[Choice, ...]
    interpreters: tuple[Choice, ...]


async def listed(context: AppContext, wanted: ListPage) -> tuple[tuple[Account, ...], int]:
    """One page of them, and how many there are. A page behind the end is the last one. Names in `wanted` are those of roles."""
    async with context.database.read() as conn:
        found = SQL.accounts(
            conn,
            patterns=wanted.patterns,
            roles=list(wanted.names),
            role_names=list(wanted.names.values()),
            english=wanted.english,
            by=wanted.by,
            descending=wanted.descending,
            at_most=wanted.at_most,
            skip=wanted.skip,
        )
        rows = [row async for row in found]
    return tuple([_account(row) for row in rows]), rows[0].total if rows else 0


async def choices(context: AppContext) -> Choices:
    """Departments and interpreters to choose from."""
    async with context.database.read() as conn:
        return Choices(
            tuple([_choice(row) async for row in SQL.choices_of_departments(conn)]),
            tuple([_choice(row) async for row in SQL.choices_of_interpreters(conn)]),
        )


def _account(row: "Accounts") -> Account:
    return Account(
        row.id,
        row.login,
        row.name,
        Role(row.role),
        text_or_none(row.department_es, row.department_en),
        text_or_none(row.interpreter_es, row.interpreter_en),
        row.stands_in,
        row.active,
        row.last_in,
        row.has_password,
        row.by_provider,
        row.second_step,
        row.invited_until,
        bool(row.invitation_over),
    )


def _choice(row: "ChoicesOfDepartments") -> Choice:
    return Choice(row.code, Text(es=row.name_es, en=row.name_en))
