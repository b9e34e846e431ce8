"""Who turns microphone or camera off in a call: all others read it at once, and nothing else changes."""

from tests.integration.signaling.scenes import talking
from tests.support.audience import People


async def test_each_side_reads_what_the_other_turned_off_and_on_again(people: People) -> None:
    citizen, director = await talking(people, "agua")
    before = (citizen.view.ticket.version, director.view.room.version, director.view.room.epoch)
    await citizen.turn_off("camera", "microphone")
    await director.wait_for(
        lambda view: view.current is not None and view.current.turned_off == ["microphone", "camera"], "both"
    )
    await director.turn_off("microphone")
    await citizen.wait_for(lambda view: view.call is not None and view.call.turned_off == ["microphone"], "the silence")
    await citizen.turn_off()
    await director.wait_for(lambda view: view.current is not None and view.current.turned_off == [], "both on")
    assert (citizen.view.ticket.version, director.view.room.version, director.view.room.epoch) == before
