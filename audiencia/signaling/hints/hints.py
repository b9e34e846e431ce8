"""Telling the other web nodes which queue is at which version. Without Valkey they find out within a second by looking."""

import asyncio
from collections.abc import Callable, Collection, Mapping

import redis.asyncio as redis
import structlog

from audiencia.core.cancellation import raise_if_cancelled
from audiencia.core.ids import QueueId, StaffId
from audiencia.core.redis_names import hints
from audiencia.core.redis_trouble import FAILURES, trouble
from audiencia.signaling.hints.keys import Handed, decode_keys, encode_keys

TIMEOUT_SECONDS = 0.5
RETRY_SECONDS = 1.0
POLL_SECONDS = 1.0
TOGETHER_SECONDS = 0.05
"""After a message the next one waits for so long: while thousands come, each commit would be one, and a reading at every other node."""
log = structlog.get_logger()
OnHint = Callable[[QueueId, int], None]
OnSignedOut = Callable[[Collection[StaffId]], None]
OnKeys = Callable[[Handed], None]
STAFF = "staff"


def encode(versions: Mapping[QueueId, int]) -> str:
    """The form of hints on the channel."""
    return " ".join(f"{queue_id}:{version}" for queue_id, version in versions.items())


def decode(data: object) -> dict[QueueId, int]:
    """The hints; none in anything else that somebody published."""
    try:
        text = data.decode("ascii") if isinstance(data, bytes) else str(data)
        hints = (one.split(":") for one in text.split(" "))
        return {QueueId(int(queue_id)): int(version) for queue_id, version in hints}
    except ValueError:
        return {}


def decode_signed_out(data: object) -> StaffId | None:
    """Whose session ended, when that is what it says."""
    text = data.decode("ascii", "replace") if isinstance(data, bytes) else str(data)
    kind, _, number = text.partition(":")
    return StaffId(int(number)) if kind == STAFF and number.isdecimal() and number.isascii() else None


class Hints:
    """Publishes and listens. Never raises because Valkey is away."""

    def __init__(self, url: str, installation: str) -> None:
        self._channel, self._tls = hints(installation), url.startswith("rediss:")
        self._redis: redis.Redis = redis.Redis.from_url(
            url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
        )
        self.reachable = True
        self._due: dict[QueueId, int] = {}
        self._any_due = asyncio.Event()

    def publish(self, versions: Mapping[QueueId, int]) -> None:
        """The other nodes are told by `run`: at once, or together with what comes within `TOGETHER_SECONDS` after the last message."""
        for queue_id, version in versions.items():
            self._due[queue_id] = max(version, self._due.get(queue_id, version))
        self._any_due.set()

    async def run(self) -> None:
        """Tells the other nodes until cancelled."""
        while True:
            await self._any_due.wait()
            self._any_due.clear()
            due, self._due = self._due, {}
            await self._publish([encode(due)])
            raise_if_cancelled()
            await asyncio.sleep(TOGETHER_SECONDS)

    async def publish_signed_out(self, staff_ids: Collection[StaffId]) -> None:
        """Tells the other nodes whose sessions ended, at once."""
        await self._publish([f"{STAFF}:{staff_id}" for staff_id in staff_ids])

    async def publish_keys(self, handed: Handed) -> bool:
        """Hands what a page says to others of its call on to the other nodes, at once; whether it went out."""
        return await self._publish([encode_keys(handed)])

    async def _publish(self, messages: Collection[str]) -> bool:
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for message in messages:
                    pipe.publish(self._channel, message)
                await pipe.execute()
        except FAILURES as error:
            self._note_away(error)
            return False
        self._note_reachable()
        return True

    async def listen(self, on_hint: OnHint, on_signed_out: OnSignedOut, on_keys: OnKeys) -> None:
        """Hands every hint on until cancelled, connecting again whenever Valkey comes back."""
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(self._channel)
                    while True:
                        raise_if_cancelled()
                        message = await channel.get_message(timeout=POLL_SECONDS)
                        self._note_reachable()
                        if message is None:
                            continue
                        handed = decode_keys(message["data"])
                        if handed is not None:
                            on_keys(handed)
                            continue
                        for queue_id, version in decode(message["data"]).items():
                            on_hint(queue_id, version)
                        staff_id = decode_signed_out(message["data"])
                        if staff_id is not None:
                            on_signed_out([staff_id])
            except FAILURES as error:
                self._note_away(error)
            raise_if_cancelled()
            await asyncio.sleep(RETRY_SECONDS)

    async def answers(self) -> bool:
        """Whether Valkey is there now."""
        try:
            return bool(await self._redis.ping())
        except FAILURES:
            return False

    async def try_out(self) -> None:
        """Publishes nothing and listens, as nodes do. Raises one of `FAILURES`."""
        await self._redis.ping()
        await self._redis.publish(self._channel, "")
        async with self._redis.pubsub() as channel:
            await channel.subscribe(self._channel)
            await channel.get_message(timeout=TIMEOUT_SECONDS)

    async def close(self) -> None:
        """Closes connections."""
        await self._redis.aclose()

    def _note_reachable(self) -> None:
        if not self.reachable:
            self.reachable = True
            log.warning("redis_reachable")

    def _note_away(self, error: BaseException) -> None:
        if self.reachable:
            self.reachable = False
            log.warning("redis_away", reason=trouble(error, tls=self._tls))
