"""The documents of the protocol say what the code says: no event, state, error code or limit is missing or left over."""

import ast
import inspect
import re
from pathlib import Path

import pytest

from audiencia.core.errors import Code
from audiencia.http import islands
from audiencia.http.limits import rates
from audiencia.media.worker.routing_table import SLOTS
from audiencia.queue.domain.room import RoomState
from audiencia.queue.domain.session import SessionState
from audiencia.queue.domain.ticket import TicketState
from audiencia.routes import MATRIX
from audiencia.signaling import messages_in, messages_out, pings, transport
from audiencia.signaling.messages_in import Command, MessageIn
from audiencia.signaling.messages_out import MessageOut
from audiencia.signaling.namespaces import base, bucket, connections

DOCS = Path(__file__).parents[3] / "docs"
ISLAND = Path(__file__).parents[3] / "web/templates/layout/parts/island.html"
TEXT = (DOCS / "protocol.md").read_text("utf-8")
FIELDS = (DOCS / "protocol_fields.md").read_text("utf-8")
ERRORS = (DOCS / "protocol_errors.md").read_text("utf-8")
ABSTRACT = {"MessageIn", "MessageOut", "Command", "VersionedCommand", "PersonOut", "WrittenOut"}
MODELS = {
    name: model
    for module in (messages_in, messages_out)
    for name, model in inspect.getmembers(module, inspect.isclass)
    if issubclass(model, MessageIn | MessageOut) and name not in ABSTRACT
}
SECTIONS = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", FIELDS, re.MULTILINE | re.DOTALL))
BARE = dict(re.findall(r"^\| `([A-Z]\w+)` \| (.*?) \|", FIELDS, re.MULTILINE))


