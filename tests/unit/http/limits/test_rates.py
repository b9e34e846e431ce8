"""Limits: one sender is slowed down, a village behind one address is not."""

import pytest

from audiencia.core.errors import TooMany
from audiencia.http.limits.rates import Rates, is_loopback, network


async def test_two_hundred_people_join_behind_one_address() -> None:
    rates = Rates(300)
    for person in range(200):
        visit = f"visit-{person}"
        await rates.page("203.0.113.7", None)
        for _ in range(6):
            await rates.page("203.0.113.7", visit)
        await rates.join("203.0.113.7", visit, f"device-{person}", f"contact-{person}".encode())


async def test_one_browser_is_slowed_down() -> None:
    rates = Rates(300)
    with pytest.raises(TooMany) as caught:
        for _ in range(200):
            await rates.page("203.0.113.7", "one")
    assert 1 <= caught.value.retry_after <= 60
    await rates.page("203.0.113.7", "another")


async def test_joins_of_an_address_are_counted_over_all_browsers() -> None:
    rates = Rates(3)
    for person in range(3):
        await rates.join("203.0.113.7", str(person), str(person), None)
    with pytest.raises(TooMany):
        await rates.join("203.0.113.7", "4", "4", None)
    await rates.join("203.0.113.8", "4", "4", None)


async def test_joins_of_one_contact_and_of_one_device_are_the_narrow_ones() -> None:
    rates = Rates(300)
    for person in range(6):
        await rates.join("203.0.113.7", str(person), str(person), b"one")
    with pytest.raises(TooMany):
        await rates.join("203.0.113.7", "6", "6", b"one")
    await rates.join("203.0.113.7", "6", "6", b"another")
    # Its owner, who is elsewhere, is not locked out by that.
    await rates.join("203.0.113.8", "6", "6", b"one")
    with pytest.raises(TooMany):
        for person in range(21):
            await rates.join("203.0.113.7", f"visit-{person}", "one device", None)


async def test_folios_and_passwords() -> None:
    rates = Rates(3)
    with pytest.raises(TooMany):
        for _ in range(61):
            await rates.sign_in("203.0.113.7")
    with pytest.raises(TooMany):
        for _ in range(201):
            await rates.follow("203.0.113.7")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", "unknown"),
    ],
)
def test_one_subscriber_is_one_sender(address: str, expected: str) -> None:
    assert network(address) == expected


def test_loopback() -> None:
    assert is_loopback("127.0.0.1") and is_loopback("::1")
    assert not is_loopback("203.0.113.7") and not is_loopback("")


async def test_petitions_of_an_address_are_counted_over_all_browsers_and_those_of_a_browser_alone() -> None:
    rates = Rates(300, 12)
    for person in range(12):
        await rates.petition("203.0.113.7", f"visit-{person}")
    with pytest.raises(TooMany):
        await rates.petition("203.0.113.7", "visit-12")
    await rates.petition("203.0.113.8", "visit-12")
    alone = Rates(300, 1000)
    with pytest.raises(TooMany):
        for _ in range(11):
            await alone.petition("203.0.113.7", "one")


async def test_forms_with_files_are_counted_whether_they_are_complete_or_not() -> None:
    rates = Rates(300)
    with pytest.raises(TooMany):
        for _ in range(31):
            await rates.upload("203.0.113.7", "one")
    await rates.upload("203.0.113.7", "another")


async def test_one_time_codes_are_guessed_seldom_by_one_address_and_by_all() -> None:
    rates = Rates(300)
    for _ in range(60):
        await rates.take_over("203.0.113.7")
    with pytest.raises(TooMany):
        await rates.take_over("203.0.113.7")
    tried = 60
    with pytest.raises(TooMany) as caught:
        for network_ in range(100):
            for _ in range(60):
                await rates.take_over(f"198.51.{network_}.7")
                tried += 1
    assert tried == 3000 and 1 <= caught.value.retry_after <= 900
