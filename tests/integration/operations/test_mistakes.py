"""Mistakes of whoever runs the commands end in one sentence and exit code 2."""

import asyncio
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
import trustme
import typer

from audiencia.cli import main
from audiencia.core import logs
from audiencia.operations import opening, privileges
from audiencia.operations.free_ports import free_port

ROOT = Path(__file__).parents[3]
NOBODY = "postgresql://audiencia:secret-word@127.0.0.1:{port}/audiencia"


ENGLISH, SPANISH = "en_US.UTF-8", "es_MX.UTF-8"


NOT_YET = 75
"""What the unit of `audiencia setup` starts again: EX_TEMPFAIL of sysexits.h(3head)."""


def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str, code: int = 2) -> str:
    """Runs the command; gives its sentence."""
    monkeypatch.setattr(sys, "argv", ["audiencia", *words])
    with pytest.raises(SystemExit) as exited:
        main.main()
    assert exited.value.code == code
    sentence = capsys.readouterr().err.strip().splitlines()[-1]
    assert "Traceback" not in sentence and "secret-word" not in sentence
    return sentence


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LC_ALL", ENGLISH)
    monkeypatch.setenv("AUDIENCIA_CONFIG", str(ROOT / "config"))
    monkeypatch.setenv("AUDIENCIA_DATA", str(tmp_path))
    monkeypatch.setattr(opening, "COMMAND_TRIES", 0)


