"""What citizens say of themselves while they wait."""

from audiencia.queue.calling import answer
from tests.support.scenery import Scenery


def test_devices_that_stay_the_same_are_told_to_nobody(scene: Scenery) -> None:
    ticket_id, versions = scene.join("agua"), []
    for devices in ("microphone", "microphone", "none"):
        scene.run(answer.name_devices(scene.context, scene.ticket_command(ticket_id), devices))
        versions.append(scene.queue("agua")["version"])
    first, again, others = versions
    assert first == again < others
