"""Help that nobody but the moderators learns of, who is in the room, the card of emergency numbers, and endings for conduct."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tests.integration.signaling.scenes import begin_call, open_desk, talking, will_read
from tests.integration.signaling.test_repeating import OF_SAFETY, Twice
from tests.support.audience import MATTER, NAME, Audience, People

HERE = "agua"


def as_bytes(payload: Mapping[str, Any]) -> str:
    """A view as it is written on the line, but for the clock and the count of the line's changes."""
    return json.dumps({name: value for name, value in payload.items() if name not in ("now", "version")})


async def test_silent_help_reaches_moderators_and_changes_no_byte_at_the_citizen(people: People) -> None:
    moderator, (citizen, director) = await people.moderator(), await talking(people, HERE)
    heard: list[tuple[str, str]] = []
    hear = citizen.heard

    def listen(event: str, payload: Mapping[str, Any]) -> None:
        heard.append((event, as_bytes(payload)))
        hear(event, payload)

    citizen.line._heard = listen
    await citizen.refresh()
    await citizen.views.next()
    before, heard[:] = heard[-1], []
    epoch = director.view.room.epoch
    await director.ask_help()
    shown = await moderator.asking.wait_for(lambda shown: bool(shown.entries), "the call for help")
    (asked,) = shown.entries
    assert (asked.reason, asked.director, asked.number) == ("silent", director.view.director, None)
    await moderator.answer_help(asked.id)
    await director.wait_for(lambda view: view.help == "coming", "that somebody is coming")
    await director.withdraw_help()
    await moderator.asking.wait_for(lambda shown: not shown.entries, "the end")
    assert heard == []
    await citizen.refresh()
    await citizen.views.next()
    assert heard == [before]
    assert director.view.room.epoch == epoch


async def test_silent_help_survives_a_reload(people: People) -> None:
    director, moderator = await open_desk(people, HERE), await people.moderator()
    await director.ask_help()
    await director.line.close()
    view = await director.connect()
    assert view.help == "asked"
    await moderator.line.close()
    await moderator.connect()
    (asked,) = (await moderator.asking.wait_for(lambda shown: bool(shown.entries), "the call for help")).entries
    await moderator.close_help(asked.id)
    await director.wait_for(lambda view: view.help is None, "the end")


async def test_a_citizen_asks_quietly_and_reads_that_somebody_is_coming(people: People) -> None:
    citizen, moderator = await people.citizen(HERE), await people.moderator()
    await citizen.need_help("unwell")
    (asked,) = (await moderator.asking.wait_for(lambda shown: bool(shown.entries), "who needs help")).entries
    assert (asked.number, asked.reason) == (citizen.view.ticket.number, "unwell")
    await moderator.answer_help(asked.id)
    await citizen.wait_for(lambda view: view.help is not None and view.help.answered, "that somebody is coming")
    await citizen.help_over()
    await moderator.asking.wait_for(lambda shown: not shown.entries, "the end")


async def test_who_is_in_the_room_is_read_before_the_answer_and_during_the_call(people: People) -> None:
    citizen, director = await people.citizen(HERE), await open_desk(people, HERE)
    await director.declare_company(advisor=2)
    await director.call_next()
    called = await citizen.wait_state("called")
    assert called.call is not None
    assert [(one.label, one.count) for one in called.call.company] == [("Advisor or technician", 2)]
    await citizen.accept()
    await director.declare_company()
    await citizen.wait_for(lambda view: view.call is not None and not view.call.company, "that nobody is there")


async def test_an_assistant_with_a_seat_is_listed_by_itself(people: People) -> None:
    works = "obras-publicas"
    citizen, director = await people.citizen(works), await open_desk(people, works)
    await people.assistant()
    await director.wait_for(lambda view: [one.code for one in view.room.told] == ["assistant"], "the assistant")
    assert director.view.room.company == []
    await director.call_next()
    called = await citizen.wait_state("called")
    assert called.call is not None
    assert [(one.code, one.count) for one in called.call.company] == [("assistant", 1)]


