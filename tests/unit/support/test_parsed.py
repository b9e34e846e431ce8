"""Configuration that a process of tests parses once."""

import tomllib
from pathlib import Path
from typing import Any, cast

import pytest

from audiencia.settings import config_files
from audiencia.settings.config import ConfigError, load_municipality
from tests.support.configuration import configuration


def test_who_reads_a_text_again_gets_a_copy_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "[limits]\ndays = 3 # of a text that no other test reads\n"
    parser = cast(Any, config_files).tomllib
    parser.loads(text)["limits"]["days"] = 4
    monkeypatch.setattr(tomllib, "loads", None)
    assert parser.loads(text) == {"limits": {"days": 3}}


def test_a_changed_file_is_read_as_it_is_now_and_a_broken_one_refused(tmp_path: Path) -> None:
    folder = configuration(tmp_path / "config", {})
    load_municipality(folder)
    changed = configuration(tmp_path / "changed", {"weekday": 5})
    assert load_municipality(changed).session.weekday == 5
    (folder / "municipality.toml").write_text("weekday = ")
    with pytest.raises(ConfigError, match=r"municipality\.toml"):
        load_municipality(folder)
