"""Commands of the record of accesses: whether it is as it was written, and its signed end for keeping elsewhere."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audiencia.cli.common import EXIT_RED, counting, in_context, plain, served_settings
from audiencia.core.cli_text import Stop, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from audiencia.privacy.audit_chain import Checkpoint
    from audiencia.privacy.audit_compare import Comparison
    from audiencia.runtime.context import AppContext


def verify(
    checkpoints: Annotated[
        Path | None,
        typer.Option(
            help="Archivo con los finales firmados que se guardaron aparte. / File of signed ends that were kept elsewhere."
        ),
    ] = None,
) -> None:
    """Compara cada acceso con su sello y dice el primero que se alteró. / Compares each entry with its seal."""
    from audiencia.privacy import audit_compare, audit_seal

    async def work(context: "AppContext") -> "Comparison":
        key = audit_seal.public_key(context.keyring)
        kept = _kept(checkpoints, key) if checkpoints else ()
        await audit_seal.seal_all(context.database, context.keyring)
        with counting(_("Comparing…"), lambda links: _("Comparing… %(count)s entries", count=f"{links:,}")) as progress:
            return await audit_compare.compare(context.database, key, kept, progress)

    found = in_context(served_settings(), work)
    console = plain()
    for finding in found.findings:
        console.print(_(finding.flaw.says, seq=finding.seq, entry=finding.entry_id or "?"))
        if finding.since is not None:
            numbers = {"since": finding.since, "seq": finding.seq}
            console.print(_("It departs from what was signed somewhere among numbers %(since)s to %(seq)s.", **numbers))
    if found.findings:
        raise typer.Exit(EXIT_RED)
    console.print(_("%(count)s entries are as they were written, and in their order.", count=f"{found.entries:,}"))


def checkpoint() -> None:
    """Escribe el final firmado del registro, para guardarlo aparte o imprimirlo. / Prints the signed end of the record."""
    from audiencia.privacy import audit_seal

    async def work(context: "AppContext") -> "Checkpoint | None":
        await audit_seal.seal_all(context.database, context.keyring)
        async with context.database.read() as conn:
            return await audit_seal.newest(conn)

    made = in_context(served_settings(), work)
    if made is None:
        raise Stop(_("The record of accesses is still empty."))
    plain().print(made.line())


def _kept(path: Path, key: "Ed25519PublicKey") -> "Sequence[Checkpoint]":
    """The checkpoints of a file. Raises `Stop` for a line that this installation did not sign: the file would prove nothing."""
    from audiencia.privacy import audit_chain

    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Stop(_("%(path)s cannot be read.", path=path)) from error
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        one = audit_chain.read_line(line)
        if one is None or not audit_chain.is_signed(key, one):
            raise Stop(_("%(path)s, line %(number)s: this installation did not sign it.", path=path, number=number))
        found.append(one)
    return found
