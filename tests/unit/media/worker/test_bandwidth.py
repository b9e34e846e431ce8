"""The policy for lines: sound first, then the pair's pictures, then the others; and who is slowed down by whom."""

from hypothesis import given
from hypothesis import strategies as st

from audiencia.media.worker.bandwidth import BACK, LEAST, SOUND, WIDE, Shown, believed, divide, limit, total

rate = st.integers(0, 5_000_000)
shown = st.lists(
    st.builds(Shown, st.sampled_from([f"video{n}" for n in range(5)] + ["screen0"]), st.integers(LEAST, 1_000_000),
              st.booleans()),
    max_size=6, unique_by=lambda one: one.slot,
)  # fmt: skip


@given(rate, st.integers(0, 5), shown)
def test_the_shares_fit_into_what_is_left_beside_sound(estimate: int, sounds: int, slots: list[Shown]) -> None:
    shares = divide(estimate, sounds, slots)
    assert set(shares) == {one.slot for one in slots}
    for one in slots:
        assert shares[one.slot] <= one.cap
        assert shares[one.slot] >= LEAST or (shares[one.slot] == 0 and not one.principal)
    least = LEAST * sum(one.principal for one in slots)
    assert sum(shares.values()) <= max(least, estimate - sounds * SOUND)


@given(rate, st.integers(0, 5), shown)
def test_others_get_something_only_beside_a_pair_that_has_its_share(
    estimate: int, sounds: int, slots: list[Shown]
) -> None:
    alone = divide(estimate, sounds, [one for one in slots if one.principal])
    together = divide(estimate, sounds, slots)
    assert {slot: together[slot] for slot in alone} == alone


@given(rate, shown)
def test_more_room_never_means_less_for_the_pair(estimate: int, slots: list[Shown]) -> None:
    pair = [one for one in slots if one.principal]
    narrow, wide = divide(estimate, 1, pair), divide(estimate + 100_000, 1, pair)
    assert all(wide[slot] >= share for slot, share in narrow.items())


def test_a_picture_that_was_taken_away_needs_more_room_to_return() -> None:
    one = [Shown("video1", 300_000, False)]
    between = int(LEAST * (1 + BACK) / 2)
    assert divide(between, 0, one) == {"video1": between}
    assert divide(between, 0, one, frozenset({"video1"})) == {"video1": 0}
    assert divide(int(LEAST * BACK), 0, one, frozenset({"video1"})) == {"video1": int(LEAST * BACK)}


@given(st.integers(LEAST, 1_000_000), st.lists(rate, max_size=5))
def test_the_weakest_of_the_pair_decides(cap: int, viewers: list[int]) -> None:
    found = limit(cap, viewers)
    assert LEAST <= found <= cap
    assert all(found <= max(LEAST, viewer) for viewer in viewers)
    assert found == cap or any(found == max(LEAST, viewer) for viewer in viewers)
    assert total([found, cap]) == found + cap + SOUND


@given(st.none() | rate, rate, rate, st.none() | rate)
def test_only_an_estimate_near_what_is_sent_is_a_limit(
    known: int | None, told: int, sent: int, before: int | None
) -> None:
    found = believed(known, told, sent, before)
    if told > 1.2 * sent:
        assert found is None if known is None else found is None or found >= max(told, known)
    elif told < sent and before is not None and told < 0.9 * before:
        assert found == told
    elif told < sent and before is not None and told >= before:
        assert believed(known, told, sent, before, 0) == (None if known is None else max(known, told))
        assert found == told


def test_who_gets_more_at_once_and_estimates_slowly_has_no_narrow_line() -> None:
    """Somebody comes into the call: twice as much is sent, and the estimate follows over seconds."""
    known, before = None, 385_000
    for told in range(385_000, 700_000, 8000):
        known = believed(known, told, 500_000, before, 250_000)
        before = told
        assert known is None
    # The same where a limit is known: it is kept until the line says that it carries less.
    assert believed(450_000, 400_000, 500_000, 390_000, 250_000) == 450_000
    assert believed(450_000, 340_000, 500_000, 400_000, 250_000) == 340_000
    # It has had the time to follow.
    assert believed(None, 400_000, 500_000, 400_000, 480_000) == 400_000


def test_a_first_estimate_counts_when_it_is_clearly_below_what_is_sent() -> None:
    assert believed(None, 290_000, 300_000, None, 0) is None
    assert believed(None, 255_000, 300_000, None, 0) == 255_000


def test_a_limit_ends_after_the_line_has_grown() -> None:
    known, rounds = believed(None, 200_000, 300_000), 0
    assert known == 200_000
    while known is not None:
        known = believed(known, 250_000, 180_000, 250_000)
        rounds += 1
    assert 5 < rounds < 60
    assert WIDE > 1_000_000