async def test_the_card_opens_at_the_citizen(people: People) -> None:
    citizen, director = await talking(people, HERE)
    assert citizen.view.call is not None
    assert citizen.view.call.emergency_at is None
    await director.show_emergency()
    await citizen.wait_for(lambda view: view.call is not None and view.call.emergency_at is not None, "the card")


async def test_an_ending_for_conduct_is_told_reviewed_and_reversed(audience: Audience, people: People) -> None:
    moderator, (citizen, director) = await people.moderator(), await talking(people, HERE)
    waiting = await people.citizen(HERE)
    ending = await director.end_for_conduct("insults")
    ended = await citizen.wait_state("wrap_up")
    assert ended.conduct is not None
    assert ended.conduct.explanation == "It is on record that there were insults."
    assert ended.call is None
    await will_read(citizen, "A moderator reviews it")
    listed = await moderator.endings.wait_for(lambda shown: bool(shown.endings), "what to review")
    assert [(one.ending_id, one.number, one.review) for one in listed.endings] == [(ending, ended.ticket.number, None)]
    await director.record_outcome()
    await moderator.review_conduct(ending, "reversed", "No hubo insultos")
    view = await citizen.wait_for(lambda view: view.conduct is not None and view.conduct.place_back is not None, "it")
    assert view.conduct is not None
    assert (view.conduct.review, view.conduct.place_back) == ("reversed", "same_place")
    more = {"use_carried": "yes"}
    await citizen.line.close()
    await citizen.join(HERE, "fugas", name=NAME, matter=MATTER, more=more)
    back = await citizen.connect()
    assert back.line is not None
    assert back.line.place == 1
    assert back.ticket.joined_at < waiting.view.ticket.joined_at
    await will_read(waiting, "got the place back")


async def test_the_second_place_behind_a_report_is_a_number_for_moderators_alone(people: People) -> None:
    moderator, (citizen, director) = await people.moderator(), await talking(people, HERE)
    before = moderator.endings.value.reports
    await citizen.report_conduct("insults", "Me gritó")
    shown = await moderator.endings.wait_for(lambda shown: shown.reports == before + 1, "the number")
    assert "gritó" not in shown.model_dump_json()
    await director.refresh()
    await asyncio.gather(director.views.next())
    assert "insult" not in director.view.model_copy(update={"conduct_reasons": []}).model_dump_json()


async def test_every_command_of_safety_happens_once(audience: Audience, people: People) -> None:
    twice, moderator = Twice(audience), await people.moderator()
    citizen, director = await people.citizen(HERE), await open_desk(people, HERE)
    await twice.say(director, "declare_company", company=[{"code": "press", "count": 1}])
    await twice.say(director, "ask_help")
    asked = (await moderator.asking.wait_for(lambda shown: bool(shown.entries), "the call")).entries[0]
    await twice.say(moderator, "answer_help", help_id=asked.id)
    await twice.say(director, "withdraw_help")
    await twice.say(director, "ask_help")
    again = await moderator.asking.wait_for(
        lambda shown: bool(shown.entries) and shown.entries[0].id != asked.id, "the next"
    )
    await twice.say(moderator, "close_help", help_id=again.entries[0].id)
    await begin_call(citizen, director)
    await twice.say(director, "show_emergency", ticket_id=str(director.attended))
    await twice.say(director, "ask_picture", ticket_id=str(director.attended))
    await twice.say(citizen, "answer_picture", agree=True)
    await director.wait_for(lambda view: view.current is not None and view.current.picture == "allowed", "the answer")
    await twice.say(director, "save_note", ticket_id=str(director.attended), seen=0, note="Una nota")
    ended = await twice.of_room(director, "end_for_conduct", reason="threats")
    await twice.say(moderator, "review_conduct", ending_id=str(UUID(ended["ending_id"])), review="upheld")
    assert twice.tried >= OF_SAFETY
