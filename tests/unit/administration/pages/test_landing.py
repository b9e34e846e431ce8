"""Redirects stay on this site."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.administration.pages.landing import local_path


@pytest.mark.parametrize("path", ["/", "/areas/obras", "/unirse/obras/baches", "/entrar?next=/direccion"])
def test_own_paths(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    ["", "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "javascript:alert(1)", "/a\r\nSet-Cookie: x",
     "/\t/evil.example", "evil", " /x"],
)  # fmt: skip
def test_foreign_ones(path: str) -> None:
    assert local_path(path) == "/"


@given(st.text())
def test_no_text_leads_elsewhere(path: str) -> None:
    kept = local_path(path)
    assert kept.startswith("/") and not kept.startswith(("//", "/\\")) and kept.isprintable()
