"""The numbers that somebody at the front desk gave: searched, sorted, paged; and what is wrong in the address."""

import re
from urllib.parse import urlencode
from uuid import uuid4

from audiencia.core.ids import StaffId
from audiencia.runtime.context import AppContext
from tests.integration.queue.joining.pages.test_front_desk_page import NAME, PAGE, act, desk, rows, staff_id
from tests.support.contexts import DEPARTMENT, join
from tests.support.page_browser import Browser, Seen

__all__ = ["desk", "staff_id"]
HOLES, LEAK = (DEPARTMENT, "baches"), ("agua", "fugas")


def listed(seen: Seen) -> list[str]:
    """The numbers in the list of what this desk gave, in their order."""
    return re.findall(r'data-testid="made-([A-Z0-9-]+)"', seen.text)


async def given(context: AppContext, staff_id: StaffId, *topics: tuple[str, str]) -> None:
    """Numbers that this desk gave, one after the other."""
    for department, topic in topics:
        await join(context, department=department, topic=topic)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE attention SET made_by = $1", staff_id)


async def test_the_list_is_searched_and_sorted(desk: Browser, context: AppContext, staff_id: StaffId) -> None:
    assert "made-q" not in (await desk.get(PAGE)).text, "there is nothing to search"
    await given(context, staff_id, HOLES, LEAK, HOLES)
    (ended,) = await rows(context, "SELECT id, version FROM ticket WHERE number = 'OP-001'")
    assert (await act(desk, "cancelar", str(ended["id"]), version=str(ended["version"]))).status == 200
    found = "SELECT folio FROM attention JOIN ticket ON ticket.attention_id = attention.id WHERE number = 'OP-001'"
    folio = str((await rows(context, found))[0]["folio"])
    first, leak, third = "OP-001", "AG-001", "OP-002"
    assert listed(await desk.get(PAGE)) == [third, leak, first]
    searches = {
        "op 2": [third], "OBRAS publicas": [third, first], "fugas": [leak], "cancel": [first], folio: [first], "zzz": [],
        "%": [], "_": [], "\\": [], NAME: [],
    }  # fmt: skip
    for words, expected in searches.items():
        assert listed(await desk.get(f"{PAGE}?{urlencode({'q': words})}")) == expected, words
    nothing = await desk.get(f"{PAGE}?q=zzz")
    assert 'data-testid="no-made"' in nothing.text and f'href="{PAGE}#made" data-testid="whole-list"' in nothing.text
    orders = {
        "given": [first, leak, third], "number": sorted((first, leak, third)), "-number": sorted((first, leak, third))[::-1],
        "department": [leak, third, first], "state": [third, leak, first], "-state": [first, third, leak],
        "name_sealed": [third, leak, first], "--given": [third, leak, first],
    }  # fmt: skip
    for order, expected in orders.items():
        assert listed(await desk.get(f"{PAGE}?orden={order}")) == expected, order


async def test_the_list_has_pages_and_stays_as_it_was(desk: Browser, context: AppContext, staff_id: StaffId) -> None:
    await given(context, staff_id, *([HOLES] * 27))
    first, second = await desk.get(f"{PAGE}?orden=number"), await desk.get(f"{PAGE}?orden=number&pagina=2")
    assert (len(listed(first)), listed(second)) == (25, ["OP-026", "OP-027"])
    assert 'data-testid="page-after"' in first.text and 'data-testid="page-before"' in second.text
    assert listed(await desk.get(f"{PAGE}?orden=number&pagina=99")) == listed(second)
    for wrong in ("0", "-1", "x", "9999999"):
        assert listed(await desk.get(f"{PAGE}?orden=number&pagina={wrong}")) == listed(first), wrong
    form = f'action="{PAGE}/nombre?orden=number&amp;pagina=2"'
    assert form in second.text
    ticket = await rows(context, "SELECT id FROM ticket WHERE number = 'OP-026'")
    sent = {"ticket": str(ticket[0]["id"]), "command_id": str(uuid4()), "csrf": second.hidden["csrf"]}
    shown = await desk.post(f"{PAGE}/nombre?orden=number&pagina=2", sent)
    assert 'data-testid="desk-name"' in shown.text and listed(shown) == ["OP-026", "OP-027"]
