"""Attention by telephone over the live protocol: what each of the three sees of it."""

from audiencia.core.unbroken import unbroken
from audiencia.signaling.messages_out import ActivityOut
from tests.integration.signaling.scenes import begin_call, open_desk, reads, will_read
from tests.support.audience import MATTER, NAME, Audience, People


async def test_a_citizen_asks_for_it_and_is_called_by_telephone(audience: Audience, people: People) -> None:
    citizen, moderator = await people.citizen("agua", contact="722 777 0011"), await people.moderator()
    assert (citizen.view.ticket.medium, citizen.view.ticket.phone_ends) == ("video", "11")
    await citizen.prefer_phone()
    assert citizen.view.ticket.medium == "phone"
    await will_read(citizen, "called by telephone")
    number = citizen.view.ticket.number
    await moderator.wait_for(
        lambda board: any(
            (one.number, one.medium) == (number, "phone") for queue in board.queues for one in queue.tickets
        ),
        "the telephone on the board",
    )
    director = await open_desk(people, "agua")
    assert [(one.medium, one.number) for one in director.view.waiting] == [("phone", number)]
    await citizen.line.close()  # with no page at all, the same goes on
    await director.call_next()
    current = (await director.wait_room("reserved")).current
    assert current is not None
    assert (current.medium, current.phone, current.has_phone) == ("phone", "+527227770011", True)
    shown = (
        "SELECT 1 FROM audit JOIN ticket ON object_id = attention_id::text "
        "WHERE action = 'disclosed' AND why = 'telephone' AND ticket.id = $1"
    )
    await audience.until_row(shown, current.ticket_id)
    await director.phone_answered()
    view = await director.wait_room("in_call")
    assert view.room.slots == {} and view.current is not None and view.current.phone == "+527227770011"
    await director.end_call()
    await director.record_outcome()
    assert director.view.today.attended == 1


async def test_no_answer_frees_the_room_and_keeps_the_place(people: People) -> None:
    citizen, director = await people.citizen("agua", contact="722 777 0022"), await open_desk(people, "agua")
    await citizen.prefer_phone()
    await director.call_next()
    await director.phone_no_answer()
    await director.wait_room("available")
    await citizen.wait_state("absent")
    await will_read(citizen, "by telephone and nobody answered")
    await citizen.come_back()
    assert (await citizen.wait_in_line()).ticket.medium == "phone"


async def test_a_video_call_goes_on_by_telephone_and_back(people: People) -> None:
    citizen = await people.citizen("agua", contact="722 777 0033")
    director = await open_desk(people, "agua")
    await begin_call(citizen, director)
    assert director.view.current is not None and director.view.current.phone == ""
    await director.continue_by_phone()
    view = await citizen.wait_for(lambda view: view.ticket.medium == "phone", "the telephone")
    assert view.ticket.state == "in_call" and view.call is not None and view.call.slots == {}
    assert view.ticket.phone_ends == "33" and reads(citizen, "goes on by telephone")
    await director.back_to_video()
    back = await citizen.wait_for(lambda view: view.ticket.medium == "video", "video again")
    assert back.call is not None and back.call.epoch == view.call.epoch + 1 and back.call.slots
    await director.end_call()
    await director.record_outcome()


async def test_what_happened_says_by_which_medium(people: People) -> None:
    moderator = await people.moderator()
    citizen = await people.citizen("agua", contact="722 777 0044")
    await citizen.prefer_phone()
    number = unbroken(citizen.view.ticket.number)

    def tells(seen: ActivityOut) -> bool:
        return any(number in one.text and "by telephone" in one.text and one.medium == "phone" for one in seen.entries)

    seen = await moderator.happened.wait_for(tells, "the telephone")
    assert not any(word in one.text for one in seen.entries for word in (NAME, MATTER))
    await citizen.leave()


async def test_who_gave_no_number_is_not_dialled(people: People) -> None:
    citizen, director = await people.citizen("bienestar", contact=""), await open_desk(people, "bienestar")
    await begin_call(citizen, director)
    assert director.view.current is not None and citizen.view.ticket.phone_ends == ""
    assert not director.view.current.has_phone
