"""A moderator lets the jornada go on for longer: once for what was seen, and not any more when it is closing."""

from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from audiencia.core.ids import CommandId
from audiencia.queue.moderation import extend
from tests.support.races import at_once
from tests.support.scenery import Scenery


def closes_at(scene: Scenery) -> datetime:
    at: datetime = scene.find("SELECT closes_at FROM session WHERE state = 'open'")[0]["closes_at"]
    return at


def longer(scene: Scenery, seen: datetime, minutes: int = 30) -> Coroutine[Any, Any, Any]:
    return extend.extend(scene.context, scene.moderator, CommandId(uuid4()), seen, minutes)


def test_it_closes_later_and_everybody_is_told(scene: Scenery) -> None:
    seen, before = closes_at(scene), scene.queue("agua")["version"]
    result = scene.run(longer(scene, seen))
    assert closes_at(scene) == seen + timedelta(minutes=30)
    assert datetime.fromisoformat(result["closes_at"]) == closes_at(scene)
    assert scene.queue("agua")["version"] == before + 1
    assert scene.events("session_extended") == [("session_extended", "staff", None)]
    assert len(scene.find("SELECT FROM audit WHERE action = 'session_extended'")) == 1


def test_two_moderators_who_extend_at_once_are_one_extension_and_one_refusal(scene: Scenery) -> None:
    seen = closes_at(scene)
    lock = "SELECT FROM session WHERE state = 'open' FOR UPDATE"
    done = at_once(scene, lock, longer(scene, seen), longer(scene, seen, 60))
    assert done.count("stale_version") == 1
    assert closes_at(scene) - seen in (timedelta(minutes=30), timedelta(minutes=60))


def test_whoever_would_have_been_carried_over_is_attended_in_the_longer_time(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    waits, seen = scene.join("agua"), closes_at(scene)
    scene.run(longer(scene, seen, 120))
    left = (seen - scene.find("SELECT app_now() AS now")[0]["now"]).total_seconds()
    grace = scene.context.closing_grace.total_seconds()
    scene.pass_time(int(left + grace) + 60)
    assert scene.call(room) == waits


def test_once_it_is_closing_it_closes(scene: Scenery) -> None:
    seen = closes_at(scene)
    left = (seen - scene.find("SELECT app_now() AS now")[0]["now"]).total_seconds()
    scene.pass_time(int(left) + 1)
    assert scene.refused(longer(scene, seen)) == "not_allowed_now"
