"""Chips of the moderators' board stay within their card, in columns as narrow as a desk has them."""

from pathlib import Path

import pytest

from tests.browser.chromium import DESK
from tests.browser.conftest import Browsers
from tests.browser.walks import barriers
from tools.build_web import WEB

CHIPS = ("A las 11:30", "Pide ayuda", "Por teléfono", "No respondió al llamado")
TAGS = "".join(f'<span class="tag warn">{text}</span>' for text in CHIPS)
CARD = f"""<section class="panel queue stack" style="inline-size: {{}}px"><ul class="people tickets">
    <li class="other-ticket stack stack-tight"><div class="row spread">
    <span><b class="nums nowrap">SG-1017</b> Uso de suelo (Desarrollo Urbano)</span><span class="row tags">{TAGS}</span>
    </div></li></ul></section>"""


@pytest.mark.parametrize("width", [280, 328, 360])
async def test_chips_of_who_did_not_answer_stay_within_the_card(browsers: Browsers, width: int) -> None:
    styles = "".join(Path(one).read_text("utf-8") for one in sorted(WEB.glob("dist/**/*.css")))
    context = await (await browsers("red")).new_context(viewport=DESK)
    page = await context.new_page()
    await page.set_content(f"<!doctype html><style>{styles}</style>{CARD.format(width)}")
    await page.evaluate(barriers.LOOK)
    assert await page.evaluate("barriers.wider()") is None
    await context.close()
