"""What can go wrong on the client's side, told so that a failed test or rehearsal explains itself.

ClientError          base of all
  Refused        the server said no, with a code
  TookTooLong    nothing (or not the awaited thing) came in time
"""

from typing import Any

from audiencia.signaling.messages_out import Problem


class ClientError(Exception):
    """The client could not do what it was asked to."""


class Refused(ClientError):
    """The server refused: a page with an error code, a refused connection, or a refused event."""

    def __init__(self, what: str, code: str, *, status: int | None = None, problem: Problem | None = None) -> None:
        super().__init__(f"{what}: {code}" + (f" ({status})" if status is not None else ""))
        self.code = code
        self.status = status
        self.problem = problem

    @classmethod
    def by(cls, what: str, problem: Problem) -> "Refused":
        """From an acknowledgement or a refused connection."""
        return cls(what, problem.code.value, problem=problem)


class TookTooLong(ClientError):
    """What was waited for did not come within `seconds`. `last` is what was seen instead; never anything personal."""

    def __init__(self, what: str, seconds: float, last: Any = None) -> None:
        super().__init__(f"{what}: not within {seconds:g} s; last seen: {last}")
