"""What a browser takes compressed."""

import pytest

from audiencia.http.render import takes_gzip


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip, deflate, br, zstd", True),
        ("GZIP", True),
        ("br;q=1.0, gzip;q=0.8", True),
        ("gzip;q=0.001", True),
        ("*", True),
        ("identity;q=0.5, *;q=0.1", True),
        ("", False),
        ("identity", False),
        ("deflate, br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000, br", False),
        ("gzip ;Q = 0", False),
        ("*;q=0", False),
        ("gzip;q=0, *", False),
        ("xgzip, gzipped", False),
    ],
)
def test_only_who_takes_gzip_is_sent_it(accepted: str, takes: bool) -> None:
    assert takes_gzip(accepted) is takes
