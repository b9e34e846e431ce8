"""Loops that go on whatever comes of their work, and still end when they are cancelled."""

import asyncio


def raise_if_cancelled() -> None:
    """Raises the cancellation of this task where another error, or a result, took its place.

    So it is where cleaning up after it failed, and where an answer came or a limit of time ran out at the same moment (in
    `asyncio.wait_for` of Python 3.11, by which redis-py sends): a loop that goes on after that would never end, nor would whoever
    waits for it.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
