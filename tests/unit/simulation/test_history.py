"""A history has one line for each thing that a client said, was told, saw or lost."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from audiencia.signaling.messages_in import Leave, MoveTickets, Refresh
from audiencia.signaling.messages_in.moderator import SeenTicket
from audiencia.simulation.history import Follower, History

SEEN = SeenTicket(ticket_id=UUID(int=3), version=1)
LEAVE = Leave(command_id=UUID(int=1), version=3)
MOVE = MoveTickets(command_id=UUID(int=2), tickets=[SEEN], department="agua", reason="shorter_wait")


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_commands_are_noted_with_the_tickets_that_they_are_about(tmp_path: Path) -> None:
    with History(tmp_path / "history") as history:
        about = Follower(history, "AG-001", lambda: "AG-001")
        about.sent("leave", LEAVE)
        about.acknowledged("leave", LEAVE, {"state": "left"})
        moved = Follower(history, "moderacion", lambda: None)
        moved.sent("move_tickets", MOVE)
        moved.acknowledged("move_tickets", MOVE, {"moved": [{"number": "AG-002"}, {"number": "AG-003"}]})
    sent, left, _, several = lines(tmp_path / "history")
    assert (sent["what"], left["what"], left["numbers"]) == ("sent", "acknowledged", ["AG-001"])
    assert (left["command"], left["result"]) == (str(LEAVE.command_id), {"state": "left"})
    assert several["numbers"] == ["AG-002", "AG-003"]
    assert history.acknowledged == 2


def test_refusals_are_noted_and_questions_are_not(tmp_path: Path) -> None:
    with History(tmp_path / "history") as history:
        follower = Follower(history, "AG-001", lambda: "AG-001")
        follower.sent("refresh", Refresh())
        follower.acknowledged("refresh", Refresh(), {})
        follower.sent("leave", LEAVE)
        follower.refused("leave", LEAVE, "stale_version")
    assert [(one["what"], one.get("code")) for one in lines(tmp_path / "history")] == [
        ("sent", None),
        ("refused", "stale_version"),
    ]


def test_a_connection_is_noted_when_it_changes(tmp_path: Path) -> None:
    with History(tmp_path / "history") as history:
        follower = Follower(history, "AG-001", lambda: "AG-001")
        for up in (True, True, False, False, True):
            follower.connected(up)
        assert history.connected == {"AG-001": True}
        history.gone("AG-001")
        follower.connected(False)
        assert history.connected == {}
    assert [one["what"] for one in lines(tmp_path / "history")] == ["up", "down", "up", "gone"]
