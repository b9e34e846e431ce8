"""Hints hold two whole numbers and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.core.ids import QueueId, StaffId
from audiencia.signaling.hints.hints import decode, decode_signed_out, encode


@given(st.integers(1, 2**31 - 1), st.integers(1, 2**63 - 1))
def test_a_hint_comes_back_as_it_went(queue_id: int, version: int) -> None:
    assert decode(encode(QueueId(queue_id), version).encode()) == (queue_id, version)


@pytest.mark.parametrize("noise", [b"", b"7", b"seven:8", b"7:8:9", b"\xff:1", None])
def test_what_somebody_else_published_is_ignored(noise: object) -> None:
    assert decode(noise) is None
    assert decode_signed_out(noise) is None


def test_whose_session_ended_is_no_hint() -> None:
    assert decode_signed_out(b"staff:12") == StaffId(12)
    assert decode(b"staff:12") is None
    assert all(decode_signed_out(noise) is None for noise in (b"staff:", b"staff:-1", b"staff:1:2", b"room:3"))
