"""From a bare Debian to a signed-in administrator behind TLS by the commands of the guide alone, as somebody new types them."""

import re
import shutil
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pyotp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from tests.support.audience import ROOT
from tests.support.bare_machine import ADDRESS, Machine, bare_machine, lacking
from tests.support.page_browser import Browser
from tests.support.soaking import SOAK

GUIDE = ROOT / "docs/operation/install.md"
COMMANDS = re.compile(r"<!-- the commands that make soak-install types -->\n```sh\n(.*?)```", re.DOTALL)
MOST_COMMANDS, MOST_SECONDS = 5, 600.0
NAME = "audiencia.local"
"""For such a name Caddy is its own authority, by the same file as for any other."""
AUTHORITY = "var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt"
PASSWORD = "cuatro palabras que nadie adivina"
ANSWERS = {
    "Nombre que la gente escribe": NAME,
    "Direcciones IP públicas": ADDRESS,
    "Nombre completo": "Municipio de Tepetlixpa",
    "Teléfono": "597 976 0000",
    "Domicilio": "Plaza de la Constitución 1, Centro",
    "Número de emergencias": "597 976 1111",
    "Áreas que atienden": "Obras Públicas; Agua Potable; Contraloría",
    "Área que recibe quejas": "Contraloría",
    "Aviso de privacidad": "lo que dijo la Unidad de Transparencia, teléfono 597 976 2222",
    "¿Ya revisó": "sí",
}

pytestmark = [
    pytest.mark.skipif(not SOAK, reason="long: make soak-install"),
    pytest.mark.skipif(bool(lacking()), reason=f"needs {', '.join(lacking())}: make soak-install"),
]


class Named(AbstractResolver):
    """Knows the one machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        assert host == NAME
        return [ResolveResult(hostname=host, host=ADDRESS, port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        pass


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with bare_machine(tmp_path / "root") as made:
        (package,) = (ROOT / "dist").glob("audiencia_*.deb")
        shutil.copy(package, made.root / "root")
        yield made


def guide() -> list[str]:
    found = COMMANDS.search(GUIDE.read_text("utf-8"))
    assert found is not None, "the guide has no block of commands"
    return found[1].splitlines()


async def test_a_bare_debian_is_installed_by_the_guide(machine: Machine) -> None:
    began, shown = time.monotonic(), ""
    for command in guide():
        before = time.monotonic()
        said = machine.type(command, ANSWERS)
        print(f"{command}: {time.monotonic() - before:.0f} s", flush=True)
        assert said.status == 0, said.text
        shown += said.text
    link = re.search(rf"https://{NAME}/invitacion#(\S+)", shown)
    assert link is not None, shown
    await sign_in(machine, link[1])
    seconds = time.monotonic() - began
    print(f"signed in after {seconds:.0f} s and {len(guide())} commands", flush=True)
    look_around(machine)
    assert len(guide()) <= MOST_COMMANDS and seconds <= MOST_SECONDS


async def sign_in(machine: Machine, code: str) -> None:
    """By the link, with a password and an application's code; the certificate is verified."""
    trusted = ssl.create_default_context(cadata=(machine.root / AUTHORITY).read_text())
    connector = aiohttp.TCPConnector(ssl=trusted, resolver=Named())
    async with Browser(URL(f"https://{NAME}"), connector=connector) as browser:
        fields = {"code": code, "password": PASSWORD, "again": PASSWORD}
        step = await browser.send("/invitacion", fields)
        secret = re.search(r'data-testid="step-secret">([A-Z2-7 ]+)<', step.text)
        assert secret is not None, step.text
        typed = pyotp.TOTP(secret[1].replace(" ", "")).now()
        await browser.post("/entrar/alta", step.hidden | {"code": typed})
        page = await browser.get("/administracion")
        assert page.status == 200 and page.path == "/administracion", page.text


def look_around(machine: Machine) -> None:
    """What a new administrator would try next: the state of the unit, the same command again, taking it away."""
    for command, wanted in (
        ("systemctl is-enabled audiencia caddy", "enabled\nenabled"),
        ("systemd-analyze security --no-pager --threshold=30 audiencia.service", "Overall exposure level"),
        ("audiencia setup --yes", "Todos los archivos están como deben."),
        ("audiencia uninstall --yes", "Los datos y las llaves se quedan"),
        ("systemctl is-active audiencia caddy || true", "inactive\nactive"),  # by the file that was there before
        ("ls /var/lib/audiencia", "keys"),
    ):
        said = machine.type(command, {})
        assert said.status == 0 and wanted in said.text, f"{command}: {said.text}"
        assert "invitacion#" not in said.text
