"""What must not go live, asked of a real database, a real mail server and the command."""

import os
import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from audiencia.db.database import Database
from audiencia.operations.checks import going_live
from audiencia.operations.checks.result import State
from audiencia.operations.free_ports import free_port
from audiencia.settings.config import Settings, load_municipality

ROOT = Path(__file__).parents[4]


async def states(**changed: object) -> dict[str, State]:
    settings = Settings.model_validate({"config": ROOT / "config", "mail_from": "a@example.org"} | changed)
    return {one.code: one.state for one in await going_live.examine(settings, load_municipality(settings.config))}


async def test_an_administrator_is_one_with_a_password(make_database: Callable[[], str]) -> None:
    url = make_database()
    assert (await states(database_url=url))["administrator"] is State.RED
    database = Database(url, size=2)
    await database.open()
    try:
        async with database.begin() as tx:
            await tx.conn.execute(
                "INSERT INTO staff (login, display_name, role, password_hash) VALUES ('ana', 'Ana', 'administrator', 'x')"
            )
    finally:
        await database.close()
    assert (await states(database_url=url))["administrator"] is State.GREEN


async def test_a_mail_server_without_starttls_is_red(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    monkeypatch.setattr(going_live, "ANSWER_SECONDS", 60)
    port = free_port()
    for offered, state in ((None, State.RED), (context, State.GREEN)):
        server = Controller(Sink(), hostname="localhost", port=port, tls_context=offered, ready_timeout=60)
        server.start()
        try:
            found = await states(smtp_host="localhost", smtp_port=port)
        finally:
            server.stop()
        assert found["mail_tls"] is state
    assert (await states(smtp_host="localhost", smtp_port=port))["mail_tls"] is State.RED  # nobody listens any more


def test_the_command_refuses_the_example(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "audiencia", "check", "--production"],
        capture_output=True, text=True, timeout=120, cwd=ROOT, check=False,
        env={"PATH": os.environ["PATH"], "LC_ALL": "es_MX.UTF-8", "PYTHONUTF8": "1", "AUDIENCIA_DATA": str(tmp_path),
             "AUDIENCIA_PUBLICURL": "https://a.example"},
    )  # fmt: skip
    assert made.returncode == 2, made.stderr
    assert "No debe abrirse al público." in made.stdout and "AUDIENCIA_PUBLICURL" in made.stdout
    assert "Traceback" not in made.stdout + made.stderr
