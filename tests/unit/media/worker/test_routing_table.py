"""Routes: what makes sense is read back as it was written, what does not is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.core.ids import PartyId
from audiencia.media.worker.bandwidth import LEAST
from audiencia.media.worker.routing_table import (
    AUDIO_SLOTS,
    MAX_BITRATE,
    MAX_ROUTES,
    VIDEO_SLOTS,
    BadRoutes,
    DesiredRoom,
    Limit,
    Route,
    bitrates_from_json,
    check_routes,
    parties,
    room_from_json,
    room_to_json,
)

PARTIES = ["ticket:a", "room:1", "ticket:b"]


@st.composite
def rooms(draw: st.DrawFn) -> DesiredRoom:
    """A room whose routes make sense."""
    routes = []
    for to in PARTIES:
        for slots, media in ((AUDIO_SLOTS, "microphone"), (VIDEO_SLOTS, "camera"), (("screen0",), "screen")):
            for slot in draw(st.sets(st.sampled_from(slots))):
                source = draw(st.sampled_from([party for party in PARTIES if party != to]))
                routes.append(Route(PartyId(to), slot, PartyId(source), media))  # type: ignore[arg-type]
    limited = draw(st.sets(st.sampled_from(sorted(parties(routes))))) if routes else set()
    bitrates = st.integers(LEAST, MAX_BITRATE)
    limits = [Limit(party, draw(bitrates), draw(st.booleans()), draw(bitrates)) for party in sorted(limited)]
    return DesiredRoom(draw(st.integers(0, 2**62)), tuple(sorted(routes)), tuple(sorted(limits)))


@given(rooms())
def test_a_room_is_read_as_it_was_written(room: DesiredRoom) -> None:
    assert room_from_json(json.loads(json.dumps(room_to_json(room)))) == room
    assert parties(room.routes) <= set(PARTIES)


@pytest.mark.parametrize(("slot", "media"), [
    ("audio0", "camera"), ("video0", "microphone"), ("video0", "screen"), ("screen0", "camera"), ("audio5", "microphone"),
    ("audio0", "odour"),
])  # fmt: skip
def test_media_go_only_where_they_fit(slot: str, media: Any) -> None:
    with pytest.raises(BadRoutes):
        check_routes((Route(PartyId("a"), slot, PartyId("b"), media),))


def test_contradictions_are_refused() -> None:
    one, other = (
        Route(PartyId("a"), "audio0", PartyId("b"), "microphone"),
        Route(PartyId("a"), "audio0", PartyId("c"), "microphone"),
    )
    for routes in ((one, other), (one, one), (Route(PartyId("a"), "audio0", PartyId("a"), "microphone"),)):
        with pytest.raises(BadRoutes):
            check_routes(routes)
    many = [Route(PartyId(f"p{n}"), "audio0", PartyId("b"), "microphone") for n in range(MAX_ROUTES + 1)]
    with pytest.raises(BadRoutes):
        check_routes(tuple(many))


LIMIT = {"party": "a", "bitrate": 300_000, "secondary": False, "screen": 600_000}
GOOD = {"to": "a", "slot": "audio0", "source": "b", "media": "microphone"}


@pytest.mark.parametrize("body", [
    None, [], {}, {"epoch": 1}, {"epoch": "1", "routes": []}, {"epoch": True, "routes": []}, {"epoch": -1, "routes": []},
    {"epoch": 1, "routes": {}}, {"epoch": 1, "routes": [], "more": 1}, {"epoch": 1, "routes": [1]},
    {"epoch": 1, "routes": [{**GOOD, "to": 5}]}, {"epoch": 1, "routes": [{**GOOD, "to": ""}]},
    {"epoch": 1, "routes": [{**GOOD, "more": "x"}]}, {"epoch": 1, "routes": [{**GOOD, "to": "x" * 81}]},
    {"epoch": 1, "routes": [], "limits": [LIMIT]}, {"epoch": 1, "routes": [GOOD], "limits": {}},
    {"epoch": 1, "routes": [GOOD], "limits": [LIMIT, LIMIT]}, {"epoch": 1, "routes": [GOOD], "limits": [1]},
    {"epoch": 1, "routes": [GOOD], "limits": [{**LIMIT, "bitrate": 0}]},
    {"epoch": 1, "routes": [GOOD], "limits": [{**LIMIT, "bitrate": True}]},
    {"epoch": 1, "routes": [GOOD], "limits": [{**LIMIT, "secondary": 1}]},
    {"epoch": 1, "routes": [GOOD], "limits": [{**LIMIT, "screen": None}]},
    {"epoch": 1, "routes": [GOOD], "limits": [{**LIMIT, "party": 1}]}, {"epoch": 1.5, "routes": []}, {"epoch": 2**63, "routes": []},
])  # fmt: skip
def test_other_forms_are_refused(body: object) -> None:
    with pytest.raises(BadRoutes):
        room_from_json(body)


def test_what_somebody_may_ever_send_is_the_usual_where_it_is_not_said() -> None:
    assert bitrates_from_json({}) == {"camera": 300_000, "screen": 600_000}
    assert bitrates_from_json({"camera": 900_000}) == {"camera": 900_000, "screen": 600_000}
    wrong: object
    for wrong in (None, [], {"microphone": 100_000}, {"camera": 1}, {"screen": "600000"}, {"camera": True}):
        with pytest.raises(BadRoutes):
            bitrates_from_json(wrong)
