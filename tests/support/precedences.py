"""With which precedence connections of the database are asked for."""

import pytest

from audiencia.db import precedence
from audiencia.db.precedence import Gate, Precedence


def record_precedences(monkeypatch: pytest.MonkeyPatch) -> list[Precedence]:
    """One entry for each connection that is asked for from now on, in this process."""
    asked: list[Precedence] = []
    plain = Gate.enter

    async def enter(self: Gate, silence: float, most: float) -> None:
        asked.append(precedence._taken.get())
        await plain(self, silence, most)

    monkeypatch.setattr(Gate, "enter", enter)
    return asked
