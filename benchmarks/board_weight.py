"""What a moderator's board is sent where one line is very long, in kB of JSON, as the live protocol's client gets it."""

import json
from collections.abc import Mapping
from typing import Any

from audiencia.simulation.moderator import ModeratorClient
from tests.browser.installation import Installation
from tests.support.crowd import CROWD

LONG, CHANGES = 2000, 10


class Weighing(ModeratorClient):
    """A board that notes how many bytes each message had: its event, the queue that it is about, and the bytes."""

    def __init__(self, base_url: str) -> None:
        self.weighed: list[tuple[str, str, int]] = []
        super().__init__(base_url)

    def heard(self, event: str, payload: Mapping[str, Any]) -> None:
        """Weighs it first."""
        text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
        self.weighed.append((event, str(payload.get("department_slug", "")), len(text.encode())))
        super().heard(event, payload)


async def weigh(house: Installation, department: str) -> tuple[float, float]:
    """The greeting, and the heaviest of a few changes of that line, once so many people more wait in it."""
    await house.rows(CROWD, department, LONG)
    async with Weighing(house.url) as board:
        await board.sign_in("moderacion", house.passwords["moderacion"])
        await board.connect()
        greeting = max(size for event, _, size in board.weighed if event == "board")
        board.weighed.clear()
        for _ in range(CHANGES):
            first = next(one for one in board.queue(department).tickets if one.state == "waiting")
            await board.cancel_ticket(first, "duplicate")
        assert board.queue(department).waiting >= LONG - CHANGES, "all of a long line are counted"
        change = max(size for event, slug, size in board.weighed if (event, slug) == ("queue", department))
    return greeting / 1000, change / 1000
