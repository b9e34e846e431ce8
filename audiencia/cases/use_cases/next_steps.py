"""A next step as it is handed over, and how it is kept: the words sealed together, the date readable.
The date stays outside, because days are counted by it; what has to be done, brought and paid tells about the person."""

import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from audiencia.core.gettext_mark import N_
from audiencia.privacy.crypto import PersonKey, aad

CONTENT = "next_step.content"
UNREADABLE = N_("A next step that does not open: ask for it by telephone or at the counter.")
"""What a citizen reads in the place of its words."""
UNREADABLE_TO_STAFF = N_("A next step does not open.")


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing that the citizen does next. `step`: empty where the words do not open; the date is there all the same."""

    step: str
    requirement: str
    cost: str
    place: str
    due: date | None


def seal(key: PersonKey, step_id: UUID, step: NextStep) -> bytes:
    """The words of a step for its row, as one JSON object."""
    words = {"step": step.step, "requirement": step.requirement, "cost": step.cost, "place": step.place}
    return key.seal(json.dumps(words, ensure_ascii=False), aad(CONTENT, step_id))


def read(content: str, due: date | None) -> NextStep:
    """The step of a row whose words were opened."""
    return NextStep(**json.loads(content), due=due)


def damaged(due: date | None) -> NextStep:
    """A step whose words do not open."""
    return NextStep("", "", "", "", due)
