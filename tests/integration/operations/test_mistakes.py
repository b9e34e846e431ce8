"""Mistakes of whoever runs the commands end in one sentence and exit code 2."""

import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from audiencia import app
from audiencia.cli import main
from audiencia.operations.free_ports import free_port

ROOT = Path(__file__).parents[3]
NOBODY = "postgresql://audiencia:secret-word@127.0.0.1:{port}/audiencia"


def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    """Runs the command; gives its sentence."""
    monkeypatch.setattr(sys, "argv", ["audiencia", *words])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 2
    sentence = capsys.readouterr().err.strip().splitlines()[-1]
    assert "Traceback" not in sentence and "secret-word" not in sentence
    return sentence


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setenv("AUDIENCIA_CONFIG", str(ROOT / "config"))
    monkeypatch.setenv("AUDIENCIA_DATA", str(tmp_path))
    monkeypatch.setattr(app, "COMMAND_TRIES", 0)


@pytest.mark.parametrize(
    "command", ["migrate", "administrator", "practice", "retention preview", "keys rotate", "audit verify"]
)
def test_a_database_that_is_away(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("AUDIENCIA_DATABASE_URL", NOBODY.format(port=free_port()))
    monkeypatch.setenv("AUDIENCIA_REDIS_URL", f"redis://127.0.0.1:{free_port()}")
    assert said(capsys, monkeypatch, *command.split()).startswith("The database does not answer; start PostgreSQL")


def test_a_database_that_does_not_exist(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, make_database: Callable[[], str]
) -> None:
    parts = urlsplit(make_database())
    monkeypatch.setenv("AUDIENCIA_DATABASE_URL", parts._replace(path="/none_of_this_name").geturl())
    assert 'database "none_of_this_name" does not exist' in said(capsys, monkeypatch, "migrate")


def test_a_host_that_does_not_exist(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIENCIA_DATABASE_URL", "postgresql://audiencia:secret-word@database.invalid/audiencia")
    assert said(capsys, monkeypatch, "migrate").startswith("The database does not answer")


@pytest.mark.parametrize("command", ["check", "administrator", "migrate"])
def test_a_broken_configuration_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    (tmp_path / "municipality.toml").write_text('name = "unfinished')
    monkeypatch.setenv("AUDIENCIA_CONFIG", str(tmp_path))
    monkeypatch.setenv("AUDIENCIA_DATABASE_URL", NOBODY.format(port=free_port()))
    assert "municipality.toml" in said(capsys, monkeypatch, command)


def test_a_port_that_is_no_number(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIENCIA_PORT", "eighty")
    assert said(capsys, monkeypatch, "check").startswith("AUDIENCIA_PORT: the value «eighty» is not valid")
