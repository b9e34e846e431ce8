"""Sound and picture in step, as a viewer computes it from sender reports, over changes of who is in the slots."""

import asyncio
import contextlib
import random
from itertools import count, cycle, islice

import pytest

from audiencia.core.ids import RoomId
from audiencia.media.packets import rtcp
from audiencia.media.packets.clocks import NTP_SECOND, ntp_of
from audiencia.media.packets.seqmap import ahead
from tests.integration.media.raw_calls import Came, Person, raw_person
from tests.integration.media.workers import Worker, both_ways

RATES = {"audio0": 48_000, "video0": 90_000}
DELAYS = {"audio0": 0.0, "video0": 0.05}
"""From capture to sending: a picture takes longer than sound, which is what reports make up for. Far below `clocks.OFF`: a
packet that a busy machine holds for longer than the rest of it is taken for one after a pause, and its report dropped."""
SWITCHES = 9
MOST = 0.040
PAUSED = 0.35


class Speaker:
    """Somebody whose clock and timestamps are her own. What she sends says when it was captured."""

    def __init__(self, person: Person, dice: random.Random) -> None:
        self.person = person
        self._offset = dice.uniform(-1e6, 1e6)
        self._begun = {slot: dice.randrange(2**32) for slot in RATES}

    def _stamp(self, slot: str, moment: float) -> int:
        return self._begun[slot] + int(moment * RATES[slot]) & 0xFFFFFFFF

    def report(self, now: float) -> None:
        for slot, media in (("audio0", "microphone"), ("video0", "camera")):
            ntp = ntp_of(now + self._offset) & 2**64 - 1
            self.person.peer.send_rtcp(
                rtcp.sender_report(self.person.peer.ssrcs[media], ntp, self._stamp(slot, now), 1, 1, "x")
            )

    def leave_out(self, seconds: float) -> None:
        """Of a pause browsers do not count the sound's time; the picture's goes on."""
        self._begun["audio0"] = self._begun["audio0"] - int(seconds * RATES["audio0"]) & 0xFFFFFFFF

    def speak(self, now: float, key: bool) -> None:
        moments = {slot: now - delay for slot, delay in DELAYS.items()}
        mark = {slot: b"|%.6f" % moment for slot, moment in moments.items()}
        self.person.sound(mark["audio0"], self._stamp("audio0", moments["audio0"]))
        self.person.frame(mark["video0"], key, timestamp=self._stamp("video0", moments["video0"]))


def error_of(viewer: Person, came: Came, after: float) -> float | None:
    """How far the moment that the last report gives a packet is from the real one; None without a report since then."""
    ssrc = viewer.peer.answered.slots[came.slot]
    known = [report for report, when in viewer.reports if report.ssrc == ssrc and after <= when <= came.when]
    if not known:
        return None
    told = known[-1].ntp / NTP_SECOND + ahead(came.timestamp, known[-1].timestamp, 32) / RATES[came.slot]
    return told - float(came.payload.rpartition(b"|")[2])


async def test_they_stay_in_step_over_changes(worker: Worker) -> None:
    dice, loop = random.Random(20261125), asyncio.get_running_loop()
    async with (
        raw_person(worker, "one") as one,
        raw_person(worker, "two") as two,
        raw_person(worker, "viewer") as viewer,
    ):
        speakers = [Speaker(one, dice), Speaker(two, dice)]
        worst, at_once = 0.0, 0
        for speaker in speakers:
            speaker.report(loop.time())
        for epoch, speaker in enumerate(islice(cycle(speakers), SWITCHES), start=1):
            await worker.control.put_room(RoomId(1), epoch, both_ways("viewer", speaker.person.name))
            switched, have = loop.time(), len(viewer.came)
            for step in range(12):
                speaker.speak(loop.time(), key=step == 0)
                await asyncio.sleep(0.02)
                if step == 8:
                    speaker.report(loop.time())
            await viewer.until(lambda have=have: len(viewer.came) >= have + 24)  # type: ignore[misc]
            offsets: dict[str, list[float]] = {slot: [] for slot in RATES}
            for came in viewer.came[have:]:
                error = error_of(viewer, came, switched)
                if error is not None:
                    offsets[came.slot].append(error)
            # From the second packet on a report of this speaker was there, long before the speaker's own next one.
            at_once += min(map(len, offsets.values())) >= 10
            apart = max((abs(sound - sight) for sound in offsets["audio0"] for sight in offsets["video0"]), default=0.0)
            worst = max(worst, apart)
        print(f"sound and picture at most {1000 * worst:.1f} ms apart over {SWITCHES} changes")
        assert worst <= MOST
        assert at_once > SWITCHES / 2


async def test_a_report_from_before_a_short_pause_is_not_passed_on(worker: Worker) -> None:
    """The pause is too short to count as one, and its time is in no timestamp of the sound: the report is off by it."""
    loop, epochs = asyncio.get_running_loop(), count(1)
    async with raw_person(worker, "one") as one, raw_person(worker, "viewer") as viewer:
        speaker = Speaker(one, random.Random(7))
        sound, sight = (viewer.peer.answered.slots[slot] for slot in RATES)

        def reported() -> set[int]:
            return {report.ssrc for report, _ in viewer.reports}

        async def spoken_and_paused() -> bool:
            """Whether the picture's report came after the pause: a machine that holds its packet for long has it dropped, too."""
            viewer.peer.check()  # who is not heard for long is gone
            speaker.report(loop.time())
            await worker.control.put_room(RoomId(1), next(epochs), both_ways("viewer", "one"))
            speaker.speak(loop.time(), key=True)
            speaker.report(loop.time())
            await viewer.until(lambda: reported() >= {sound, sight})
            await worker.control.put_room(RoomId(1), next(epochs), ())
            await asyncio.sleep(PAUSED)  # the pause itself
            speaker.leave_out(PAUSED)
            await worker.control.put_room(RoomId(1), next(epochs), both_ways("viewer", "one"))
            viewer.reports.clear()
            speaker.speak(loop.time(), key=True)
            with contextlib.suppress(TimeoutError):
                await viewer.until(lambda: sight in reported(), timeout=3)
            return sight in reported()

        for _ in range(20):
            if await spoken_and_paused():
                break
        else:
            pytest.fail("the picture's report never came after the pause")
        assert sound not in reported()
        speaker.report(loop.time())
        await viewer.until(lambda: sound in reported())
