"""Sound and picture stay in step for a viewer, whoever is in the slot and whenever that changed."""

from hypothesis import given
from hypothesis import strategies as st

from audiencia.media.packets.clocks import NTP_SECOND, RoundTrip, SenderClock, ntp_of
from audiencia.media.packets.seqmap import NumberMap, ahead

RATES = {"sound": 48_000, "picture": 90_000}
KIND = tuple(RATES)


def test_unix_time_in_ntp() -> None:
    assert ntp_of(0.0) == 2_208_988_800 << 32
    assert ntp_of(1.5) - ntp_of(0.0) == NTP_SECOND * 3 // 2


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1), st.floats(0, 1e6), st.floats(0, 60))
def test_the_clock_runs_on_between_reports(ntp: int, timestamp: int, then: float, passed: float) -> None:
    clock = SenderClock(48_000)
    assert clock.at(then) is None
    clock.note(ntp, timestamp, then)
    known = clock.at(then + passed)
    assert known is not None
    assert abs((known[0] - ntp) / NTP_SECOND - passed) < 1e-6
    assert abs(ahead(known[1], timestamp, 32) - passed * 48_000) <= 1
    clock.forget()
    assert clock.at(then) is None


@given(st.integers(0, 2**32 - 1), st.floats(0.3, 3600), st.floats(0, 0.15))
def test_a_report_counts_after_a_pause_only_if_the_pause_was_counted(
    timestamp: int, pause: float, delay: float
) -> None:
    clock = SenderClock(48_000)
    clock.note(7, timestamp, 10.0)
    clock.compare(timestamp + round(48_000 * (pause - delay)) & 0xFFFFFFFF, 10.0 + pause)
    assert clock.at(20.0) is not None
    clock.compare(timestamp + round(48_000 * 0.02) & 0xFFFFFFFF, 10.4 + pause)
    assert clock.at(20.0) is None


sources = st.lists(
    st.fixed_dictionaries({
        "clock": st.floats(0, 1e6),  # how far the sender's clock is from ours
        "sound": st.integers(0, 2**32 - 1), "picture": st.integers(0, 2**32 - 1),  # where its timestamps are
        "delays": st.tuples(st.floats(0.02, 0.3), st.floats(0.02, 0.6)),  # from capture to arrival
        "stay": st.floats(0.1, 20),
    }),
    min_size=1, max_size=6,
)  # fmt: skip


@given(sources)
def test_a_report_at_the_switch_ties_both_streams_of_the_new_source(people: list[dict[str, object]]) -> None:
    """A viewer computes by the reports when a packet of sound and one of picture were captured: the same answer twice."""
    now = 1000.0
    slots = {kind: NumberMap(rate, 100, 12345) for kind, rate in RATES.items()}
    for person in people:
        offset, delays = person["clock"], dict(zip(KIND, person["delays"], strict=True))  # type: ignore[call-overload]
        shift = ntp_of(now) - ntp_of(now + offset)  # type: ignore[operator]
        moments = {}
        for kind, rate in RATES.items():
            clock, numbers = SenderClock(rate), slots[kind]
            begun = int(person[kind])  # type: ignore[call-overload]
            # The sender's report, from before it took the slot: at capture time t its timestamp is begun + t * rate.
            clock.note(ntp_of(now - 3 + offset), int(begun + (now - 3) * rate) & 0xFFFFFFFF, now - 3)  # type: ignore[operator]
            numbers.restart()
            captured = now + 0.1
            mapped = numbers.map(7, int(begun + captured * rate) & 0xFFFFFFFF, captured + delays[kind])
            assert mapped is not None
            known = clock.at(captured + delays[kind])
            assert known is not None
            told = known[0] + shift, known[1] + numbers.timestamp_shift & 0xFFFFFFFF
            moments[kind] = (told[0] - ntp_of(captured)) / NTP_SECOND + ahead(mapped[1], told[1], 32) / rate
        assert abs(moments["sound"] - moments["picture"]) < 0.001
        now += person["stay"]  # type: ignore[operator]


def test_the_round_trip_is_learnt_from_reports_about_ours() -> None:
    trip = RoundTrip()
    assert trip.seconds == RoundTrip.FIRST_GUESS
    for second in range(20):
        ntp = ntp_of(1000.0 + second)
        trip.sent(ntp, 50.0 + second)
        trip.heard(ntp >> 16 & 0xFFFFFFFF, int(0.4 * 65536), 50.0 + second + 0.4 + 0.08)
    assert abs(trip.seconds - 0.08) < 0.001
    before = trip.seconds
    trip.heard(0x12345678, 0, 99.0)
    assert trip.seconds == before


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.floats(0, 1e6))
def test_no_report_makes_a_round_trip_absurd(token: int, delay: int, now: float) -> None:
    trip = RoundTrip()
    trip.sent(token << 16, 10.0)
    trip.heard(token, delay, now)
    assert 0 <= trip.seconds <= 5
