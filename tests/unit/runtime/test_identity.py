"""The origin of sockets and forms."""

import pytest

from audiencia.runtime.identity import same_origin


@pytest.mark.parametrize(
    ("origin", "host", "expected"),
    [
        ("http://127.0.0.1:8080", "127.0.0.1:8080", True),
        ("https://audiencia.example", "audiencia.example", True),
        ("https://AUDIENCIA.example", "audiencia.example", True),
        ("http://127.0.0.1:8081", "127.0.0.1:8080", False),
        ("https://evil.example", "audiencia.example", False),
        ("https://audiencia.example.evil", "audiencia.example", False),
        ("https://user@audiencia.example", "audiencia.example", False),
        ("null", "audiencia.example", False),
        ("", "audiencia.example", False),
        (None, "audiencia.example", False),
        ("https://audiencia.example", None, False),
        ("file://audiencia.example", "audiencia.example", False),
        ("http://[", "audiencia.example", False),
    ],
)
def test_same_origin(origin: str | None, host: str | None, expected: bool) -> None:
    assert same_origin(origin, host) is expected


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("https://audiencia.example", True),
        ("https://AUDIENCIA.example", True),
        ("http://audiencia.example", False),
        ("https://audiencia.example:8443", False),
        ("https://127.0.0.1:8080", False),
        ("null", False),
        (None, False),
    ],
)
def test_a_configured_origin_is_compared_whole(origin: str | None, expected: bool) -> None:
    assert same_origin(origin, "127.0.0.1:8080", "https://audiencia.example") is expected
