"""A contact has one form, however people write it; different ones stay different."""

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.privacy.contact import canonical, is_whole, spoken, telephone

FIRST = "23456789"
NUMBERS = st.builds(str.__add__, st.sampled_from(FIRST), st.text(string.digits, min_size=9, max_size=9))
PREFIXES = st.sampled_from(
    ["", "52", "+52 ", "521", "+52 1 ", "0052", "00 52 1", "011 52 ", "044 ", "045", "01 ", "+52 01 "]
)
MARKS = st.text(" -().·/", max_size=2)
EMAILS = st.emails().filter(lambda text: not set(text) & set("<>()[],;:/|") and text.split("@")[0][-1].isalnum())


@given(NUMBERS, PREFIXES, st.lists(MARKS, min_size=10, max_size=10))
def test_a_mexican_number_is_its_ten_digits(number: str, prefix: str, marks: list[str]) -> None:
    written = prefix + "".join(digit + mark for digit, mark in zip(number, marks, strict=True))
    assert canonical(f"  Tel. {written} ") == f"tel:{number}"


@given(NUMBERS, NUMBERS)
def test_two_numbers_stay_two(one: str, other: str) -> None:
    assert (canonical(one) == canonical(other)) == (one == other)


@given(EMAILS, st.text(" \t", max_size=3))
def test_an_email_is_trimmed_and_without_capitals(email: str, space: str) -> None:
    found = canonical(email)
    assert found is not None and found.startswith("mail:")
    assert canonical(space + email.upper() + space) == found == canonical(f"correo: <{email}>")


@given(NUMBERS, EMAILS)
def test_of_both_the_telephone_counts(number: str, email: str) -> None:
    assert canonical(f"{email} / {number}") == canonical(f"{number}, {email}") == f"tel:{number}"


@given(st.text())
def test_the_form_of_a_form_is_itself(text: str) -> None:
    found = canonical(text)
    assert found is None or canonical(found.partition(":")[2]) == found


@given(st.text(st.characters().filter(lambda char: not _counts(char))))
def test_words_are_no_contact(text: str) -> None:
    assert canonical(text) is None


@pytest.mark.parametrize("repeated", ["a", "a.", "a@", "@", " ", "1", "1 ", "01", "ﷺ"])
@pytest.mark.timeout(120)
def test_a_long_text_is_read_in_one_pass(repeated: str) -> None:
    """Takes a second. With each letter tried as the beginning of an address it takes hours, and ends with the time limit."""
    canonical(repeated * 500_000)


def _counts(char: str) -> bool:
    """A digit, also in its compatible form (² and ①), or what makes an e-mail."""
    return any(one.isdecimal() or one == "@" for one in unicodedata.normalize("NFKC", char))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", None),
        ("preguntar por Juan, casa 14", None),
        ("722 555", None),
        ("213 4567", "tel:2134567"),
        ("+1 (305) 555-0199", "tel:13055550199"),
        ("+502 2345 6789", "tel:50223456789"),
        ("52 1234 5678", "tel:5212345678"),
        ("５５ １２３４ ５６７８", "tel:5512345678"),
        ("٧٢٢ ١٢٣ ٤٥٦٧", "tel:7221234567"),
        ("722 123 4567 ext. 3", "tel:7221234567"),
        ("5512345678 casa 5587654321", "tel:5512345678"),
        ("Casa 2: 5512345678", "tel:5512345678"),
        ("5512345678 (de 9 a 5)", "tel:5512345678"),
        ("001 52 55 1234 5678", "tel:5512345678"),
        ("Ana.Núñez@Correo.MX", "mail:ana.núñez@correo.mx"),
        ("ana@", None),
        ("ana@correo", None),
        ("ana99999999@correo", None),
        ("ana@correo, ana@correo.mx", "mail:ana@correo.mx"),
        ("ana99999999@correo.mx", "mail:ana99999999@correo.mx"),
    ],
)
def test_examples(typed: str, found: str | None) -> None:
    assert canonical(typed) == found


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+525512345678", "+52 55 1234 5678"),
        ("+525612345678", "+52 56 1234 5678"),
        ("+523312345678", "+52 33 1234 5678"),
        ("+528112345678", "+52 81 1234 5678"),
        ("+527225550101", "+52 722 555 0101"),
        ("13105550142", "13105550142"),
        ("", ""),
    ],
)
def test_a_mexican_number_is_read_out_in_the_groups_of_its_area_code(number: str, shown: str) -> None:
    assert spoken(number) == shown


@pytest.mark.parametrize(
    ("typed", "whole"),
    [("722 123 4567", True), ("+1 (305) 555-0199", True), ("213 4567", False), ("5213 4567", False), ("", False)],
)
def test_a_number_of_its_own_town_alone_is_not_whole(typed: str, whole: bool) -> None:
    assert is_whole(telephone(typed)) == whole
