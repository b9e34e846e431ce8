"""Addresses of a database: which could be asked, and what is said of the others."""

import pytest

from audiencia.core.cli_text import Stop
from audiencia.db import address

GOOD = (
    "postgresql://audiencia:p%40ss@db.example.mx/audiencia",
    "postgres://audiencia@db.example.mx:6432/audiencia?sslmode=require&application_name=x",
    "postgresql://audiencia@one:5432,two:5433/audiencia?target_session_attrs=read-write",
    "postgresql://audiencia@[::1]:5432/audiencia",
    "postgresql://audiencia:secret@/audiencia?host=/run/postgresql",
    f"postgresql://db/audiencia?sslmode=verify-full&sslrootcert={__file__}",
)
BAD = {
    "mysql://db/audiencia": "postgresql://",
    "postgresql://audiencia:secret@db:port/audiencia": "port",
    "postgresql://audiencia:secret@[::1/audiencia": "brackets",
    "postgresql://audiencia:secret@db/audiencia?sslmode=on": "verify-full",
    "postgresql://audiencia:secret@db/audiencia?sslcert=/nowhere.pem": "sslcert=/nowhere.pem",
}


@pytest.mark.parametrize("url", GOOD)
def test_what_the_driver_understands_is_taken(url: str) -> None:
    address.check(url)


@pytest.mark.parametrize("url", BAD)
def test_a_mistake_is_one_sentence_that_names_the_variable_and_no_password(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    with pytest.raises(Stop, match=BAD[url]) as stopped:
        address.check(url)
    said = str(stopped.value)
    assert said.startswith("AUDIENCIA_DATABASE_URL: ") and "secret" not in said and "\n" not in said


def test_an_old_server_is_refused_by_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    address.refuse_old(15)
    with pytest.raises(Stop, match="PostgreSQL 14 is too old; 15 or newer is needed"):
        address.refuse_old(14)
