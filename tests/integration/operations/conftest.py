"""What commands are tried with: a database of their own, named as whoever runs the service names it."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from audiencia.settings.config import Settings
from tests.support.audience import ROOT


@pytest.fixture
def settings(make_database: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of a production in a new database, in the variables of the terminal too."""
    made = Settings(database_url=make_database(), data=tmp_path / "data", config=ROOT / "config")
    for name in ("database_url", "data", "config"):
        monkeypatch.setenv(f"AUDIENCIA_{name.upper()}", str(getattr(made, name)))
    return made


@pytest.fixture
def english_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands speak English."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


@pytest.fixture(autouse=True)
def records_go_where_they_went() -> Iterator[None]:
    """Commands send records to the stderr of their process, which is closed after a test that took its place."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level = before
