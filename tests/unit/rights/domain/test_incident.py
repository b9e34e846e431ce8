"""What is owed for an incident, by when, and which entries can be added."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.core.errors import Refused
from audiencia.rights.domain import incident
from audiencia.rights.domain.data_kinds import DataKind
from audiencia.rights.domain.incident import Alarm, Entry, Facts, Head, Kind
from audiencia.settings.rights_rules import Incidents

RULES = Incidents.model_validate({})
NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)
DUE = NOW + timedelta(hours=72)


def facts(confirmed_at: datetime | None = NOW, noticed_at: datetime = NOW - timedelta(hours=5)) -> Facts:
    return Facts(
        what="Se perdió un equipo", happened_at=NOW - timedelta(days=1), noticed_at=noticed_at, confirmed_at=confirmed_at,
        data=(DataKind.IDENTITY,), people=3, responsible="Oficialía", actions="Se bloqueó", advice="Cambie su NIP",
    )  # fmt: skip


def told(kind: Kind) -> Entry:
    return Entry(kind, told_at=NOW, text="Por oficio")


def test_the_term_counts_from_the_confirmation_and_before_it_from_when_it_was_noticed() -> None:
    head = incident.begun(facts(confirmed_at=None), RULES)
    assert head.due_at == NOW + timedelta(hours=67)
    assert incident.after(head, Entry(Kind.CORRECTED, facts()), RULES, NOW).due_at == DUE


@pytest.mark.parametrize(
    ("hours", "alarm"),
    [
        (24.1, Alarm.IN_TIME),
        (24, Alarm.SOON),
        (6.1, Alarm.SOON),
        (6, Alarm.URGENT),
        (0.1, Alarm.URGENT),
        (0, Alarm.OVER),
    ],
)
def test_the_alarm_says_how_near_the_end_is(hours: float, alarm: Alarm) -> None:
    assert incident.alarm(Head(DUE), RULES, DUE - timedelta(hours=hours)) is alarm
    assert incident.alarm(Head(DUE, NOW, None), RULES, DUE - timedelta(hours=hours)) is alarm, (
        "the people are not told yet"
    )
    assert incident.alarm(Head(DUE, NOW, NOW), RULES, DUE) is Alarm.NONE
    assert incident.alarm(Head(DUE, excused=True), RULES, DUE) is Alarm.NONE


@given(st.lists(st.sampled_from([one for one in Kind if one is not Kind.REGISTERED]), max_size=12))
def test_the_newest_time_of_telling_counts_and_nothing_is_closed_before_all_are_told(kinds: Sequence[Kind]) -> None:
    head, times = incident.begun(facts(), RULES), 0
    for kind in kinds:
        entry = Entry(kind, facts() if kind is Kind.CORRECTED else None, NOW + timedelta(hours=times), "Texto")
        times += 1
        before = head
        try:
            head = incident.after(head, entry, RULES, NOW)
        except Refused:
            continue
        assert head.version == before.version + 1
        told = {Kind.AUTHORITY_TOLD: entry.told_at}.get(kind, before.authority_told_at)
        assert head.authority_told_at == told
        told = {Kind.PEOPLE_TOLD: entry.told_at, Kind.PEOPLE_ADDED: None}.get(kind, before.people_told_at)
        assert head.people_told_at == told
        assert head.excused is {Kind.EXCUSED: True, Kind.CORRECTED: False}.get(kind, before.excused)
        assert before.closed_at in (None, head.closed_at)
        assert head.closed_at is None or head.settled
        assert before.closed_at is None or kind is Kind.NOTED
