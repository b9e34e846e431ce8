"""A moderator moves several people at once, sees beforehand what it leads to, and takes it back."""

import pytest
from playwright.async_api import expect

from audiencia.core.unbroken import unbroken
from tests.browser.conftest import People
from tests.browser.keyboard import choose, press, tab_to
from tests.browser.people import Matter
from tests.browser.queue.scenes import waiting

HERE, FIRST_OFFERED = ("desarrollo-urbano", "uso-de-suelo"), ("obras-publicas", "baches")


@pytest.mark.long
async def test_several_are_moved_by_keyboard_alone_and_back_within_the_minute(people: People) -> None:
    (first, one), (second, other), (stays, last) = await waiting(people, *HERE, 3)
    passed = await people.citizen("red")
    await passed.join(Matter(*FIRST_OFFERED))
    moderator = await people.moderator("green")
    await tab_to(moderator, f"ticket-{one}")
    await press(moderator, "x", "ArrowDown", "x")
    await moderator.sees("chosen-bar", unbroken(f"{one}, {other}"))
    await press(moderator, "m")
    await moderator.sees("move-numbers", unbroken(f"{one}, {other}"))
    await tab_to(moderator, f"move-to-{FIRST_OFFERED[0]}")
    await press(moderator, " ")
    await moderator.sees("preview-sum", "1 persona queda más atrás")
    await moderator.sees("preview-sum", "1 persona se acerca")
    await tab_to(moderator, "move-reason")
    await choose(moderator, "move-reason", "Otra")
    await tab_to(moderator, "move-confirm")
    await press(moderator, "Enter")
    await moderator.sees("said", unbroken(f"{one}, {other}"))
    await first.sees("moved", "Obras Públicas")
    await passed.place(3)
    await stays.place(1)

    await expect(moderator.see(f"queue-{FIRST_OFFERED[0]}").get_by_test_id(f"ticket-{one}")).to_be_focused()
    await tab_to(moderator, "undo-last", at_most=200)
    await press(moderator, "Enter")
    await moderator.sees("said", "Se deshizo")
    await passed.place(1)
    await stays.place(3)
    await first.sees("moved", "El cambio de fila fue un error")
    assert await moderator.numbers(HERE[0], at_least=3) == [one, other, last]
    for citizen in (first, second, stays, passed):
        await citizen.leave()
    assert people.problems() == []
