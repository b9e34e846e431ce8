"""What one open socket may say, and in which order."""

import time
from typing import Any, cast

from audiencia.signaling.namespaces.bucket import BURST, KEYS_BURST, Bucket
from audiencia.signaling.namespaces.socket import Socket
from audiencia.staff.roles import Role

NONE = cast(Any, None)


def test_what_a_page_says_about_keys_takes_nothing_of_what_a_person_may_say() -> None:
    socket = Socket("a", Role.CITIZEN, "es-MX", {}, Bucket(0.0), NONE, NONE, NONE)
    of_keys = socket.limit_of("call_keys")
    now = time.monotonic()
    assert all(of_keys.take(now) for _ in range(KEYS_BURST))
    assert not of_keys.take(now) and socket.limit_of("call_keys") is of_keys
    beside = Socket("b", Role.CITIZEN, "es-MX", {}, socket.bucket, NONE, NONE, NONE)
    assert beside.limit_of("call_keys") is of_keys, "another window of the same person is no way around the limit"
    assert all(socket.limit_of("hang_up").take(0.0) for _ in range(BURST))
    assert not socket.limit_of("hang_up").take(0.0)
