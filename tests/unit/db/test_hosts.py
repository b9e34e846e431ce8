"""An address with several hosts, of which each is tried alone."""

import pytest

from audiencia.db.hosts import one_each

ALONE = {
    "postgresql://a:p%40s@one:5432,two:5433/audiencia?target_session_attrs=read-write": [
        "postgresql://a:p%40s@one:5432/audiencia?target_session_attrs=read-write",
        "postgresql://a:p%40s@two:5433/audiencia?target_session_attrs=read-write",
    ],
    "postgresql://one,[::1]/audiencia": ["postgresql://one/audiencia", "postgresql://[::1]/audiencia"],
    "postgresql://a@/audiencia?host=/run/one,/run/two": [
        "postgresql://a@/audiencia?host=/run/one",
        "postgresql://a@/audiencia?host=/run/two",
    ],
    "postgresql://a@/audiencia?host=one,two&port=5432,5433&sslmode=require": [
        "postgresql://a@/audiencia?host=one&sslmode=require&port=5432",
        "postgresql://a@/audiencia?host=two&sslmode=require&port=5433",
    ],
    "postgresql://a@/audiencia?host=one,two&port=5432": [
        "postgresql://a@/audiencia?host=one&port=5432",
        "postgresql://a@/audiencia?host=two&port=5432",
    ],
    "postgresql://a@/audiencia?host=one,two&port=1,2,3": ["postgresql://a@/audiencia?host=one,two&port=1,2,3"],
    "postgresql://a@/audiencia?host=/run/one": ["postgresql://a@/audiencia?host=/run/one"],
    "postgresql://a:s@one/audiencia": ["postgresql://a:s@one/audiencia"],
    "postgresql:///audiencia": ["postgresql:///audiencia"],
}


@pytest.mark.parametrize("url", ALONE)
def test_each_host_has_an_address_of_its_own(url: str) -> None:
    assert one_each(url) == ALONE[url]
