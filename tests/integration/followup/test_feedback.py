"""After the call: what the citizen says, what it does, and until when; what the director recorded stays beside it."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest

from audiencia.cases.use_cases.audience import Audience, of_audience
from audiencia.core.errors import NotFound
from audiencia.core.ids import AttentionId, TicketId
from audiencia.followup import feedback
from audiencia.followup.feedback import Reason
from audiencia.privacy import unreadable
from audiencia.queue.call import conclude
from audiencia.queue.call.conclude import Outcome
from tests.support.scenery import Scenery

DAY = 24 * 3600
SECRET = "Faltó la segunda firma"


def attended(scene: Scenery, outcome: str = "resolved_immediately") -> TicketId:
    """Somebody whose visit ended with this outcome."""
    room_id = next(iter(scene.rooms))
    scene.join("agua")
    scene.open(room_id)
    ticket_id = scene.talk(room_id)
    known = next(one for one in scene.context.municipality.dispositions if one.outcome == outcome)
    scene.run(conclude.end_call(scene.context, scene.room_command(room_id)))
    result = Outcome(known.outcome, known.code, "", "")
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room_id), result))
    return ticket_id


def kept(scene: Scenery, ticket_id: TicketId) -> Mapping[str, Any]:
    """What is kept of the visit."""
    return scene.find(
        "SELECT attention.* FROM attention JOIN ticket ON attention_id = attention.id WHERE ticket.id = $1", ticket_id
    )[0]


def figures(scene: Scenery, ticket_id: TicketId) -> tuple[str, bool | None, bool]:
    """What the director recorded, what the citizen says, and whether it is open again."""
    row = kept(scene, ticket_id)
    return row["outcome"], row["citizen_says_resolved"], row["reopened"]


def say(scene: Scenery, ticket_id: TicketId, resolved: bool) -> Mapping[str, Any]:
    """The citizen's word from the waiting room's page."""
    return scene.run(feedback.say_resolved(scene.context, scene.ticket_command(ticket_id), resolved))


def test_a_yes_is_kept(scene: Scenery) -> None:
    ticket_id = attended(scene)
    assert figures(scene, ticket_id) == ("resolved_immediately", None, False)
    assert say(scene, ticket_id, True) == {"resolved": True, "reopened": False}
    assert figures(scene, ticket_id) == ("resolved_immediately", True, False)


def test_a_no_opens_it_again_and_both_figures_stay(scene: Scenery) -> None:
    ticket_id = attended(scene)
    folio = kept(scene, ticket_id)["folio"]
    assert say(scene, ticket_id, False) == {"resolved": False, "reopened": True}
    assert figures(scene, ticket_id) == ("resolved_immediately", False, True)
    assert kept(scene, ticket_id)["folio"] == folio
    assert scene.ticket(ticket_id)["state"] == "served"


def test_the_mind_can_be_changed_within_two_days(scene: Scenery) -> None:
    ticket_id = attended(scene)
    for resolved, reopened in ((False, True), (True, False), (False, True)):
        assert say(scene, ticket_id, resolved)["reopened"] is reopened
    scene.pass_time(2 * DAY - 60)
    assert say(scene, ticket_id, True)["reopened"] is False
    scene.pass_time(61)
    assert (
        scene.refused(feedback.say_resolved(scene.context, scene.ticket_command(ticket_id), False)) == "too_late_to_say"
    )
    assert figures(scene, ticket_id) == ("resolved_immediately", True, False)


def test_what_is_in_process_stays_so(scene: Scenery) -> None:
    ticket_id = attended(scene, "in_process")
    assert say(scene, ticket_id, False) == {"resolved": False, "reopened": False}
    assert figures(scene, ticket_id) == ("in_process", False, False)


def test_before_there_is_a_result_nothing_can_be_said(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    assert (
        scene.refused(feedback.say_resolved(scene.context, scene.ticket_command(ticket_id), True)) == "not_allowed_now"
    )


def test_each_word_is_logged_once(scene: Scenery) -> None:
    ticket_id = attended(scene)
    attention_id = AttentionId(kept(scene, ticket_id)["id"])
    for resolved in (False, False, True):
        scene.run(feedback.say_resolved_of(scene.context, attention_id, resolved))
    assert scene.events("said") == [("said", "citizen", "not_resolved"), ("said", "citizen", "resolved")]
    recorded = scene.find("SELECT why FROM audit WHERE action = 'said' ORDER BY id")
    assert [row["why"] for row in recorded] == ["not_resolved", "resolved"]
    assert figures(scene, ticket_id) == ("resolved_immediately", True, False)


def test_the_queue_is_shown_anew(scene: Scenery) -> None:
    ticket_id = attended(scene)
    before = scene.queue("agua")["version"]
    say(scene, ticket_id, False)
    assert scene.queue("agua")["version"] == before + 1


def test_of_nobody_nothing_can_be_said(scene: Scenery) -> None:
    with pytest.raises(NotFound):
        scene.run(feedback.say_resolved_of(scene.context, AttentionId(uuid4()), True))


def test_after_the_jornada_closed(scene: Scenery) -> None:
    ticket_id = attended(scene)
    scene.pass_time(DAY)
    assert scene.find("SELECT state FROM session WHERE state = 'closed'")
    assert say(scene, ticket_id, False)["reopened"] is True


def why_of(scene: Scenery, ticket_id: TicketId) -> tuple[str | None, bool, int | None]:
    """Why not, whether words are kept with it, and how the visit was rated."""
    row = kept(scene, ticket_id)
    return row["not_resolved_why"], row["not_resolved_sealed"] is not None, row["rating"]


def test_why_not_is_kept_with_the_no_or_after_it_and_goes_with_a_yes(scene: Scenery) -> None:
    ticket_id = attended(scene)
    attention_id = AttentionId(kept(scene, ticket_id)["id"])
    say(scene, ticket_id, False)
    assert why_of(scene, ticket_id) == (None, False, None)
    scene.run(feedback.say_resolved_of(scene.context, attention_id, False, Reason("partly", SECRET)))
    assert why_of(scene, ticket_id) == ("partly", True, None)
    say(scene, ticket_id, False)
    assert why_of(scene, ticket_id) == ("partly", True, None), "the same word again takes nothing back"
    assert SECRET.encode() not in kept(scene, ticket_id)["not_resolved_sealed"]
    scene.run(feedback.say_resolved_of(scene.context, attention_id, False, Reason("unclear")))
    assert why_of(scene, ticket_id) == ("unclear", True, None), "another reason keeps the words"
    say(scene, ticket_id, True)
    assert why_of(scene, ticket_id) == (None, False, None)


def test_a_yes_has_no_why(scene: Scenery) -> None:
    ticket_id = attended(scene)
    scene.run(feedback.say_resolved(scene.context, scene.ticket_command(ticket_id), True, Reason("partly", "x")))
    assert why_of(scene, ticket_id) == (None, False, None)


def test_those_who_go_on_with_the_case_read_why_and_the_rating(scene: Scenery) -> None:
    ticket_id = attended(scene)
    attention_id = AttentionId(kept(scene, ticket_id)["id"])
    scene.run(feedback.say_resolved_of(scene.context, attention_id, False, Reason("partly", SECRET)))
    scene.run(feedback.rate_of(scene.context, attention_id, 2))

    async def left() -> Audience | None:
        async with scene.context.database.read() as conn:
            reading = await unreadable.reading(conn, scene.context.keyring, kept_person)
            return await of_audience(conn, attention_id, reading)

    kept_person = kept(scene, ticket_id)["person_id"]
    found = scene.run(left())
    assert found is not None
    assert (found.resolved, found.why_not, found.why_not_text, found.rating) == (False, "partly", SECRET, 2)


def test_a_visit_is_rated_within_two_days_and_can_be_rated_anew(scene: Scenery) -> None:
    ticket_id = attended(scene)
    for rating in (1, 5):
        assert scene.run(feedback.rate(scene.context, scene.ticket_command(ticket_id), rating)) == {"rating": rating}
    assert why_of(scene, ticket_id)[2] == 5
    assert scene.refused(feedback.rate(scene.context, scene.ticket_command(ticket_id), 6)) == "bad_input"
    scene.pass_time(2 * DAY + 1)
    assert scene.refused(feedback.rate(scene.context, scene.ticket_command(ticket_id), 1)) == "too_late_to_say"
    assert why_of(scene, ticket_id)[2] == 5


def test_before_there_is_a_result_no_visit_is_rated(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    assert scene.refused(feedback.rate(scene.context, scene.ticket_command(ticket_id), 5)) == "not_allowed_now"
