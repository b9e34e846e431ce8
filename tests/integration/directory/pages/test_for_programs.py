"""robots.txt, sitemap.xml and security.txt, as the programs read them that ask for them."""

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as Xml

from audiencia.db.connection import now_of
from audiencia.runtime.context import AppContext, InForce
from tests.support.page_browser import Browser
from tests.support.page_fixtures import OpenSite

NAMES = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9"}


async def test_the_map_leads_to_every_public_page(browser: Browser, context: AppContext) -> None:
    seen = await browser.get("/sitemap.xml")
    assert seen.headers["Content-Type"].startswith("application/xml")
    places = [one.text or "" for one in Xml.fromstring(seen.text).iterfind("map:url/map:loc", NAMES)]
    origin = str(browser.origin)
    assert f"{origin}/directorio/agua/fuga-de-agua" in places and len(set(places)) == len(places)
    public = {one.slug for one in context.municipality.public_departments}
    for base in ("/areas/", "/directorio/"):
        named = {one.removeprefix(origin + base) for one in places if one.startswith(origin + base)} - {
            "otras-autoridades"
        }
        assert {one for one in named if "/" not in one} == {one.split("/")[0] for one in named} == public
    for one in (*places[:9], places[len(places) // 2], places[-1]):
        assert (await browser.get(one.removeprefix(origin), follow=False)).status == 200, one


async def test_no_cookie_goes_with_what_is_kept_for_a_day(browser: Browser) -> None:
    for path in ("/robots.txt", "/sitemap.xml"):
        seen = await browser.get(path)
        assert seen.headers["Cache-Control"] == "public, max-age=86400" and "Set-Cookie" not in seen.headers


async def test_robots_read_public_pages_and_nothing_of_a_demonstration(open_site: OpenSite) -> None:
    for profile in ("production", "demo"):
        site = await open_site(profile=profile)
        async with Browser(site.make_url("/")) as other:
            rules = RobotFileParser()
            rules.parse((await other.get("/robots.txt")).text.splitlines())
            assert rules.can_fetch("*", "/directorio/agua") is (profile == "production")
            assert not rules.can_fetch("*", "/turno")
            assert rules.site_maps() == [f"{other.origin}/sitemap.xml"]


async def test_security_txt_says_whom_to_tell_and_until_when(
    context: AppContext, browser: Browser, open_site: OpenSite
) -> None:
    assert (await browser.get("/.well-known/security.txt")).status == 404
    contact = context.municipality.contact.model_copy(update={"security": "mailto:seguridad@example.org"})
    municipality = context.municipality.model_copy(update={"contact": contact})
    site = await open_site(replace(context, in_force=InForce(municipality)))
    async with Browser(site.make_url("/")) as other:
        seen = await other.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in seen.text.splitlines())
    assert fields["Contact"] == "mailto:seguridad@example.org" and fields["Canonical"].endswith("security.txt")
    until = datetime.fromisoformat(fields["Expires"])
    async with context.database.read() as conn:
        now = await now_of(conn)
    assert timedelta(days=90) < until - now < timedelta(days=365)
