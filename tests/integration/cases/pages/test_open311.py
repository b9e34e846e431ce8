"""Open311 GeoReport v2 as a program without cookies speaks it: petitions of the same use case, and nothing told of them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree as Xml

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from limits import parse

from audiencia.cases.use_cases import citizen, citizen_look
from audiencia.core.ids import CaseId
from audiencia.http.limits import rates
from audiencia.runtime.context import AppContext, InForce
from tests.support.page_cases import MATTER, NAME, answered_case, send
from tests.support.page_fixtures import OpenSite

CODE = "obras-publicas_baches"


class Program:
    """A client of the standard: no cookies, no origin, no pages."""

    def __init__(self, site: TestServer) -> None:
        self.site = site

    async def ask(
        self, path: str, sent: Mapping[str, str] | None = None, ids: str = "", headers: Mapping[str, str] | None = None
    ) -> tuple[int, str, str]:
        """Status, content type and body."""
        url = self.site.make_url(f"/open311/{path}").with_query({"service_request_id": ids} if ids else {})
        async with (
            aiohttp.ClientSession() as session,
            session.request("GET" if sent is None else "POST", url, data=sent, headers=headers) as response,
        ):
            assert "Set-Cookie" not in response.headers and response.charset == "utf-8"
            return response.status, response.content_type, await response.text()

    async def said(self, path: str, sent: Mapping[str, str] | None = None, ids: str = "") -> tuple[int, Any]:
        """Status and what the JSON says."""
        status, kind, body = await self.ask(f"{path}.json", sent, ids)
        assert kind == "application/json"
        return status, json.loads(body)

    async def report(self, **changed: str) -> dict[str, str]:
        """Everything that the definition of the service asks for, filled in."""
        _, asked = await self.said(f"v2/services/{CODE}")
        needed = {
            f"attribute[{one['code']}]": one["values"][0]["key"] for one in asked["attributes"] if one["required"]
        }
        filled = {
            "service_code": CODE, "description": MATTER, "lat": "19.2566123", "long": "-99.6021789",
            "first_name": "Guadalupe", "last_name": "Ñáñez", "email": "lupe@example.org",
        }  # fmt: skip
        return needed | filled | changed


@pytest.fixture
async def program(open_site: OpenSite) -> Program:
    return Program(await open_site())


async def test_what_is_offered_is_what_the_form_offers(program: Program, context: AppContext) -> None:
    status, found = await program.said("v2/services")
    codes = [one["service_code"] for one in found]
    assert status == 200 and CODE in codes and len(set(codes)) == len(codes)
    assert not any(one.startswith("contraloria_") for one in codes), "complaints have a form of their own"
    assert all(one["metadata"] is True and one["type"] == "realtime" for one in found)
    status, kind, body = await program.ask("v2/services.xml")
    tree = Xml.fromstring(body)
    assert (status, kind, tree.tag) == (200, "text/xml", "services")
    assert [one.findtext("service_code") for one in tree.findall("service")] == codes
    assert {one.findtext("metadata") for one in tree} == {"true"}
    _, _, body = await program.ask(f"v2/services/{CODE}.xml")
    attributes = Xml.fromstring(body).findall("attributes/attribute")
    assert attributes[0].findtext("code") == "notice"
    assert attributes[0].findtext("values/value/key") == context.municipality.notice.hash
    assert [one.findtext("order") for one in attributes] == [str(n) for n in range(1, len(attributes) + 1)]
    status, found = await program.said("discovery")
    assert status == 200 and found["endpoints"][0]["url"].endswith("/open311/v2")


async def test_a_report_is_a_petition_with_its_consents(program: Program, context: AppContext) -> None:
    status, [made] = await program.said("v2/requests", await program.report())
    assert status == 201
    async with context.database.read() as conn:
        case = await conn.fetchrow("SELECT * FROM case_file WHERE folio = $1", made["service_request_id"])
        assert case is not None and (case["source"], case["kind"], case["anonymous"]) == ("web", "petition", False)
        kept = await conn.fetch("SELECT notice_hash FROM consent WHERE person_id = $1", case["person_id"])
    assert {one["notice_hash"] for one in kept} == {context.municipality.notice.hash}
    assert context.keyring.pin(CaseId(case["id"]), 1) in made["service_notice"]
    status, [one] = await program.said(f"v2/requests/{made['service_request_id']}")
    assert (status, one["status"]) == (200, "open") and one["requested_datetime"].startswith(str(case["received_on"]))
    told = {name for name, of in one.items() if of is not None}
    assert told == {"service_request_id", "status", "agency_responsible", "requested_datetime"}, "terms tell topics"
    _, _, body = await program.ask("v2/requests.xml", await program.report(first_name="", last_name="", email=""))
    folio = Xml.fromstring(body).findtext("request/service_request_id")
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT anonymous FROM case_file WHERE folio = $1", folio)


async def test_of_an_email_and_a_telephone_both_are_kept(program: Program, context: AppContext) -> None:
    _, [made] = await program.said("v2/requests", await program.report(phone="722 123 45 67"))
    async with context.database.read() as conn:
        case_id = await conn.fetchval("SELECT id FROM case_file WHERE folio = $1", made["service_request_id"])
    assert (await citizen_look.look(context, CaseId(case_id))).contact == "lupe@example.org, 722 123 45 67"


@pytest.mark.parametrize(
    ("changed", "status", "named"),
    [
        ({"attribute[notice]": ""}, 400, "attribute[notice]"),
        ({"attribute[notice]": "0" * 64}, 409, ""),
        ({"description": ""}, 400, "description"),
        ({"lat": "200"}, 400, "lat, long"),
        ({"email": "nadie"}, 400, "email, phone"),
        ({"media_url": "http://127.0.0.1/x.jpg"}, 400, "media_url"),
        ({"attribute[minor]": "yes"}, 400, "attribute[guardian_name]"),
        ({"service_code": "contraloria_quejas"}, 404, ""),
        ({"jurisdiction_id": "otro.example.org"}, 404, ""),
    ],
)
async def test_what_is_wrong_is_said_as_the_standard_says_it(
    program: Program, context: AppContext, changed: Mapping[str, str], status: int, named: str
) -> None:
    got, errors = await program.said("v2/requests", await program.report(**changed))
    assert got == status and all(one["code"] == status for one in errors)
    assert any(one["description"].startswith(f"{named}: " if named else "") for one in errors)
    _, kind, body = await program.ask("v2/requests.xml", await program.report(**changed))
    assert kind == "text/xml" and Xml.fromstring(body).findtext("error/code") == str(status)
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM case_file") == 0


async def test_no_petition_is_listed_and_nothing_else_is_known_by_its_folio(
    program: Program, context: AppContext
) -> None:
    answered, _, _ = await answered_case(context)
    complaint = await send(context, kind="complaint", department="", topic="")
    assert await program.said("v2/requests") == (200, [])
    _, listed = await program.said("v2/requests", ids=f"{answered},{complaint},x")
    assert [(one["service_request_id"], one["status"]) for one in listed] == [(answered, "closed")]
    for unknown in (complaint, "MTP-26-7KQ4-9XZ2C"):
        assert (await program.said(f"v2/requests/{unknown}"))[0] == 404
    _, _, body = await program.ask(f"v2/requests/{answered}.xml")
    assert Xml.fromstring(body).findtext("request/status") == "closed" and NAME not in body and MATTER not in body
    async with context.database.read() as conn:
        case_id = await conn.fetchval("SELECT id FROM case_file WHERE folio = $1", answered)
    await citizen.reopen(context, CaseId(case_id), "partly", "", uuid4())
    assert (await program.said(f"v2/requests/{answered}"))[1][0]["status"] == "open"


async def test_where_it_is_off_nothing_is_there(program: Program, context: AppContext, open_site: OpenSite) -> None:
    report = await program.report()
    program = Program(await open_site(with_petitions(context, open311=False)))
    for path in ("v2/services", "v2/requests", "discovery"):
        assert (await program.said(path))[0] == 404
    assert (await program.said("v2/requests", report))[0] == 404
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM case_file") == 0


@pytest.mark.parametrize("named", [{"Origin": "https://otro.example"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_no_page_of_another_site_sends_any(
    program: Program, context: AppContext, named: Mapping[str, str]
) -> None:
    status, _, _ = await program.ask("v2/requests.json", await program.report(), headers=named)
    async with context.database.read() as conn:
        assert (status, await conn.fetchval("SELECT count(*) FROM case_file")) == (403, 0)


async def test_both_ways_are_limited(context: AppContext, open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "STATUSES_PER_ADDRESS", parse("3/15 minutes"))
    program = Program(await open_site(with_petitions(context, per_address_per_hour=2)))
    report = await program.report()
    assert [(await program.said("v2/requests", report))[0] for _ in range(3)] == [201, 201, 429]
    many = ",".join(f"MTP-26-7KQ4-{number:05}" for number in range(21))
    assert (await program.said("v2/requests", ids=many))[0] == 400
    assert [(await program.said("v2/requests/x"))[0] for _ in range(4)] == [404, 404, 404, 429]


async def test_the_limit_of_pages_is_said_as_the_standard_says_it(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "PAGES_PER_ADDRESS", parse("1/hour"))
    assert (await program.said("v2/services"))[0] == 200
    status, [error] = await program.said("v2/services")
    assert (status, error["code"]) == (429, 429) and error["description"]


def with_petitions(context: AppContext, **changed: object) -> AppContext:
    """Where petitions have other rules."""
    petitions = context.municipality.petitions.model_copy(update=changed)
    return replace(context, in_force=InForce(context.municipality.model_copy(update={"petitions": petitions})))