def rows(text: str) -> list[str]:
    """The names in the first column of the tables in `text`, all of them where one row names several."""
    cells = re.findall(r"^\|\s*((?:`[^`]+`(?:, )?)+)\s*\|", text, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def chapter(title: str) -> str:
    """The text of a numbered chapter whose title begins with `title`."""
    found = re.search(rf"^## \d+\. {re.escape(title)}(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return found[1]


def test_every_message_has_its_section_and_none_is_left_over() -> None:
    assert sorted([*SECTIONS, *BARE]) == sorted(MODELS)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_field_of_a_message_is_described(name: str) -> None:
    found = rows(SECTIONS[name]) if name in SECTIONS else re.findall(r"`(\w+)`", BARE[name])
    assert sorted(found) == sorted(MODELS[name].model_fields)


@pytest.mark.parametrize(
    ("title", "events"),
    [
        ("Citizen", messages_in.CITIZEN_EVENTS),
        ("Director", messages_in.DIRECTOR_EVENTS),
        ("Relative", messages_in.RELATIVE_EVENTS),
        ("Assistant", messages_in.ASSISTANT_EVENTS),
        ("Moderator", messages_in.MODERATOR_EVENTS),
    ],
)
def test_every_event_stands_in_its_namespace_with_its_model(title: str, events: dict[str, type[MessageIn]]) -> None:
    table = chapter(title).partition("###")[0]
    said = dict(re.findall(r"^\| `(\w+)` \| `(\w+)` \|", table, re.MULTILINE))
    assert said == {event: model.__name__ for event, model in events.items()}


@pytest.mark.parametrize(
    ("title", "events"),
    [
        ("Citizen", messages_out.CITIZEN_OUT),
        ("Director", messages_out.DIRECTOR_OUT),
        ("Relative", messages_out.RELATIVE_OUT),
        ("Assistant", messages_out.ASSISTANT_OUT),
        ("Moderator", messages_out.MODERATOR_OUT),
    ],
)
def test_every_event_of_the_server_is_named_with_its_model(title: str, events: dict[str, type[MessageOut]]) -> None:
    for event, model in events.items():
        assert re.search(rf"`{event}`,?\s+with\s+a\s+`{model.__name__}`", chapter(title))


def test_the_events_without_an_id_are_named() -> None:
    said = re.search(r"All events but (.*?) carry\s+`command_id`", TEXT, re.DOTALL)
    assert said is not None
    namespaces = (
        messages_in.CITIZEN_EVENTS, messages_in.DIRECTOR_EVENTS, messages_in.RELATIVE_EVENTS,
        messages_in.ASSISTANT_EVENTS, messages_in.MODERATOR_EVENTS,
    )  # fmt: skip
    bare = {event for events in namespaces for event, model in events.items() if not issubclass(model, Command)}
    assert sorted(re.findall(r"`(\w+)`", said[1])) == sorted(bare)


def test_every_error_code_has_its_row_and_none_is_left_over() -> None:
    assert sorted(rows(ERRORS)) == sorted(Code)


def test_every_state_has_its_row() -> None:
    tables = chapter("States").split("| room state |")
    ticket, (room, session) = tables[0], tables[1].split("| session state |")
    session = session.partition("| queue state |")[0]
    assert sorted(rows(ticket)) == sorted(TicketState)
    assert sorted(rows(room)) == sorted(RoomState)
    assert sorted(rows(session)) == sorted(SessionState)


def test_every_slot_is_laid_out() -> None:
    for slot in ("microphone", "camera", "screen", SLOTS[0], SLOTS[4], SLOTS[5], SLOTS[9], SLOTS[10]):
        assert f"`{slot}`" in chapter("Media")


def test_the_limits_are_those_of_the_code() -> None:
    limits = chapter("Limits")
    assert f"{base.MAX_EVENT_BYTES:,} characters" in limits
    assert f"{4 * base.MAX_EVENT_BYTES:,} bytes" in limits
    assert f"{bucket.BURST} at once, {bucket.PER_SECOND:g} per second" in limits
    assert (
        f"`call_keys` and `typing` together {bucket.KEYS_BURST} at once, {bucket.KEYS_PER_SECOND:g} per second"
        in limits
    )
    assert f"{base.MAX_PENDING} waiting" in limits
    assert f"| {connections.COMMAND_SECONDS:g} s |" in limits
    offer = messages_in.MediaOffer.model_json_schema()["properties"]["sdp"]["maxLength"]
    assert f"| an offer | {offer:,} characters |" in limits
    said_of_keys = messages_in.CallKeys.model_json_schema()["properties"]["body"]["maxLength"]
    assert f"| what is said about keys | {said_of_keys:,} characters" in limits
    per_visit, per_device, per_contact = (
        limit.amount for limit in (rates.JOINS_PER_VISIT, rates.JOINS_PER_DEVICE, rates.JOINS_PER_CONTACT)
    )
    assert per_visit == per_device
    assert f"| {per_visit} an hour per visit and per browser, {per_contact} an hour per contact" in limits


def test_pings_come_as_often_as_the_code_sends_them() -> None:
    said = " ".join(chapter("The socket").split())
    assert f"pings every {pings.SELDOM:g} s, and every {pings.OFTEN:g} s whoever is staff" in said
    assert f"says nothing for {pings.ANSWER_SECONDS:g} s after a ping" in said
    interval, told = transport.PINGED["ping_interval"], transport.PINGED["ping_timeout"]
    assert isinstance(interval, tuple)
    assert f"The handshake names {sum(interval):g} s and {told:g} s" in said


def test_the_page_holds_what_is_named() -> None:
    """The template puts the relay before one dictionary of `islands._data`; its keys are read from the source, as a page needs a
    request."""
    made = next(node for node in ast.walk(ast.parse(inspect.getsource(islands._data))) if isinstance(node, ast.Dict))
    keys = ["relay", *(key.value for key in made.keys if isinstance(key, ast.Constant))]
    assert 'id="page">{"relay":' in ISLAND.read_text("utf-8")
    named = re.search(r'id="page">` with `\{(.*?)\}`', TEXT, re.DOTALL)
    assert named is not None
    assert re.findall(r'"(\w+)"', named[1].replace('"/citizen"', "")) == keys
    assert {"owners", "conduct_reasons", "emergency", "relay", "tells"} <= set(rows(chapter("Pages and forms")))


def test_paths_of_what_the_page_fetches_are_routes() -> None:
    assert "GET /temas/{language}" in TEXT
    assert "GET /temas/{language}" in MATRIX.rows
