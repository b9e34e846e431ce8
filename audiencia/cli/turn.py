"""The command for whoever sets up a TURN server."""

import secrets
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

import typer

from audiencia.cli.common import settings_of
from audiencia.cli.usage import unusable
from audiencia.core.cli_text import Stop, _


def turn_config(
    host: Annotated[
        str | None, typer.Option("--host", help="Nombre del servidor TURN; sin él, el de la página. / Its name.")
    ] = None,
    certificate: Annotated[str, typer.Option("--cert", help="Su certificado. / Its certificate.")] = "/etc/ssl/turn-fullchain.pem",
    key: Annotated[str, typer.Option("--key", help="Su llave. / Its key.")] = "/etc/ssl/turn-key.pem",
    external_ip: Annotated[
        str | None,
        typer.Option("--external-ip", help="Su dirección pública, detrás de un router. / Its public address."),
    ] = None,
) -> None:  # fmt: skip
    """Escribe el archivo de coturn para redes cerradas. / Writes coturn's file for closed networks."""
    from audiencia.operations import turn_config as writing

    if external_ip and not _are_addresses(external_ip):
        raise unusable("--external-ip", "turn-config")
    settings = settings_of()
    name = host or (urlsplit(settings.public_url).hostname if settings.public_url else None)
    if not settings.turn_urls and not name:
        raise Stop(_("Say where the TURN server is: --host turn.example.mx"))
    secret = settings.turn_secret.get_secret_value() if settings.turn_secret else secrets.token_hex(32)
    try:
        urls = settings.turn_urls or writing.usual_urls(str(name))
    except ValueError as error:
        raise Stop(
            _("«%(host)s» is no name of a server: write it alone, such as turn.example.mx", host=name)
        ) from error
    typer.echo(writing.write(urls, secret, settings.announced, certificate, key, external_ip), nl=False)
    if not settings.turn_secret:
        typer.echo(_("Set AUDIENCIA_TURN_URLS and AUDIENCIA_TURN_SECRET as the file has them."), err=True)


def _are_addresses(typed: str) -> bool:
    """Whether it is an address, or the public one and that of the machine: `203.0.113.9/10.0.0.9`, as turnserver(1) reads it."""
    try:
        return len([ip_address(one) for one in typed.split("/")]) <= 2
    except ValueError:
        return False
