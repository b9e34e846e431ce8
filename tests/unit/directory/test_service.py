"""What is looked for, and what of a service is handed over."""

from hypothesis import given
from hypothesis import strategies as st

from audiencia.directory.service import FIELD, LONGEST_QUESTION, Advice, advice, question


def test_the_same_question_in_other_spacing_and_with_marks_is_the_same() -> None:
    assert question("  Fuga, de   AGUA!! ") == question("fuga de agua") == "fuga de agua"
    assert question("Árbol") == question("A\u0301rbol") == "arbol"


def test_too_little_is_no_question() -> None:
    assert [question(typed) for typed in ("", "  ", "?!", "a")] == [""] * 4
    assert question("ag") == "ag"


@given(st.text(max_size=500))
def test_any_text_is_a_question_within_bounds(typed: str) -> None:
    asked = question(typed)
    assert len(asked) <= LONGEST_QUESTION
    assert question(asked) == asked


def test_the_first_step_tells_what_is_needed_and_what_it_costs() -> None:
    assert advice(("Vaya", "Pague"), ("INE", "CURP"), "$10", "Caja", "Lleve también") == (
        Advice("Vaya", "INE; CURP", "$10", "Caja"),
        Advice("Pague"),
    )


def test_a_long_list_goes_on_with_the_next_steps_and_none_of_it_is_lost() -> None:
    needed = [f"{number} {'x' * 140}" for number in range(5)]
    found = advice(("Vaya",), needed, "", "", "Lleve también")
    assert [one.step for one in found] == ["Vaya", "Lleve también", "Lleve también"]
    assert "; ".join(one.requirement for one in found) == "; ".join(needed)


@given(
    st.lists(st.text(min_size=1, max_size=FIELD), min_size=1, max_size=12),
    st.lists(st.text(min_size=1, max_size=FIELD), max_size=20),
    st.text(max_size=400),
)
def test_everything_fits_into_the_fields_of_next_steps(steps: list[str], needed: list[str], place: str) -> None:
    found = advice(steps, needed, "", place, "más")
    assert [one.step for one in found][: len(steps)] == steps
    assert all(len(text) <= FIELD for one in found for text in (one.step, one.requirement, one.cost, one.place))
