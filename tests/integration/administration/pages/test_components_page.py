"""The page of parts: there in a demonstration, nowhere else."""

import re

from audiencia.administration.pages.components import PAGE, TOKENS
from tests.support.contexts import ROOT
from tests.support.page_browser import Browser
from tests.support.page_fixtures import OpenSite

STYLES = ROOT / "web" / "styles" / "layout"


async def test_it_is_there_in_a_demonstration(browser: Browser) -> None:
    seen = await browser.get(PAGE)
    assert seen.status == 200 and 'id="components"' in seen.text
    assert set(re.findall(r"<code>--([a-z-]+)</code>", seen.text)) == set(TOKENS)
    assert "51" not in (await browser.get(f"{PAGE}?q=51&pagina=3")).text.split('data-testid="shown"')[1][:40]


async def test_where_people_are_served_there_is_none(open_site: OpenSite) -> None:
    server = await open_site(profile="production")
    async with Browser(server.make_url("/")) as browser:
        seen = await browser.get(PAGE)
        assert seen.status == 404 and 'data-code="not_found"' in seen.text


def test_it_shows_every_colour_that_is_a_token() -> None:
    known = set(
        re.findall(r"^  --([a-z-]+): (?:#|rgb|var\(--brand)", (STYLES / "tokens.css").read_text(), re.MULTILINE)
    )
    swatches = (STYLES / "components.css").read_text()
    for one in TOKENS:
        assert one in known and f".swatch-{one} {{" in swatches, one
