"""Nothing is blocked before its term nor suppressed before it was blocked for as long as configured, and in the end all is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from audiencia.privacy.retention.due import ENDED, Facts, Ground, ended, next_step, shortest
from audiencia.settings.retention_rules import Retention

RULES = Retention()
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
AGES = st.integers(0, 4000).map(lambda days: NOW - timedelta(days=days))
STATES = st.sampled_from(["waiting", "in_call", "booked", "no_show", "outcome_pending", *sorted(ENDED)])
GROUNDS: st.SearchStrategy[Ground] = st.sampled_from(("retention", "cancellation"))


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    visited, filed, blocked = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    concluded = draw(st.booleans())
    return Facts(
        made_at=draw(AGES),
        ticket_state=draw(STATES) if visited else None,
        ticket_since=draw(AGES) if visited else None,
        session_over=draw(st.booleans()) if visited else True,
        outcome_at=draw(st.none() | AGES) if visited else None,
        case_kind=draw(st.sampled_from(["petition", "complaint"])) if filed else None,
        case_state=("concluded" if concluded else "answered") if filed else None,
        concluded_at=draw(AGES) if filed and concluded else None,
        blocked_at=draw(AGES) if blocked else None,
        blocked_for=draw(GROUNDS) if blocked else None,
    )


@given(facts())
def test_nothing_is_due_while_the_matter_goes_on(one: Facts) -> None:
    assume(one.blocked_at is None)
    going_on = one.case_state == "answered" or one.ticket_state in {"waiting", "in_call", "booked", "outcome_pending"}
    going_on = going_on or (one.ticket_state == "no_show" and not one.session_over)
    assert (next_step(RULES, one) is None) == going_on == (ended(one) is None)


@given(facts())
def test_blocking_follows_the_end_and_suppression_the_blocking(one: Facts) -> None:
    step = next_step(RULES, one)
    if step is None:
        return
    terms = RULES.of_persons()[step.kind]
    if one.blocked_at is None:
        found = ended(one)
        assert found and step.act == "block" and found[0] == step.kind
        assert step.due_at == found[1] + timedelta(days=terms.keep_days)
    else:
        days = RULES.cancellation.block_days if one.blocked_for == "cancellation" else terms.block_days
        assert step.act == "suppress" and step.due_at == one.blocked_at + timedelta(days=days)


@given(facts())
def test_who_came_lately_is_not_due(one: Facts) -> None:
    """The prefilter of the query: nothing ended before its person came."""
    step = next_step(RULES, one)
    moments = [moment for moment in (one.ticket_since, one.outcome_at, one.concluded_at) if moment]
    assume(all(moment >= one.made_at for moment in moments))
    if step and step.act == "block" and one.made_at > NOW - shortest(RULES):
        assert step.due_at > NOW


@given(facts())
def test_nothing_goes_while_somebody_asks_about_their_data(one: Facts) -> None:
    assert next_step(RULES, replace(one, asked=True)) is None


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (Facts(NOW), "unattended"),
        (Facts(NOW, "left", NOW), "unattended"),
        (Facts(NOW, "served", NOW, True, NOW), "visits"),
        (Facts(NOW, "served", NOW, True, NOW, "petition", "concluded", NOW), "cases"),
        (Facts(NOW, case_kind="complaint", case_state="concluded", concluded_at=NOW), "complaints"),
    ],
)
def test_as_what_it_is_kept(one: Facts, kind: str) -> None:
    found = ended(one)
    assert found and found[0] == kind
