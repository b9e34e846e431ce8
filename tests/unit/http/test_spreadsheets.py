"""Files for spreadsheets: what somebody wrote is a text there and no formula."""

import pytest

from audiencia.http import spreadsheets


@pytest.mark.parametrize(
    "begins", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫"]
)
def test_what_would_begin_a_formula_is_a_text(begins: str) -> None:
    assert f"'{begins}1+1" in _cells(f"{begins}1+1")


@pytest.mark.parametrize("value", ["", "Ana", "2026-11-24", "¿=?", "a=b", 5, None, -3])
def test_everything_else_stays_as_it_is(value: object) -> None:
    assert "'" not in _cells(value)


def _cells(value: object) -> str:
    body = spreadsheets.file("a.csv", ["uno"], [[value]]).body
    assert isinstance(body, bytes)
    return body.decode().replace('"', "")
