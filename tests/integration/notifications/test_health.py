"""Who looks after the installation sees what fails, and why; never to whom."""

from uuid import uuid4

import pytest

from audiencia.core.ids import PersonId
from audiencia.notifications import deliver, notice_health, outbox
from audiencia.notifications.kinds import Kind
from audiencia.notifications.outbox import ToPerson
from tests.integration.notifications.conftest import Post


async def told(post: Post, person: PersonId) -> None:
    async with post.context.database.begin() as tx:
        to = ToPerson(person, "es-MX", mail="ana@example.org")
        await outbox.put(tx, post.context, kind=Kind.CASE_ANSWERED, to=to, about=uuid4(), values={"folio": "MTP-1"})


async def test_failures_and_what_waits_too_long_are_counted(
    post: Post, person: PersonId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "LOOK_SECONDS", 0.05)
    post.mail.at_address = ["250 OK", "550 nobody"]
    await told(post, person)
    await told(post, person)
    async with post.delivering():
        await post.until(lambda: _done(post))
    await told(post, person)
    await post.pass_time(notice_health.LATE_SECONDS + 1)
    mail, sms, push = await notice_health.health(post.context)
    assert (mail.on, mail.sent, mail.failed, mail.late, mail.failures) == (True, 1, 1, 1, ("refused",))
    assert mail.since is not None
    assert (sms.on, sms.sent, push.late) == (True, 0, 0)


async def _done(post: Post) -> bool:
    return sorted(map(str, await post.states())) == ["failed", "sent"]
