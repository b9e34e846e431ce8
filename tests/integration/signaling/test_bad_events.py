"""What is not of the form asked for gets a coded answer, changes nothing, and leaves the socket usable."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from audiencia.signaling.messages_in import (
    ASSISTANT_EVENTS,
    CITIZEN_EVENTS,
    DIRECTOR_EVENTS,
    MODERATOR_EVENTS,
    RELATIVE_EVENTS,
)
from audiencia.simulation.client import Client
from audiencia.simulation.line import Lost
from audiencia.simulation.trouble import Refused, TookTooLong
from audiencia.staff.matrix import EVENTS
from audiencia.staff.roles import Role
from tests.integration.signaling.refusals import MANY_EVENTS
from tests.integration.signaling.scenes import talking
from tests.support.audience import Audience, People
from tests.support.configuration import configuration

GOOD = {"command_id": str(uuid4()), "version": 1}
BAD: dict[str, Any] = {
    "nothing": None,
    "a text": "accept",
    "a number": 1,
    "a list": [GOOD],
    "empty": {},
    "no version": {"command_id": str(uuid4())},
    "version as text": {**GOOD, "version": "1"},
    "version as fraction": {**GOOD, "version": 1.5},
    "version as bool": {**GOOD, "version": True},
    "negative version": {**GOOD, "version": -1},
    "no uuid": {**GOOD, "command_id": "1"},
    "one field more": {**GOOD, "ticket_id": str(uuid4())},
    "binary": {**GOOD, "version": b"1"},
    "binary alone": b"\x00\xff",
    "deep": {"a": {"a": {"a": {"a": {}}}}},
}


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a municipality whose calls are not encrypted."""
    return configuration(tmp_path_factory.mktemp("plain") / "config", {"encryption": "false"})


@pytest.fixture(scope="module")
def constants() -> dict[str, float]:
    """Each says all that there is to say, one after the other."""
    return MANY_EVENTS


async def say(client: Client, event: str, payload: Any) -> str:
    """The code with which it is refused."""
    with pytest.raises(Refused) as caught:
        await client.line.say_raw(event, payload)
    assert caught.value.problem is not None
    assert caught.value.problem.message
    return caught.value.code


@pytest.mark.parametrize("name", BAD)
async def test_a_malformed_event_is_refused_and_changes_nothing(audience: Audience, people: People, name: str) -> None:
    citizen = await people.citizen("agua")
    before = await audience.fingerprint()
    assert await say(citizen, "accept", BAD[name]) == "bad_input"
    assert await audience.fingerprint() == before
    await citizen.devices("microphone")


async def test_an_event_that_is_called_like_the_librarys_own_is_only_unknown(people: People) -> None:
    citizen = await people.citizen("agua")
    environ = {"HTTP_COOKIE": "", "HTTP_ORIGIN": "http://127.0.0.1", "aiohttp.request": {"cookies": {}}}
    assert await say(citizen, "connect", environ) == "unknown_event"
    assert await say(citizen, "disconnect", {}) == "unknown_event"
    await citizen.devices("microphone")


async def test_a_number_that_no_version_can_have_is_only_another_version(people: People) -> None:
    citizen = await people.citizen("agua")
    assert await say(citizen, "leave", {**GOOD, "version": 10**30}) == "stale_version"


async def test_what_the_transport_cannot_read_leaves_the_socket_usable(people: People) -> None:
    citizen = await people.citizen("agua")
    with pytest.raises(TookTooLong):
        await citizen.line.say_raw("leave", {**GOOD, "version": 10**400}, within=1)
    await citizen.line.up(30)
    await citizen.devices("microphone")


@pytest.mark.parametrize(
    "event", ["", "fly", "accept ", "ACCEPT", "call_next", "connect_error", "x" * 5000, "__init__", "enter"]
)
async def test_an_unknown_event_is_refused(audience: Audience, people: People, event: str) -> None:
    citizen = await people.citizen("agua")
    before = await audience.fingerprint()
    assert await say(citizen, event, GOOD) == "unknown_event"
    assert await audience.fingerprint() == before


