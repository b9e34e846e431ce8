"""What a word means that was typed with a slip of the finger."""

import pytest

from audiencia.directory.slips import Slips


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("matar", {1}),
        ("mtaar", {1}),
        ("maar", {1}),
        ("mattar", {1}),
        ("maxar", {1}),
        ("natar", set()),
        ("mtr", set()),
        ("mxxar", set()),
        ("pela", set()),
        ("pes", set()),
        ("", set()),
    ],
)
def test_one_slip_after_the_first_letter(typed: str, meant: set[int]) -> None:
    slips = Slips()
    slips.add("matar", 1)
    slips.add("pel", 2)
    assert slips.meant(typed) == meant