@pytest.mark.parametrize(
    "command", ["migrate", "account add", "practice", "retention preview", "keys rotate", "audit verify"]
)
def test_a_database_that_is_away(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("AUDIENCIA_DATABASE_URL", NOBODY.format(port=free_port()))
    monkeypatch.setenv("AUDIENCIA_REDIS_URL", f"redis://127.0.0.1:{free_port()}")
    said_so = said(capsys, monkeypatch, *command.split(), code=NOT_YET)
    assert said_so.startswith("The database does not answer; start PostgreSQL")


def test_a_database_that_does_not_exist(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, make_database: Callable[[], str]
) -> None:
    parts = urlsplit(make_database())
    monkeypatch.setenv("AUDIENCIA_DATABASE_URL", parts._replace(path="/none_of_this_name").geturl())
    assert 'database "none_of_this_name" does not exist' in said(capsys, monkeypatch, "migrate")


def test_a_host_that_does_not_exist(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIENCIA_DATABASE_URL", "postgresql://audiencia:secret-word@database.invalid/audiencia")
    assert said(capsys, monkeypatch, "migrate", code=NOT_YET).startswith("The database does not answer")


@pytest.mark.parametrize("command", ["check", "account list", "migrate"])
def test_a_broken_configuration_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    (tmp_path / "municipality.toml").write_text('name = "unfinished')
    monkeypatch.setenv("AUDIENCIA_CONFIG", str(tmp_path))
    monkeypatch.setenv("AUDIENCIA_DATABASE_URL", NOBODY.format(port=free_port()))
    assert "municipality.toml" in said(capsys, monkeypatch, *command.split())


def test_a_port_that_is_no_number(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIENCIA_PORT", "eighty")
    assert said(capsys, monkeypatch, "check").startswith("AUDIENCIA_PORT: the value «eighty» is not valid")


def expired(tmp_path: Path) -> Path:
    made = trustme.CA().issue_cert("audiencia.example.mx", not_after=datetime(2026, 1, 2, tzinfo=UTC))
    made.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "expired.pem"))
    return tmp_path / "expired.pem"


MISTAKES: dict[str, tuple[str, dict[str, str], str, str]] = {
    "sslmode": ("migrate", {"DATABASE_URL": NOBODY.format(port=5432) + "?sslmode=on"}, "there is no sslmode=on", "sslmode=on no existe"),
    "authority": ("migrate", {"DATABASE_URL": NOBODY.format(port=5432) + "?sslmode=verify-full&sslrootcert=/nowhere.pem"},
                  "cannot be read", "no se puede leer"),
    "certificate": ("serve --profile demo", {"TLS_CERTIFICATE": "{expired}"}, "expired on 2026-01-02", "venció el 2026-01-02"),
    "folder": ("serve --profile demo", {"DATA": "{file}/data"}, "cannot be written", "No se puede escribir"),
    "notice": ("notice-test --mail a@example.mx", {}, "it is not set up", "no está configurado"),
    "option": ("restore /x", {}, "--keys is missing; see: audiencia restore --help", "Falta --keys; vea: audiencia restore --help"),
    "argument": ("drain", {}, "worker is missing", "Falta worker"),
    "no option": ("check --foo", {}, "«--foo» cannot be used so", "«--foo» no se usa así"),
    "no value": ("check --profile", {}, "«--profile» cannot be used so", "«--profile» no se usa así"),
    "value": ("practice --people many", {}, "--people: this value cannot be used", "--people: este valor no se puede usar"),
    "no command": ("chek", {}, "«chek» cannot be used so; see: audiencia --help", "«chek» no se usa así; vea: audiencia --help"),
    "no command of these": ("keys make", {}, "«make» cannot be used so; see: audiencia keys --help", "«make» no se usa así"),
    "too much": ("doctor a b", {}, "«a b» cannot be used so", "«a b» no se usa así"),
    "no address": ("turn-config --host turn.example.mx --external-ip turn.example.mx", {},
                   "--external-ip: this value cannot be used", "--external-ip: este valor no se puede usar"),
    "TURN server": ("turn-config --host https://turn.example.mx", {}, "is no name of a server", "no es el nombre de un servidor"),
    "address": ("check", {"PUBLIC_URL": "audiencia.example.mx"}, "write an address such as https://", "escriba una dirección como https://"),
    "scheme of Redis": ("doctor", {"REDIS_URL": "http://127.0.0.1"}, "write an address such as redis://", "escriba una dirección como redis://"),
    "port of Redis": ("doctor", {"REDIS_URL": "redis://127.0.0.1:99999"}, "write an address such as redis://",
                      "escriba una dirección como redis://"),
    "parameter of Redis": ("doctor", {"REDIS_URL": "redis://127.0.0.1?foo=1"}, "«foo» is no parameter", "«foo» no es un parámetro"),
    "value for Redis": ("doctor", {"REDIS_URL": "rediss://127.0.0.1?ssl_cert_reqs=secret-word"},
                        "«ssl_cert_reqs» cannot have this value", "«ssl_cert_reqs» no puede tener este valor"),
    "brackets": ("turn-config", {"PUBLIC_URL": "https://[x"}, "write an address such as https://", "escriba una dirección como https://"),
    "date": ("restore {file} --keys {file} --identity {file} --into {file} --until 0001-01-01", {},
             "--until: this value cannot be used; see: audiencia restore --help", "--until: este valor no se puede usar"),
    "name": ("account add --name=", {}, "--name: this value cannot be used; see: audiencia account add --help",
             "--name: este valor no se puede usar"),
    "long name": (f"account add --name {'x' * 121}", {}, "--name: this value cannot be used", "--name: este valor no se puede usar"),
    "bytes for a name": ("account add --name \udcff", {}, "--name: this value cannot be used", "--name: este valor no se puede usar"),
    "bytes for a department": ("account add --department \udcff", {}, "--department: this value cannot", "--department: este valor no"),
    "bytes for an account": ("account reset \udcff", {}, "login: this value cannot be used", "login: este valor no se puede usar"),
    "spreadsheet": ("import /nowhere.xlsx", {}, "/nowhere.xlsx", "/nowhere.xlsx"),
    "file for a folder": ("import --template {file}", {}, "cannot be used (File exists)", "no se puede usar (File exists)"),
}  # fmt: skip
"""By what is wrong: the command, its variables, and what it says in either language."""


@pytest.mark.parametrize("language", [ENGLISH, SPANISH])
@pytest.mark.parametrize("wrong", MISTAKES)
def test_each_is_one_sentence_in_either_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wrong: str,
    language: str,
) -> None:  # fmt: skip
    command, variables, english, spanish = MISTAKES[wrong]
    file = tmp_path / "file"
    file.touch()
    places = {"expired": expired(tmp_path), "file": file}
    for name, value in variables.items():
        monkeypatch.setenv(f"AUDIENCIA_{name}", value.format(**places))
    monkeypatch.setenv("LC_ALL", language)
    assert (english if language == ENGLISH else spanish) in said(capsys, monkeypatch, *command.format(**places).split())


