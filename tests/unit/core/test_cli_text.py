"""Which language operators are spoken to in."""

from pathlib import Path

import pytest

from audiencia.core import cli_text
from audiencia.core.cli_text import _, read_in, speaks_english


@pytest.mark.parametrize(
    ("variables", "english"),
    [
        ({}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "es_MX.UTF-8"}, False),
        ({"LANG": "es_MX.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, True),
    ],
)
def test_the_first_variable_that_is_set_decides(variables: dict[str, str], english: bool) -> None:
    assert speaks_english(variables) is english


def test_a_sentence_is_said_in_the_terminals_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")
    assert _("Red: %(count)s.", count=2) == "En rojo: 2."
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert _("Red: %(count)s.", count=2) == "Red: 2."


def test_in_a_page_a_sentence_is_said_in_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for terminal, reader, said in (
        ("en_US.UTF-8", "es-MX", ["En rojo: 2.", "Red: 2."]),
        ("es_MX.UTF-8", "en", ["Red: 2.", "En rojo: 2."]),
    ):
        monkeypatch.setenv("LC_ALL", terminal)
        with read_in(reader):
            found = [_("Red: %(count)s.", count=2)]
        assert [*found, _("Red: %(count)s.", count=2)] == said


def test_a_clone_that_is_not_built_speaks_english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")
    monkeypatch.setattr(cli_text, "web_root", lambda: tmp_path)
    cli_text.spanish.cache_clear()
    try:
        assert _("Starting…") == "Starting…"
    finally:
        cli_text.spanish.cache_clear()
