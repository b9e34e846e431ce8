"""An address of Redis that is let through is one that the client opens; no other is."""

import pytest
import redis.asyncio as redis

from audiencia.settings.redis_address import KNOWN, checked

GOOD = {
    "protocol": "3", "socket_keepalive": "True", "retry_on_timeout": "no", "socket_timeout": "0.5", "ssl_cert_reqs": "required",
    "ssl_check_hostname": "False",
}  # fmt: skip
OTHERS = [
    "foo=1", "foo=", "db=x", "db=", "protocol=9", "socket_timeout=soon", "max_connections=0", "connection_class=x", "retry=3",
    "ssl_cert_reqs=foo", "ssl_min_version=1", "DB=1", "encoder_class=x", "health_check_interval=-1", "socket_keepalive=perhaps",
]  # fmt: skip


@pytest.mark.parametrize("scheme", KNOWN)
@pytest.mark.parametrize("name", KNOWN["rediss"])
def test_the_client_opens_what_is_let_through(scheme: str, name: str) -> None:
    url = f"{scheme}://host/0?{name}={GOOD.get(name, '1')}"
    if name in KNOWN[scheme]:
        assert checked(url) == url
        redis.ConnectionPool.from_url(url).make_connection()
    else:
        with pytest.raises(ValueError, match=f"«{name}»"):
            checked(url)


@pytest.mark.parametrize("query", OTHERS)
def test_what_it_would_not_open_is_named_without_its_value(query: str) -> None:
    name, _, value = query.partition("=")
    with pytest.raises(ValueError, match=f"«{name}»") as refused:
        checked(f"rediss://user:word@host/0?{query}")
    assert "word" not in str(refused.value) and (len(value) < 3 or value not in str(refused.value).replace(name, ""))
