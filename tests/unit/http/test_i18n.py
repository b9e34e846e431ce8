"""The language: what the person chose, else what the browser prefers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.http.i18n import LANGUAGES, choose


@pytest.mark.parametrize(
    ("chosen", "accept", "expected"),
    [
        (None, "", "es-MX"),
        (None, "en-US,en;q=0.9", "en"),
        (None, "es-ES,es;q=0.9,en;q=0.8", "es-MX"),
        (None, "en;q=0.3, es;q=0.7", "es-MX"),
        (None, "fr, en;q=0.5", "en"),
        (None, "fr,de", "es-MX"),
        (None, "es;q=0, en;q=0.1", "en"),
        (None, "en;q=rubbish, es", "es-MX"),
        ("en", "es", "en"),
        ("es-MX", "en", "es-MX"),
        ("xx", "en", "en"),
    ],
)
def test_choice(chosen: str | None, accept: str, expected: str) -> None:
    assert choose(chosen, accept) == expected


@given(st.none() | st.text(), st.text())
def test_always_one_of_ours(chosen: str | None, accept: str) -> None:
    assert choose(chosen, accept) in LANGUAGES
