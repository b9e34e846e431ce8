"""A node that only sends, in a process of its own, so that it can be killed: `python -m tests.integration.notifications.node`."""

import asyncio
import sys
from contextlib import AsyncExitStack

from audiencia.cases.use_cases.tell import WHEN_OVER
from audiencia.notifications import wiring
from audiencia.operations.context import open_context
from audiencia.settings.config import Settings


async def main() -> None:
    """Settings come from the environment, as for every node."""
    async with AsyncExitStack() as stack:
        settings = Settings()
        context = await stack.enter_async_context(open_context(settings))
        made = await wiring.delivery(stack, context, settings, lambda language, msgid: msgid, WHEN_OVER)
        print("ready", file=sys.stderr, flush=True)
        await made.run()


if __name__ == "__main__":
    asyncio.run(main())
