"""A step comes back as it was handed over, and only for its own row and person."""

import json
from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from audiencia.cases.use_cases.next_steps import CONTENT, NextStep, read, seal
from audiencia.privacy.crypto import PersonKey, SealBroken, aad, new_person_key

STEP = NextStep("Pase por su dictamen", "Identificación oficial", "", "Ventanilla 3", date(2026, 12, 1))


def unseal(key: PersonKey, step_id: UUID, sealed: bytes, due: date | None) -> NextStep:
    """The step of a row."""
    return read(key.open(sealed, aad(CONTENT, step_id)), due)


@given(some.builds(NextStep))
def test_it_comes_back_whole(step: NextStep) -> None:
    key, step_id = new_person_key(), uuid4()
    assert unseal(key, step_id, seal(key, step_id, step), step.due) == step


def test_it_opens_only_for_its_row_and_person() -> None:
    key, step_id = new_person_key(), uuid4()
    sealed = seal(key, step_id, STEP)
    for other_key, other_id in ((key, uuid4()), (new_person_key(), step_id)):
        with pytest.raises(SealBroken):
            unseal(other_key, other_id, sealed, None)


def test_what_is_written_stays_readable() -> None:
    """Rows of years: the form in which the words are kept does not change by itself."""
    key, step_id = new_person_key(), uuid4()
    words = json.dumps({"step": "Pague", "requirement": "Recibo", "cost": "$ 40", "place": "Caja 2"})
    kept = key.seal(words, aad("next_step.content", step_id))
    assert unseal(key, step_id, kept, None) == NextStep("Pague", "Recibo", "$ 40", "Caja 2", None)
    opened = key.open(seal(key, step_id, STEP), aad("next_step.content", step_id))
    assert set(json.loads(opened)) == {"step", "requirement", "cost", "place"}
