"""A PostgreSQL of the distribution, of which the newest may be some years older than the embedded one, for as long as a test runs."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import trustme

from audiencia.operations.accounts import account, give
from audiencia.operations.free_ports import free_port
from audiencia.operations.postgres import ACCOUNT

INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
ROLE, PASSWORD = "audiencia", "s3creto"
CERTIFIED = "certified"
HBA = f"""local all {ROLE} scram-sha-256
local all all trust
host all {ROLE} 127.0.0.1/32 scram-sha-256
hostssl all {CERTIFIED} 127.0.0.1/32 cert
"""
"""Whoever may enter the folder of its socket is us, and the service shows its password there too, as to the embedded server;
`CERTIFIED` shows a certificate and no password."""
LOSABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Server:
    """Where it is. `authority`: the file of whoever vouches for its certificate and for that of `CERTIFIED`, `client.pem` beside it,
    where it speaks TLS."""

    version: int
    programs: Path
    port: int
    sockets: Path
    authority: Path

    @property
    def url(self) -> str:
        """For the service's role."""
        return f"postgresql://{ROLE}:{PASSWORD}@/postgres?host={self.sockets}&port={self.port}"

    @property
    def admin_url(self) -> str:
        """For making databases."""
        return f"postgresql://postgres@/postgres?host={self.sockets}&port={self.port}"

    def program(self, name: str) -> str:
        """One of its version."""
        return str(self.programs / name)

    def administer(self, statement: str) -> None:
        """As its superuser."""
        command = [
            str(self.programs / "psql"),
            "-qh",
            str(self.sockets),
            "-p",
            str(self.port),
            "-U",
            "postgres",
            "-c",
            statement,
        ]
        subprocess.run(command, check=True)

    def make_database(self, name: str) -> str:
        """Address of an empty database that the role owns, as an administrator makes it for a service."""
        self.administer(f"CREATE DATABASE {name} OWNER {ROLE}")
        return f"postgresql://{ROLE}:{PASSWORD}@127.0.0.1:{self.port}/{name}"


@contextmanager
def running(programs: Path, *, tls: bool = False) -> Iterator[Server]:
    """Started by its own programs, under the account of the embedded one when we are root; removed with its data."""
    owner = account(ACCOUNT)
    who = {} if owner.is_us else {"user": owner.uid, "group": owner.gid, "extra_groups": []}
    with TemporaryDirectory(prefix="audiencia-pg-") as name:
        folder, port = Path(name), free_port()
        folder.chmod(0o711)
        data = folder / "data"
        give(data, owner)

        def run(program: str, *arguments: str) -> None:
            # Its output into a file: a server that goes on would hold a pipe open.
            with (folder / "log").open("ab") as log:
                subprocess.run([programs / program, "-D", data, *arguments], check=True, cwd="/", timeout=60,
                               stdout=log, stderr=log, **who)  # type: ignore[call-overload] # fmt: skip

        run("initdb", "-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
        options = {
            "port": str(port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(data),
            **LOSABLE,
        }
        authority = _certify(folder, data, owner.uid, owner.gid) if tls else folder
        options |= {"ssl": "on", "ssl_ca_file": "authority.crt"} if tls else {}
        (data / "pg_hba.conf").write_text(HBA, "ascii")
        with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.writelines(f"{option} = '{value}'\n" for option, value in options.items())
        run("pg_ctl", "start", "-w", "-s")
        try:
            made = f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'"
            server = Server(int(programs.parent.name), programs, port, data, authority)
            server.administer(made)
            yield server
        finally:
            run("pg_ctl", "stop", "-w", "-s", "-m", "immediate")


def _certify(folder: Path, data: Path, uid: int, gid: int) -> Path:
    authority = trustme.CA()
    made = authority.issue_cert("127.0.0.1")
    (data / "server.crt").write_bytes(b"".join(one.bytes() for one in made.cert_chain_pems))
    (data / "server.key").write_bytes(made.private_key_pem.bytes())
    (data / "server.key").chmod(0o600)
    authority.cert_pem.write_to_path(str(data / "authority.crt"))
    for file in ("server.crt", "server.key", "authority.crt"):
        os.chown(data / file, uid, gid)
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    client = authority.issue_cert("client.invalid", common_name=CERTIFIED)
    client.private_key_and_cert_chain_pem.write_to_path(str(folder / "client.pem"))
    (folder / "client.pem").chmod(0o600)
    return folder / "authority.pem"
