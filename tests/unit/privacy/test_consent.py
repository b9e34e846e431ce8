"""Consent: under the text in force, for each purpose, never assumed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.core.errors import BadInput, Code, Refused
from audiencia.privacy.consent import Accepted, NoticeInfo, PurposeInfo, decide

NOTICE = NoticeInfo("3", "abc", (PurposeInfo("attend", True), PurposeInfo("contact", False), PurposeInfo("keep", True)))
PURPOSES = st.sets(st.sampled_from(["attend", "contact", "keep"]))


@given(PURPOSES, st.booleans())
def test_all_required_or_nothing(purposes: set[str], read: bool) -> None:
    if read and {"attend", "keep"} <= purposes:
        accepted = decide(NOTICE, "abc", read, purposes)
        assert {one.purpose for one in accepted} == purposes
        assert all(one == Accepted(one.purpose, "3", "abc") for one in accepted)
    else:
        with pytest.raises(BadInput) as caught:
            decide(NOTICE, "abc", read, purposes)
        assert caught.value.code is Code.NOTICE_NOT_ACCEPTED
        missing = {f"consent_{code}" for code in {"attend", "keep"} - purposes} | (set() if read else {"read_notice"})
        assert set(caught.value.fields) == missing


def test_another_text_is_refused_first() -> None:
    with pytest.raises(Refused) as caught:
        decide(NOTICE, "abd", False, set())
    assert caught.value.code is Code.NOTICE_CHANGED


def test_unknown_purpose() -> None:
    with pytest.raises(BadInput):
        decide(NOTICE, "abc", True, {"attend", "keep", "advertising"})
