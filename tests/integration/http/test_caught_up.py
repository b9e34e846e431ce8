"""What was made at another node a moment ago is found here, although this node has not looked for changes yet."""

from dataclasses import replace
from uuid import uuid4

import pytest

from audiencia.administration import catalogue
from audiencia.administration.catalogue import Edit
from audiencia.core.ids import CommandId
from audiencia.runtime.context import AppContext, InForce
from audiencia.settings.catalogue import topic_key
from audiencia.staff.roles import Role
from tests.support.configuration import configured
from tests.support.contexts import account
from tests.support.page_browser import Browser

TOPIC = {"name": {"es": "Herencias", "en": "Inheritances"}, "ordinal": 90, "retired": False}
FORM = "/unirse/tesoreria/herencias"


@pytest.fixture
async def elsewhere(context: AppContext) -> AppContext:
    """Another node on the same database."""
    return replace(context, in_force=InForce(configured()))


async def test_a_topic_that_was_made_at_another_node_is_found(
    browser: Browser, context: AppContext, elsewhere: AppContext
) -> None:
    assert (await browser.get(FORM)).status == 404
    by = await account(context, "altas", Role.ADMINISTRATOR, "una contraseña larga")
    await catalogue.change(elsewhere, by, CommandId(uuid4()), [Edit(topic_key("tesoreria", "herencias"), 0, TOPIC)])
    assert context.in_force.version < elsewhere.in_force.version, "this node has not looked yet"
    seen = await browser.get(FORM)
    assert seen.status == 200 and "Herencias" in seen.text
    assert (await browser.get("/unirse/tesoreria/nada")).status == 404
