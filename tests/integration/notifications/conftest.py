"""A context that has every way of telling people, with real servers on this machine behind them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

from audiencia.cases.use_cases.tell import WHEN_OVER
from audiencia.core.ids import PersonId
from audiencia.notifications import configured, webpush, wiring
from audiencia.notifications.deliver import Delivery
from audiencia.privacy import store as persons
from audiencia.runtime.channels import Channels
from audiencia.runtime.context import AppContext, InForce
from audiencia.settings.config import Settings
from audiencia.settings.notification_config import Sms
from tests.integration.notifications import mail_server, push_service, sms_gateway
from tests.integration.notifications.mail_server import MailServer
from tests.integration.notifications.push_service import PushService
from tests.integration.notifications.sms_gateway import SmsServer
from tests.support.contexts import open_context

SENDER = "avisos@municipio.example.mx"
SECONDS = 90


@asynccontextmanager
async def at_work(node: Delivery) -> AsyncIterator[Delivery]:
    """It sends for so long."""
    task = asyncio.create_task(node.run())
    try:
        yield node
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@dataclass
class Post:
    """The servers, and the context whose notices they get."""

    context: AppContext
    settings: Settings
    mail: MailServer
    sms: SmsServer
    push: PushService

    async def node(self, stack: AsyncExitStack) -> Delivery:
        """A node that sends, as the product puts it together."""
        return await wiring.delivery(stack, self.context, self.settings, lambda language, msgid: msgid, WHEN_OVER)

    @asynccontextmanager
    async def delivering(self) -> AsyncIterator[Delivery]:
        """While such a node is at work."""
        async with AsyncExitStack() as stack, at_work(await self.node(stack)) as made:
            yield made

    async def rows(self) -> list[dict[str, object]]:
        """The outbox."""
        async with self.context.database.read() as conn:
            return [dict(row) for row in await conn.fetch("SELECT * FROM outbox ORDER BY made_at, channel, id")]

    async def states(self) -> list[object]:
        """How each notice stands."""
        return [row["state"] for row in await self.rows()]

    async def pass_time(self, seconds: float) -> None:
        """The product's clock goes on by itself."""
        async with self.context.database.begin() as tx:
            await tx.conn.execute("UPDATE app_clock SET shift = shift + make_interval(secs => $1)", seconds)

    async def until(self, there: Callable[[], Awaitable[bool]]) -> None:
        """Waits until it is so."""
        async with asyncio.timeout(SECONDS):
            while not await there():
                await asyncio.sleep(0.02)

    async def until_states(self, *wanted: str) -> None:
        """Waits until all notices stand so."""

        async def so() -> bool:
            return await self.states() == list(wanted)

        await self.until(so)


async def served(stack: AsyncExitStack, context: AppContext, url: str, data: Path) -> Post:
    """Gives this context every way of telling people, until the stack ends."""
    mail = await stack.enter_async_context(mail_server.running())
    sms = await stack.enter_async_context(sms_gateway.running())
    settings = Settings(
        data=data, database_url=url, public_url="https://audiencia.example.mx", smtp_host="127.0.0.1", smtp_port=mail.port,
        smtp_tls="none", mail_from=SENDER, push_loopback=True, sms_secret=SecretStr("s3cret"),
    )  # fmt: skip
    key = webpush.encode(webpush.public_bytes(webpush.private_key(configured.push_key_of(settings))))
    push = await stack.enter_async_context(push_service.running(key))
    gateway = Sms.model_validate(
        {
            "url": sms.url,
            "headers": {"Authorization": "Bearer {secret}"},
            "json": {"to": ["{number}"], "message": {"text": "{text}"}, "flash": False},
        }
    )
    municipality = context.municipality.model_copy(update={"sms": gateway})
    context = replace(context, in_force=InForce(municipality), channels=configured.channels(settings, municipality))
    assert context.channels == Channels(mail=True, sms=True, push_key=key, loopback=True)
    return Post(context, settings, mail, sms, push)


@pytest.fixture
async def post(make_jornada: Callable[[], str], tmp_path: Path) -> AsyncIterator[Post]:
    """Everything, in an open jornada."""
    async with AsyncExitStack() as stack:
        url = make_jornada()
        context = await stack.enter_async_context(open_context(url, tmp_path / "keys"))
        yield await served(stack, context, url, tmp_path)


@pytest.fixture
async def person(post: Post) -> PersonId:
    """Somebody with a key of their own."""
    person_id = PersonId(uuid4())
    async with post.context.database.begin() as tx:
        await persons.create_person(tx.conn, post.context.keyring, person_id)
    return person_id
