"""The citizen reads that a screen is shown, and whose; the director that it is not any more after a hold."""

from tests.integration.signaling.refusals import refused
from tests.integration.signaling.scenes import open_desk, talking
from tests.support.audience import Audience, People


async def test_the_slots_name_whose_screen_it_is(people: People) -> None:
    citizen, director = await talking(people, "agua")
    epoch = director.view.room.epoch
    await director.share_screen()
    shown = await citizen.wait_for(lambda view: view.call is not None and "screen0" in view.call.slots, "the screen")
    assert shown.call is not None
    assert (shown.call.slots["screen0"], shown.call.epoch) == ("director", epoch + 1)
    assert "screen0" not in director.view.room.slots
    await citizen.set_data_mode("voice")
    await citizen.wait_for(lambda view: view.call is not None and "screen0" not in view.call.slots, "voice alone")
    await citizen.set_data_mode("normal")
    await director.hold_call()
    await director.wait_for(lambda view: not view.room.shares_screen, "no screen")
    await director.unhold_call()
    await citizen.wait_for(lambda view: view.call is not None and bool(view.call.slots), "the call")
    assert citizen.view.call is not None and "screen0" not in citizen.view.call.slots


async def test_without_a_call_there_is_nobody_to_show_it_to(audience: Audience, people: People) -> None:
    director = await open_desk(people, "agua")
    async with refused(audience, "not_allowed_now"):
        await director.share_screen()
