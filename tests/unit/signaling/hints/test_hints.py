"""Hints hold two whole numbers and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.core.ids import PartyId, QueueId, StaffId
from audiencia.signaling.hints.hints import decode, decode_signed_out, encode
from audiencia.signaling.hints.keys import Handed, decode_keys, encode_keys


@given(st.dictionaries(st.integers(1, 2**31 - 1).map(QueueId), st.integers(1, 2**63 - 1), min_size=1))
def test_hints_come_back_as_they_went(versions: dict[QueueId, int]) -> None:
    assert decode(encode(versions).encode()) == versions


@pytest.mark.parametrize("noise", [b"", b"7", b"seven:8", b"7:8:9", b"7:8 9", b"\xff:1", None])
def test_what_somebody_else_published_is_ignored(noise: object) -> None:
    assert decode(noise) == {}
    assert decode_signed_out(noise) is None
    assert decode_keys(noise) is None


def test_whose_session_ended_is_no_hint() -> None:
    assert decode_signed_out(b"staff:12") == StaffId(12)
    assert decode(b"staff:12") == {}
    assert all(decode_signed_out(noise) is None for noise in (b"staff:", b"staff:-1", b"staff:1:2", b"room:3"))


@pytest.mark.parametrize("event", ["call_keys", "typing"])
def test_what_is_said_in_a_call_comes_back_as_it_went(event: str) -> None:
    handed = Handed("node", (PartyId("room:1"), PartyId("ticket:x")), {"body": "c2Vj"}, event)
    assert decode_keys(encode_keys(handed).encode()) == handed
    assert decode(encode_keys(handed).encode()) == {}
    assert all(decode_keys(noise) is None for noise in (b"keys:", b"keys:[]", b'keys:{"node": 1}', b'keys:{"to": 1}'))
