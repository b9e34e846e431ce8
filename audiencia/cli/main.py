"""The command line: which commands there are, and how each ends."""

import errno
import socket
import sys
from typing import Annotated, Any

import typer
from rich.console import Console

from audiencia import __version__
from audiencia.cli import (
    accounts,
    audit_record,
    backups,
    keys,
    machine,
    preparing,
    retention,
    running,
    top,
    turn,
    upgrading,
    usage,
)
from audiencia.cli.common import EXIT_MISTAKE, EXIT_NOT_YET
from audiencia.core.cli_text import NotYet, Stop, _
from audiencia.core.errors import Unavailable
from audiencia.privacy.keyfiles import KeyFileError
from audiencia.settings.config import ConfigError

WITHOUT_A_PLACE = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EACCES, errno.EPERM, errno.EADDRNOTAVAIL, errno.EMFILE)
"""Errors of calls without a path: a write to an open file, an address, a port below 1024."""
OF_THE_MACHINE = (
    errno.EACCES,
    errno.EPERM,
    errno.ENOENT,
    errno.ENOTDIR,
    errno.EISDIR,
    errno.EEXIST,
    errno.ENAMETOOLONG,
    errno.EROFS,
    errno.ENOSPC,
    errno.EDQUOT,
)
PlainErrors = (Stop, ConfigError, KeyFileError)

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False,
                  help="Audiencia pública en línea.")  # fmt: skip
for command in (
    running.serve,
    running.web,
    running.media,
    running.workers,
    top.top,
    running.drain,
    running.rehearse,
    running.simulate,
    running.migrate,
    upgrading.upgrade,
    preparing.check,
    preparing.doctor,
    preparing.posters,
    preparing.notice_test,
    preparing.init,
    backups.restore,
    turn.turn_config,
    machine.setup,
    machine.uninstall,
):
    app.command()(command)
app.command("import")(preparing.import_sheets)
app.command()(running.practice)

config = typer.Typer(no_args_is_help=True, help="Los archivos de configuración. / The files of the configuration.")
config.command()(preparing.apply)
app.add_typer(config, name="config")

audit = typer.Typer(
    no_args_is_help=True, help="El registro de accesos y sus sellos. / The record of accesses and its seals."
)
audit.command()(audit_record.verify)
audit.command()(audit_record.checkpoint)
app.add_typer(audit, name="audit")

account = typer.Typer(no_args_is_help=True, help="Las cuentas del personal. / The accounts of staff.")
account.command()(accounts.add)
account.command()(accounts.reset)
account.command("list")(accounts.listed)
app.add_typer(account, name="account")

key_commands = typer.Typer(
    no_args_is_help=True, help="Las llaves de los datos personales. / The keys of personal data."
)
key_commands.command()(keys.rotate)
key_commands.command()(keys.retire)
app.add_typer(key_commands, name="keys")

backup_commands = typer.Typer(invoke_without_command=True)
backup_commands.callback()(backups.backup)
backup_commands.command()(backups.key)
backup_commands.command()(backups.drill)
app.add_typer(backup_commands, name="backup")

retention_commands = typer.Typer(no_args_is_help=True, help="Cuánto se conservan los datos. / How long data are kept.")
retention_commands.command()(retention.preview)
retention_commands.command()(retention.run)
app.add_typer(retention_commands, name="retention")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"audiencia {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Qué versión es. / Which version it is.")
    ] = False,
) -> None:
    """Those before any command."""


def main() -> None:
    """Runs a command; mistakes end in one sentence and exit code 2, never in a traceback. What may be there in a moment ends with 75."""
    try:
        code = app(prog_name=usage.PROGRAM, standalone_mode=False)
    except typer.TyperException as error:
        if usage.is_help(error):
            sys.exit(EXIT_MISTAKE)
        _end(Stop(usage.sentence(error)))
    except typer.Abort:
        _end(Stop(_("Ended: nobody answered what it asked.")))
    except PlainErrors as error:
        _end(error)
    except Unavailable:
        _end(NotYet(_("The database does not answer; start PostgreSQL, or check AUDIENCIA_DATABASE_URL.")))
    except OSError as error:
        if (stop := _mended_by_hand(error)) is None:
            raise
        _end(stop)
    except ExceptionGroup as group:
        plain, rest = group.split(PlainErrors)
        if rest is not None or plain is None:
            raise
        _end(_first(plain))
    else:
        if code:
            sys.exit(code)


def _mended_by_hand(error: OSError) -> Stop | None:
    """What whoever runs it can mend: a port, rights, a disk."""
    if error.errno == errno.EADDRINUSE:
        return Stop(_("A port is in use (%(error)s); choose another.", error=error))
    if error.errno in OF_THE_MACHINE and error.filename is not None:
        return Stop(_("%(where)s cannot be used (%(why)s).", where=error.filename, why=error.strerror))
    if error.errno in WITHOUT_A_PLACE or isinstance(error, socket.gaierror):
        return Stop(_("This machine refuses it: %(why)s.", why=error.strerror or error))
    return None


def _first(group: BaseExceptionGroup[Any]) -> BaseException:
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner


def _end(error: BaseException) -> None:
    Console(stderr=True).print(str(error), style="bold red", soft_wrap=True, highlight=False, markup=False)
    sys.exit(EXIT_NOT_YET if isinstance(error, NotYet) else EXIT_MISTAKE)
