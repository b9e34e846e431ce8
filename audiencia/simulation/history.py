"""What all clients of a simulation said, were told and saw, one JSON object a line. The judge reads it; docs/operation/simulation.md
describes it."""

import json
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from uuid import UUID

from audiencia.signaling.messages_in import Command, MessageIn
from audiencia.signaling.messages_out import CitizenView

About = Callable[[], str | None]  # The number of the ticket that somebody acts upon now.


class History(AbstractContextManager["History"]):
    """Writes to a file as it happens. Times are seconds since 1970 by this machine's clock."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("w", encoding="utf-8")
        self.acknowledged = 0
        """Numbers and commands."""
        self.connected: dict[str, bool] = {}
        """Who has a connection, of those who have not gone."""

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def note(self, who: str, what: str, **more: Any) -> None:
        """One entry."""
        self._file.write(json.dumps({"at": time.time(), "who": who, "what": what, **more}, default=str) + "\n")

    def flush(self) -> None:
        """Writes out what is buffered."""
        self._file.flush()

    def took_number(self, number: str) -> None:
        """Somebody was shown this number."""
        self.acknowledged += 1
        self.note(number, "number", number=number)

    def away(self, who: str) -> None:
        """Somebody closes the page on purpose."""
        self.connected.pop(who, None)
        self.note(who, "away")

    def returned(self, who: str) -> None:
        """Somebody who was away is there again."""
        self.note(who, "returned")

    def gone(self, who: str) -> None:
        """Somebody goes for good."""
        self.connected.pop(who, None)
        self.note(who, "gone")

    def saw(self, view: CitizenView) -> None:
        """A citizen's page shows this. `told`: when the newest entry of its list of reasons was made."""
        number, place = view.ticket.number, view.line and view.line.place
        told = max((one.at for one in view.history), default=None)
        self.note(
            number, "view", state=view.ticket.state, place=place, department=view.ticket.department_slug, told=told
        )  # fmt: skip


class Follower:
    """Notes what the line of one client does."""

    def __init__(self, history: History, who: str, about: About) -> None:
        self._history, self._who, self._about = history, who, about
        self._numbers: dict[UUID, str | None] = {}

    def sent(self, event: str, message: MessageIn) -> None:
        """A command goes out for the first time."""
        if isinstance(message, Command):
            self._numbers[message.command_id] = self._about()
            self._history.note(self._who, "sent", event=event, command=message.command_id)

    def acknowledged(self, event: str, message: MessageIn, result: Mapping[str, Any]) -> None:
        """Notes that the command was acknowledged."""
        if isinstance(message, Command):
            about = self._numbers.pop(message.command_id)
            self._history.acknowledged += 1
            numbers = _named_in(result) or ([] if about is None else [about])
            self._history.note(
                self._who, "acknowledged", event=event, command=message.command_id, result=result, numbers=numbers
            )  # fmt: skip

    def refused(self, event: str, message: MessageIn, code: str) -> None:
        """Notes that the command was refused."""
        if isinstance(message, Command):
            self._numbers.pop(message.command_id)
            self._history.note(self._who, "refused", event=event, command=message.command_id, code=code)

    def connected(self, up: bool) -> None:
        """The line came up, or was lost. A loss after its end is none."""
        if self._history.connected.get(self._who, False) is not up:
            self._history.connected[self._who] = up
            self._history.note(self._who, "up" if up else "down")


def _named_in(result: Mapping[str, Any]) -> list[str]:
    """The tickets that a result is about."""
    if "moved" in result:
        return [one["number"] for one in result["moved"]]
    if "undone" in result:
        return list(result["undone"])
    return [result["number"]] if "number" in result else []