async def test_an_event_over_the_limit_is_too_large(audience: Audience, people: People) -> None:
    citizen = await people.citizen("agua")
    before = await audience.fingerprint()
    assert await say(citizen, "media_offer", {"peer_id": str(uuid4()), "sdp": "v" * 65_000}) == "too_large"
    assert await say(citizen, "media_offer", {"peer_id": str(uuid4()), "sdp": "v" * 50_000}) == "bad_input"
    assert await audience.fingerprint() == before
    log = audience.log("web")
    assert "control_refused" in log and "/citizen media_offer" in log and "v" * 100 not in log


async def test_an_event_far_over_the_limit_ends_the_connection_and_keeps_the_place(people: People) -> None:
    citizen = await people.citizen("agua")
    before = citizen.views.count
    with pytest.raises(Lost):
        await citizen.line.say_raw("media_offer", {"peer_id": str(uuid4()), "sdp": "v" * 400_000})
    view = await citizen.wait_for(lambda _: citizen.views.count > before, "the return")
    assert view.line is not None
    assert view.line.place == 1


async def test_an_offer_that_is_no_offer_is_refused(people: People) -> None:
    citizen = await people.citizen("agua")
    for sdp in ("x", "v=0\r\n", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"):
        assert await say(citizen, "media_offer", {"peer_id": str(uuid4()), "sdp": sdp}) == "media_offer_refused"


async def test_nothing_of_keys_is_taken_where_calls_are_not_encrypted(audience: Audience, people: People) -> None:
    citizen = await people.citizen("agua")
    before = await audience.fingerprint()
    assert await say(citizen, "call_keys", KEYS) == "encryption_off"
    offer = {"peer_id": str(uuid4()), "sdp": "v=0\r\n", "encrypts": True}
    assert await say(citizen, "media_offer", offer) == "encryption_off"
    assert await audience.fingerprint() == before


NAMESPACES = {
    "citizen": CITIZEN_EVENTS, "director": DIRECTOR_EVENTS, "assistant": ASSISTANT_EVENTS, "moderator": MODERATOR_EVENTS,
    "relative": RELATIVE_EVENTS,
}  # fmt: skip
STEP = {"command_id": str(uuid4()), "ticket_id": str(uuid4())}
RESULT = {**STEP, "version": 1, "outcome": "in_process", "disposition": "inspection"}
SEEN = {"ticket_id": str(uuid4()), "version": 1}
KEYS = {"call": str(uuid4()), "body": "a2V5"}
LOOK: dict[str, object] = {"lines": [], "keep": [], "text": "", "only": ""}
MOVE = {"command_id": str(uuid4()), "tickets": [SEEN], "department": "agua", "reason": "shorter_wait"}
WRONG: dict[str, list[Any]] = {
    "devices": [{**STEP, "devices": "telepathy"}],
    "set_data_mode": [{**STEP, "mode": "free"}],
    "share_screen": [{"command_id": str(uuid4())}, {"command_id": str(uuid4()), "shared": "yes"}],
    "turn_off": [{"command_id": str(uuid4())}, {"command_id": str(uuid4()), "devices": ["screen"]}],
    "pause_camera": [STEP, {**STEP, "paused": "perhaps"}],
    "postpone": [{**GOOD, "let_pass": 0}, {**GOOD, "let_pass": 21}, {**GOOD, "let_pass": "1"}, {**GOOD, "not_before": "noon"},
                 {**GOOD, "not_before": "2026-11-24T12:00:00"}],
    "another_matter": [{"command_id": str(uuid4()), "department": "AGUA", "topic": "fugas", "matter": "x"},
                       {"command_id": str(uuid4()), "department": "agua", "topic": "fugas", "matter": " "}],
    "withdraw_matter": [{"command_id": str(uuid4()), "matter_id": "1"}],
    "say_resolved": [{"command_id": str(uuid4()), "resolved": "no"},
                     {"command_id": str(uuid4()), "resolved": False, "why": "bored"}],
    "rate_visit": [{"command_id": str(uuid4()), "rating": 0}, {"command_id": str(uuid4()), "rating": 6}],
    "media_offer": [{"peer_id": "1", "sdp": "v=0"}, {"peer_id": str(uuid4()), "sdp": ""}],
    "call_keys": [{"call": "x", "body": "a"}, {**KEYS, "body": ""}, {**KEYS, "body": "a" * 6145}, {**KEYS, "body": "a+b="},
                  {**KEYS, "to": "citizen"}, {"call": str(uuid4())}],
    "typing": [{"call": "x", "text": "a"}, {"call": str(uuid4()), "text": "a" * 501}, {"call": str(uuid4())}],
    "freezes": [{"count": 0, "milliseconds": 5}, {"count": 1, "milliseconds": 600_001}, {"count": 1, "milliseconds": 0.5},
                {"count": 1001, "milliseconds": 5}, {"count": 1}],
    "pause_room": [{**GOOD, "minutes": 0, "reason": "break"}, {**GOOD, "minutes": 61, "reason": "break"}],
    "call_again": [{**GOOD, "ticket_id": "OP-001"}],
    "transfer_call": [{**GOOD, "department": "Agua"}, {**GOOD, "department": "agua", "note": "x" * 2001}],
    "invite_director": [{**GOOD, "department": ""}],
    "withdraw_invitation": [{**GOOD, "assist_id": "1"}, {**GOOD, "assist_id": 0}],
    "answer_knock": [{"command_id": str(uuid4()), "knock_id": 0, "agree": True},
                     {"command_id": str(uuid4()), "knock_id": 1, "agree": "yes"}],
    "end_stay": [{"command_id": str(uuid4()), "knock_id": "1"}],
    "invite_relative": [{"command_id": str(uuid4())}, {"command_id": str(uuid4()), "name": " "},
                        {"command_id": str(uuid4()), "name": "x" * 61}],
    "answer_relative": [{"command_id": str(uuid4()), "relative_id": 0, "admit": True},
                        {"command_id": str(uuid4()), "relative_id": 1, "admit": "yes"}],
    "knock": [{**GOOD, "room_id": 0}, {**GOOD, "room_id": "1"}],
    "choose_lines": [{**GOOD, "departments": []}, {**GOOD, "departments": ["Agua"]}],
    "make_commitment": [{**STEP, "text": " ", "due": "2027-01-01", "department": "agua"},
                        {**STEP, "text": "x" * 301, "due": "2027-01-01", "department": "agua"},
                        {**STEP, "text": "x", "due": "soon", "department": "agua"},
                        {**STEP, "text": "x", "due": "2027-01-01", "staff_id": 0}],
    "complete_commitment": [{"command_id": str(uuid4()), "commitment_id": 1}],
    "withdraw_commitment": [{"command_id": str(uuid4()), "commitment_id": "x"}],
    "answer_invitation": [{**GOOD, "join": "yes"}],
    "hand_over": [{**GOOD, "note": "x" * 2001}, {**GOOD, "assist_id": 0}],
    "pass_on": [{**GOOD, "matter_id": "x"}],
    "add_next_step": [{**STEP, "step": ""}, {**STEP, "step": "x" * 301}, {**STEP, "step": "x", "due": "soon"}],
    "remove_next_step": [{**STEP, "step_id": 1}],
    "record_outcome": [{**GOOD, "outcome": "solved", "disposition": "inspection"}],
    "complete_outcome": [{**RESULT, "outcome": "solved"}, {**RESULT, "version": None}],
    "look_at": [{**LOOK, "keep": [str(uuid4())] * 151}, {**LOOK, "text": "x" * 101}, {**LOOK, "only": "all"}, {"text": "x"},
                {**LOOK, "lines": [{"department": "agua", "size": 501}]}, {**LOOK, "lines": [{"department": "Agua", "size": 40}]}],
    "preview_move": [{"tickets": [], "department": "agua"}, {"tickets": [SEEN, SEEN], "department": "agua"}],
    "move_tickets": [{**MOVE, "reason": ""}, {**MOVE, "tickets": []}, {**MOVE, "tickets": [SEEN, SEEN]},
                     {**MOVE, "tickets": [{**SEEN, "version": -1}]}],
    "undo_move": [{"command_id": str(uuid4()), "move_id": "1"}],
    "put_first": [{**STEP, "version": 1, "reason": ""}, {**STEP, "reason": "urgent"}],
    "undo_put_first": [{"command_id": str(uuid4()), "first_id": "1"}],
    "put_back": [{**GOOD, "ticket_id": "OP-001"}],
    "recall": [{**STEP, "version": 1, "room_id": 0}, {**STEP, "version": 1}],
    "undo_no_show": [{**GOOD, "ticket_id": "OP-001"}],
    "cancel_ticket": [{**STEP, "version": 1, "reason": "because"}],
    "set_queue": [{**GOOD, "department": "agua", "action": "close"},
                  {**GOOD, "department": "agua", "action": "pause", "reason": "break", "minutes": 241}],
    "set_cap": [{**GOOD, "department": "agua", "cap": -1}, {**GOOD, "department": "agua"}],
    "set_served": [{**GOOD, "room_id": 1, "departments": []}, {**GOOD, "room_id": "1", "departments": ["agua"]},
                   {**GOOD, "room_id": 2**31, "departments": ["agua"]}, {**GOOD, "room_id": 0, "departments": ["agua"]}],
    "announce": [{"command_id": str(uuid4()), "text": " ", "minutes": 5},
                 {"command_id": str(uuid4()), "text": "x" * 301, "minutes": 5},
                 {"command_id": str(uuid4()), "text": "x", "minutes": 0}],
    "write_chat": [{"command_id": str(uuid4()), "channel": "help", "text": " "},
                   {"command_id": str(uuid4()), "channel": "help", "text": "x" * 501},
                   {"command_id": str(uuid4()), "channel": "all", "text": "x"}],
    "write_to": [{**STEP, "text": ""}, {**STEP, "text": "x" * 501}, {**STEP, "ticket_id": "OP-001", "text": "x"}],
    "read_chat": [{"ticket_id": "OP-001"}],
    "read_case": [{"ticket_id": "OP-001"}, {}],
    "read_waiting": [{"after": -1}, {"after": "1"}, {}],
    "extend_session": [{"command_id": str(uuid4()), "closes_at": "2026-11-24T14:00:00", "minutes": 30},
                       {"command_id": str(uuid4()), "closes_at": "2026-11-24T14:00:00Z", "minutes": 1}],
    "prefer_phone": [{**GOOD, "telephone": "1" * 301}],
    "answer_offer": [{**GOOD, "offer_id": 1, "choice": "department"}, {**GOOD, "offer_id": 1, "choice": "telepathy"},
                     {**GOOD, "offer_id": 1, "choice": "wait", "department": "agua"}, {**GOOD, "offer_id": 0, "choice": "wait"},
                     {**GOOD, "offer_id": 1, "choice": "telephone", "telephone": "x" * 301}],
    "set_roster": [{"command_id": str(uuid4()), "staff_id": 1, "seen": "away", "part": "away"},
                   {"command_id": str(uuid4()), "staff_id": 2**31, "seen": "away", "part": "director"}],
    "director_away": [{**GOOD, "room_id": 1, "reason": ""}, {**GOOD, "room_id": 1, "reason": "ill", "departments": ["a"] * 11},
                      {**GOOD, "room_id": 1, "reason": "ill", "substitute": 0}],
    "withdraw_offers": [{"command_id": str(uuid4()), "department": "Agua"}],
    "need_help": [{"command_id": str(uuid4()), "reason": "bored"}],
    "report_conduct": [{"command_id": str(uuid4()), "reason": ""}, {"command_id": str(uuid4()), "reason": "other", "text": "x" * 2001}],
    "open_room": [{"command_id": str(uuid4()), "company": [{"code": "press"}]}],
    "declare_company": [{"command_id": str(uuid4()), "company": [{"code": "press", "count": 0}]}, {"command_id": str(uuid4())},
                        {"command_id": str(uuid4()), "company": [{"code": "press", "count": 1}, {"code": "press", "count": 1}]}],
    "end_for_conduct": [{**GOOD, "reason": ""}],
    "show_emergency": [{"command_id": str(uuid4()), "ticket_id": "1"}],
    "ask_picture": [{"command_id": str(uuid4()), "ticket_id": "1"}],
    "answer_picture": [{"command_id": str(uuid4()), "agree": "yes"}],
    "send_away": [{"command_id": str(uuid4()), "staff_id": 0}],
    "take_seat": [{"command_id": str(uuid4()), "room_id": "1"}],
    "save_note": [{**STEP, "seen": -1, "note": ""}, {**STEP, "seen": 0, "note": "x" * 2001}],
    "answer_help": [{"command_id": str(uuid4()), "help_id": 0}],
    "close_help": [{"command_id": str(uuid4()), "help_id": "1"}],
    "review_conduct": [{"command_id": str(uuid4()), "ending_id": str(uuid4()), "review": "maybe"}],
    "withdraw_announcement": [{"command_id": str(uuid4()), "announcement_id": 0}],
    "set_interpreter": [{"command_id": str(uuid4()), "code": "lsm_1", "present": 1}],
}  # fmt: skip
"""For each event with fields of its own, what is nearly right."""


async def somebody(people: People, namespace: str) -> Client:
    """Who takes part there."""
    if namespace == "assistant":
        return await people.assistant()
    if namespace == "relative":
        caller, _ = await talking(people, "agua")
        return await people.relative(await caller.invite_relative("Zoraida"))
    if namespace == "citizen":
        return await people.citizen("agua")
    return await (people.moderator() if namespace == "moderator" else people.director("agua"))


@pytest.mark.parametrize("namespace", NAMESPACES)
async def test_no_event_takes_what_is_nearly_right(audience: Audience, people: People, namespace: str) -> None:
    clients: list[tuple[Role, Client]] = [(Role(namespace), await somebody(people, namespace))]
    if namespace == "director":
        clients.append((Role.MAYOR, await people.mayor()))
    before = await audience.fingerprint()
    for event, model in NAMESPACES[namespace].items():
        client = next(client for role, client in clients if EVENTS.may(role, f"/{namespace} {event}"))
        payloads = [*WRONG.get(event, []), {**GOOD, "one_field_more": 1}]
        assert event in WRONG or set(model.model_fields) <= {"command_id", "version"}, f"try {event}"
        for payload in payloads:
            assert await say(client, event, payload) == "bad_input", payload
    assert await audience.fingerprint() == before


@pytest.mark.parametrize("namespace", NAMESPACES)
async def test_nobody_has_events_of_others(people: People, namespace: str) -> None:
    client, own = await somebody(people, namespace), NAMESPACES[namespace]
    others = {event for events in NAMESPACES.values() for event in events} - set(own)
    for event in sorted(others):
        assert await say(client, event, GOOD) == "unknown_event"


async def test_events_of_one_socket_are_carried_out_in_order(audience: Audience, people: People) -> None:
    citizen = await people.citizen("agua")
    await asyncio.gather(
        *(citizen.devices(choice) for choice in ("microphone", "none", "camera_and_microphone", "none", "microphone"))
    )
    found = await audience.rows("SELECT devices FROM attention WHERE folio = $1", citizen.view.folio)
    assert found == [{"devices": "microphone"}]
