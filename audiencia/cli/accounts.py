"""Commands of accounts, for whoever runs the service: the first administrator, a lost password, who there is."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

import typer

from audiencia.cli.common import in_context, plain, served_settings
from audiencia.cli.usage import unusable
from audiencia.core.cli_text import Stop, _
from audiencia.core.gettext_mark import N_
from audiencia.core.texts import LOGIN
from audiencia.staff.roles import STAFF_ROLES, Role

if TYPE_CHECKING:
    from audiencia.administration.invitations import Invited
    from audiencia.runtime.context import AppContext

Login = Annotated[str, typer.Argument(help="Nombre de usuario. / User name.")]
FIRST = "administracion"
MOST = 100_000
LONGEST_NAME = 120  # As `Name` of `http/forms.py`, in the form of a new account.
STATES = {
    "closed": N_("closed"),
    "provider": N_("signs in by the provider"),
    "password": N_("has a password"),
    "invited": N_("invited"),
}


def add(
    login: Login = FIRST,
    name: Annotated[str, typer.Option(help="Nombre que se muestra. / Name that is shown.")] = "Administración",
    role: Annotated[str, typer.Option(help=f"{', '.join(sorted(STAFF_ROLES))}.")] = Role.ADMINISTRATOR,
    department: Annotated[str, typer.Option(help="Su área, donde el papel la tiene. / Its department.")] = "",
    first: Annotated[
        bool, typer.Option("--first", help="Solo mientras nadie administra. / Only while nobody administers.")
    ] = False,
) -> None:
    """Hace una cuenta y escribe el enlace de su invitación. / Makes an account and prints its invitation."""
    from audiencia.administration import invitations
    from audiencia.administration.accounts import NewAccount

    if not LOGIN.fullmatch(login):
        raise Stop(_("«%(login)s» cannot be used: 3 to 64 small letters, digits, dots or dashes.", login=login))
    if role not in STAFF_ROLES:
        raise Stop(
            _("There is no role «%(role)s»; roles are: %(roles)s.", role=role, roles=", ".join(sorted(STAFF_ROLES)))
        )
    name = " ".join(name.split())
    if not (0 < len(name) <= LONGEST_NAME and name.isprintable()):
        raise unusable("--name", "account add")
    if not department.isprintable():
        raise unusable("--department", "account add")
    new = NewAccount(login, name, Role(role), department)
    invite = invitations.invite_first if first else invitations.invite_by_command
    _print_invitation(lambda context: invite(context, new))


def reset(
    login: Login,
    second_step: Annotated[
        bool, typer.Option("--second-step", help="Quita también su segundo paso. / Takes the second step away too.")
    ] = False,
) -> None:
    """Invita otra vez a quien perdió su contraseña. / Invites again who lost the password."""
    from audiencia.administration import invitations

    if not login.isprintable():
        raise unusable("login", "account reset")
    _print_invitation(lambda context: invitations.reset_by_command(context, login, second_step=second_step))


def listed() -> None:
    """Quién tiene cuenta. / Who has an account."""
    from audiencia.administration import account_list
    from audiencia.core.list_page import ListPage

    roles = {role.value: role.value for role in sorted(STAFF_ROLES)}
    page = ListPage((), "name", False, MOST, 0, names=roles)
    found, _count = in_context(served_settings(), lambda context: account_list.listed(context, page))
    console = plain()
    for one in found:
        state = (
            "closed" if not one.active
            else "provider" if one.by_provider
            else "password" if one.has_password
            else "invited"
        )  # fmt: skip
        console.print(f"{one.login:<24} {one.role:<16} {_(STATES[state]):<24} {one.name}")


def _print_invitation(make: "Callable[[AppContext], Awaitable[Invited | None]]") -> None:
    from audiencia.core.errors import BadInput, NotFound, Refused
    from audiencia.http.field_words import ACCOUNT_FIELDS

    settings = served_settings()
    try:
        made = in_context(settings, make)
    except (NotFound, Refused) as error:
        raise Stop(_("There is no such account that has a password here: see `audiencia account list`.")) from error
    except BadInput as error:
        why = "; ".join(_(ACCOUNT_FIELDS.get(wrong, ": ".join(wrong))) for wrong in error.fields.items())
        raise Stop(_("It cannot be made: %(why)s.", why=why)) from error
    if made is None:
        return
    console = plain()
    console.print(
        _("Open this address and choose the password of «%(login)s»; it counts once, for three days:", login=made.login)
    )
    console.print(f"{settings.address}/invitacion#{made.code}")