def test_help_for_whoever_names_no_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["audiencia"])
    with pytest.raises(SystemExit) as exited:
        main.main()
    told = capsys.readouterr()
    assert exited.value.code == 2 and "turn-config" in told.out and not told.err


def test_nobody_answers(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def asks(**_: object) -> None:
        raise typer.Abort

    monkeypatch.setattr(main, "app", asks)
    assert said(capsys, monkeypatch) == "Ended: nobody answered what it asked."


def test_what_a_command_finds_wrong_is_no_mistake_of_who_typed_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIENCIA_DATABASE_URL", NOBODY.format(port=free_port()))
    monkeypatch.setattr(sys, "argv", ["audiencia", "doctor"])
    with pytest.raises(SystemExit) as exited:
        main.main()
    assert exited.value.code == 1


@pytest.mark.parametrize("language", [ENGLISH, SPANISH])
def test_an_address_that_this_machine_does_not_have(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """As of a worker behind a router, whose public address browsers reach."""
    monkeypatch.setenv("LC_ALL", language)
    monkeypatch.setattr(logs, "configure", lambda *_: None)  # of this process, which runs other tests
    monkeypatch.setattr(privileges, "leave_root", lambda *_: None)
    given = {
        "HOST": "127.0.0.1",
        "PORT": free_port(),
        "SECRET": "a" * 40,
        "CONTROL_HOST": "192.0.2.7",
        "CONTROL_PORT": free_port(),
    }
    for name, value in given.items():
        monkeypatch.setenv(f"AUDIENCIA_MEDIA_{name}", str(value))
    beginning = "This machine refuses it: " if language == ENGLISH else "Esta máquina lo rechaza: "
    sentence = said(capsys, monkeypatch, "media")
    assert sentence.startswith(beginning) and "192.0.2.7" in sentence


TABLES = {
    ("9999", ENGLISH): "The tables are of a newer version (revision 9999)",
    ("9999", SPANISH): "Las tablas son de una versión más nueva (revisión 9999)",
    ("0126", ENGLISH): "The tables are of an older version (revision 0126",
    ("0126", SPANISH): "Las tablas son de una versión anterior (revisión 0126",
}
"""What is said of tables at this revision, in either language."""


def test_a_node_and_commands_refuse_tables_of_another_version(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, make_database: Callable[[], str],
    tmp_path: Path,
) -> None:  # fmt: skip
    url = make_database()
    monkeypatch.setenv("AUDIENCIA_DATABASE_URL", url)
    monkeypatch.setattr(logs, "configure", lambda *_: None)  # of this process, which runs other tests
    monkeypatch.setattr(privileges, "leave_root", lambda *_: None)
    for (revision, language), sentence in TABLES.items():
        asyncio.run(set_revision(url, revision))
        monkeypatch.setenv("LC_ALL", language)
        for command in ("web", "account list"):
            assert said(capsys, monkeypatch, *command.split()).startswith(sentence)
    assert not (tmp_path / "keys").exists(), "before anything is written"


async def set_revision(url: str, revision: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("UPDATE alembic_version SET version_num = $1", revision)
    await connection.execute(f"COMMENT ON TABLE alembic_version IS '{revision}'")
    await connection.close()


def test_a_wrong_password_of_the_database(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, make_database: Callable[[], str]
) -> None:
    parts = urlsplit(make_database())
    user, _, _ = parts.netloc.partition(":")
    monkeypatch.setenv("AUDIENCIA_DATABASE_URL", parts._replace(netloc=f"{user}:secret-word@").geturl())
    assert "password" in said(capsys, monkeypatch, "migrate")
