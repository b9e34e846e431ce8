"""What is typed in a call is read by those who read its chat while it is typed, by nobody else, and is kept nowhere."""

from uuid import uuid4

from audiencia.signaling.messages_out import TypingOut
from tests.integration.signaling.refusals import refused
from tests.integration.signaling.scenes import talking
from tests.integration.signaling.test_call_keys import Person, in_call
from tests.integration.signaling.test_relative import Call
from tests.integration.signaling.test_relative import call as call
from tests.integration.signaling.test_three import Three
from tests.integration.signaling.test_three import three as three
from tests.support.audience import Audience, People


class Eyes:
    """What each one has read so far."""

    def __init__(self, *people: Person) -> None:
        self.read: dict[Person, list[TypingOut]] = {one: [] for one in people}
        for one in people:
            one.typed.told = self.read[one].append

    async def type(self, person: Person, text: str) -> None:
        """This stands in the field; afterwards it has reached whomever it was to reach."""
        await person.type(in_call(person).call, text)
        for one in self.read:
            await one.refresh()  # is answered after what was handed on before

    def texts(self) -> list[list[str]]:
        """Of each, in order."""
        return [[one.text for one in found] for found in self.read.values()]


async def test_it_is_read_in_the_call_alone_and_kept_nowhere(audience: Audience, people: People) -> None:
    citizen, director = await talking(people, "agua")
    others = await talking(people, "seguridad")
    waits = await people.citizen("agua")
    # What the director is shown of them is on record by then.
    await director.wait_for(lambda view: len(view.waiting) == 1, "who waits")
    eyes, call_id = Eyes(citizen, director, *others, waits), in_call(citizen).call
    before = await audience.fingerprint()
    await eyes.type(citizen, "No oigo Xochitl")
    await eyes.type(director, "Le leo")
    await eyes.type(citizen, "")
    assert eyes.texts() == [["Le leo"], ["No oigo Xochitl", ""], [], [], []]
    assert eyes.read[citizen] == [TypingOut(call=call_id, sender=in_call(director).me, text="Le leo")]
    assert await audience.fingerprint() == before
    assert "Xochitl" not in audience.log("web")
    for one in (*others, waits):
        async with refused(audience, "call_over"):
            await one.type(call_id, "a")
    async with refused(audience, "call_over"):
        await citizen.type(uuid4(), "a")
    await director.end_call()
    await citizen.wait_for(lambda view: view.talk is None, "no call")
    async with refused(audience, "call_over"):
        await citizen.type(call_id, "a")


async def test_who_left_a_call_of_three_reads_nothing_more(audience: Audience, three: Three) -> None:
    eyes = Eyes(three.citizen, three.host, three.guest)
    await eyes.type(three.citizen, "uno")
    await three.join()
    await eyes.type(three.citizen, "dos")
    await eyes.type(three.guest, "tres")
    await three.guest.leave_assist()
    await three.is_a_pair()
    await eyes.type(three.citizen, "cuatro")
    assert eyes.texts() == [["tres"], ["uno", "dos", "tres", "cuatro"], ["dos"]]


async def test_a_relative_reads_no_chat_and_nothing_that_is_typed(call: Call) -> None:
    relative = await call.waits()
    await call.admit(relative)
    await call.are(call.citizen, call.host, relative)
    eyes = Eyes(call.citizen, call.host, relative)
    await eyes.type(call.citizen, "No oigo")
    assert eyes.texts() == [[], ["No oigo"], []]
