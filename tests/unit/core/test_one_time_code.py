"""One-time codes are spelt without letters that are taken for others, and read however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.core.one_time_code import is_spelt, spell, typed_code

CODES = st.binary(min_size=5, max_size=5).map(lambda some: spell(some, 8))


@given(CODES)
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    assert is_spelt(code, 8) and not set("ILOU") & set(code)
    for typed in (
        code,
        code.lower(),
        f" {code[:4]} {code[4:]}",
        f"{code[:4]}-{code[4:]}",
        f"https://x.mx/continuar#{code}",
    ):
        assert typed_code(typed) == code
    assert typed_code(code.replace("0", "o").replace("1", "l")) == code


@pytest.mark.parametrize("wrong", ["", "1234567", "123456789", "1234567U", "1234567ñ"])
def test_what_is_no_code_is_none(wrong: str) -> None:
    assert not is_spelt(typed_code(wrong), 8)


def test_all_bits_count() -> None:
    assert spell(b"\x00" * 5, 8) == "0" * 8 and spell(b"\xff" * 5, 8) == "Z" * 8
    assert len({spell((1 << bit).to_bytes(5, "big"), 8) for bit in range(40)}) == 40
