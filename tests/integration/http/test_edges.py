"""The edges of every page: headers, foreign requests, bad input, languages, files, health."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable

import pytest
import structlog
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from audiencia.http.site import SITE
from audiencia.runtime.context import AppContext
from tests.support.page_browser import Browser, NewBrowser
from tests.support.page_fixtures import OpenSite

PUBLIC = ("/", "/aviso", "/areas", "/areas/agua", "/unirse/agua/fugas", "/seguimiento", "/entrar")


@pytest.mark.parametrize("path", [*PUBLIC, "/turno", "/nada", "/areas/nada"])
async def test_every_page_is_closed_to_scripts_and_frames_of_others(browser: Browser, path: str) -> None:
    seen = await browser.get(path)
    policy = seen.headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce and f'nonce="{nonce[1]}"' in seen.text
    assert policy.startswith("default-src 'none'; script-src 'self' 'nonce-")
    for rule in (
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "require-trusted-types-for 'script'",
    ):
        assert rule in policy
    assert "unsafe" not in policy
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    assert seen.headers["Referrer-Policy"] == "same-origin"
    assert seen.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=(self), microphone=(self)" in seen.headers["Permissions-Policy"]
    assert seen.headers["Cache-Control"] == "no-store"
    assert "Server" not in seen.headers and "Strict-Transport-Security" not in seen.headers
    assert not re.search(r"<[^>]+\s(style|on\w+)=", seen.text)
    assert not re.search(r'(src|href)="(https?:)?//', seen.text)
    assert all(f'nonce="{nonce[1]}"' in tag for tag in re.findall(r"<script[^>]*>", seen.text))


@pytest.mark.parametrize(
    ("path", "code", "ways"),
    [
        ("/turno", "ticket_needed", ["/areas", "/seguimiento"]),
        ("/areas/nada", "unknown_department", ["/areas", "/seguimiento"]),
        ("/nada", "not_found", ["/", "/seguimiento"]),
    ],
)
async def test_an_error_is_told_in_words_without_its_code_and_leads_on(
    browser: Browser, path: str, code: str, ways: list[str]
) -> None:
    seen = await browser.get(path)
    main = seen.text.split("<main")[1].split("</main>")[0]
    assert seen.code == code
    assert code not in re.sub(r"<[^>]*>", "", main)
    assert re.findall(r'class="button[^"]*" href="([^"]+)"', main) == ways


@pytest.mark.parametrize("path", ["/directorio/agua/fu%00ga", "/directorio/agua/%00/pasos.json", "/areas/%00", "/%00"])
async def test_an_address_that_no_database_can_hold_leads_nowhere(browser: Browser, path: str) -> None:
    assert (await browser.get(path)).status == 404


async def test_a_nonce_is_used_once(browser: Browser) -> None:
    policies = {(await browser.get("/")).headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


async def test_https_is_kept(open_site: Callable[..., Awaitable[TestServer]]) -> None:
    server = await open_site(public_url="https://audiencia.example")
    async with Browser(server.make_url("/")) as browser:
        assert "max-age=" in (await browser.get("/")).headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
async def test_forms_of_other_sites_are_refused(browser: Browser, headers: dict[str, str]) -> None:
    form = await browser.get("/")
    fields = {"csrf": form.hidden["csrf"], "lang": "en", "back": "/"}
    seen = await browser.post("/idioma", fields, headers=headers)
    assert seen.status == 403 and seen.code == "foreign_origin"
    assert (await browser.post("/idioma", fields)).status == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://audiencia.example", 200), ("http://audiencia.example", 403), (None, 403)],
)
async def test_behind_a_proxy_the_whole_origin_counts(
    open_site: Callable[..., Awaitable[TestServer]], origin: str | None, status: int
) -> None:
    server = await open_site(public_url="https://audiencia.example/")
    async with Browser(server.make_url("/")) as browser:
        form = await browser.get("/")
        fields = {"csrf": form.hidden["csrf"], "lang": "en", "back": "/"}
        headers = {"Origin": origin or str(browser.origin)}
        assert (await browser.post("/idioma", fields, headers=headers)).status == status


@pytest.mark.parametrize("path", ["/idioma", "/entrar", "/seguimiento", "/unirse/agua/fugas"])
@pytest.mark.parametrize("token", ["", "x", "A" * 32])
async def test_every_form_needs_its_token(browser: Browser, path: str, token: str) -> None:
    await browser.get("/")
    seen = await browser.post(path, {"csrf": token, "lang": "en"})
    assert seen.status == 403 and seen.code == "csrf"


async def test_cookies(browser: Browser, site: TestServer) -> None:
    seen = await browser.get("/")
    (cookie,) = seen.headers.getall("Set-Cookie")  # type: ignore[attr-defined]
    assert cookie.startswith("__Host-visita=")
    for attribute in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert attribute in cookie
    assert "Domain" not in cookie
    assert "Set-Cookie" not in (await browser.get("/")).headers


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"csrf=" + b"x" * 33_000, {}, 413, "too_large"),
        (b"a=1&" * 200, {}, 400, "bad_input"),
        (b"name=%ff%fe", {}, 400, "bad_input"),
        (b"\xff\xfe", {}, 400, "bad_input"),
        (b"{}", {"Content-Type": "application/json"}, 400, "bad_input"),
        (b"--x\r\n\r\n--x--", {"Content-Type": "multipart/form-data; boundary=x"}, 400, "bad_input"),
        (b"", {}, 403, "csrf"),
    ],
)
async def test_bodies(browser: Browser, body: bytes, headers: dict[str, str], status: int, code: str) -> None:
    await browser.get("/")
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    seen = await browser.post("/seguimiento", body, headers=kind | headers)
    assert (seen.status, seen.code) == (status, code)


@pytest.mark.parametrize(
    "path", ["/nada", "/static/dist/../../config/municipality.toml", "/static/dist/.vite/manifest.json", "/static/dist/",
             "/static/dist/assets/notes.txt", "/static/dist/locales/en.json", "/%2e%2e/etc/passwd", "/areas/%00", "/areas/" + "x" * 500]
)  # fmt: skip
async def test_unknown_paths(browser: Browser, path: str) -> None:
    seen = await browser.get(path)
    assert seen.status == 404 and seen.code in ("not_found", "unknown_department")


@pytest.mark.parametrize(
    "target", [b"/areas/%ff", b"/areas/\xff", b"/%", b"//evil.example/", b"/\x01", b"*", b"http://[/"]
)
async def test_odd_request_lines(site: TestServer, target: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(
        b"GET " + target + b" HTTP/1.1\r\nHost: a\r\nCookie: __Host-staff=\xff\xfe\r\nConnection: close\r\n\r\n"
    )
    answer = await reader.read()
    writer.close()
    assert answer.startswith((b"HTTP/1.1 404", b"HTTP/1.1 400", b"HTTP/1.0 400")), answer[:200]
    assert b"Traceback" not in answer


COOKIES = b"__Host-turno=\xff; __Host-staff=\xff; __Host-visita=\xff; __Host-device=\xff"
NAMES = (
    "X-Practice",
    "Accept",
    "Accept-Language",
    "Content-Type",
    "If-None-Match",
    "Origin",
    "X-Forwarded-For",
    "Host",
    "Expect",
)
NO_TEXT = dict.fromkeys(NAMES, b"\xff") | {"Cookie": COOKIES}


async def test_a_header_that_is_no_text_breaks_nothing(site: TestServer) -> None:
    """aiohttp gives such bytes as surrogates, which no encoding takes."""
    for line in (b"GET /unirse/agua/fugas", b"GET /cifras", b"GET /metrics", b"POST /unirse/agua/fugas"):
        for name, value in NO_TEXT.items():
            host = b"" if name == "Host" else b"Host: 127.0.0.1\r\n"
            head = host + name.encode() + b": " + value + b"\r\nConnection: close\r\n\r\n"
            answer = await _raw(site, line + b" HTTP/1.1\r\n" + head)
            assert answer.startswith(b"HTTP/1.1 ") and int(answer.split()[1]) < 500, (line, name, answer[:200])


@pytest.mark.parametrize("host", [b"", b"[", b"[::1", b"]:99", b"//x"])
async def test_a_host_that_is_none_is_refused_where_a_page_needs_it(site: TestServer, host: bytes) -> None:
    for path in (b"/entrar", b"/sitemap.xml", b"/cifras"):
        answer = await _raw(site, b"GET " + path + b" HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")
        assert int(answer.split()[1]) == (200 if path == b"/cifras" else 400), (path, answer[:200])


@pytest.mark.parametrize("line", [b"GET /entrar", b"POST /unirse/agua/fugas", b"HEAD /entrar"])
async def test_what_cannot_be_expected_is_refused_by_a_page_of_ours(site: TestServer, line: bytes) -> None:
    for expected in (b"\xff", b"the impossible"):
        head = b" HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: " + expected + b"\r\nConnection: close\r\n\r\n"
        answer = await _raw(site, line + head)
        assert answer.startswith(b"HTTP/1.1 400 "), answer[:200]
        assert line.startswith(b"HEAD") or b"bad_input" in answer
    waiting = b" HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-Continue\r\nConnection: close\r\n\r\n"
    assert (await _raw(site, line + waiting)).startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 ")


async def _raw(site: TestServer, request: bytes) -> bytes:
    """All that is answered to these bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer


async def test_wrong_method(browser: Browser) -> None:
    await browser.get("/")
    seen = await browser.post("/areas", {})
    assert seen.status == 405 and seen.code == "method_not_allowed" and "GET" in seen.headers["Allow"]


async def test_trace_gives_nothing_back(site: TestServer) -> None:
    answer = await _raw(site, b"TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Own: secret\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 4") and b"secret" not in answer, answer[:200]


async def test_programs_get_json(browser: Browser) -> None:
    seen = await browser.get("/nada", {"Accept": "application/json"})
    body = json.loads(seen.text)
    assert body["code"] == "not_found" and body["message"] and body["what_to_do"] and body["request_id"]
    assert seen.headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_what_nobody_expected_tells_nothing(
    browser: Browser, site: TestServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("Ana Núñez, 722 123 4567")

    monkeypatch.setattr("audiencia.queue.joining.pages.areas.site_of", broken)
    seen = await browser.get("/areas")
    assert seen.status == 500 and seen.code == "internal"
    printed = capsys.readouterr()
    assert "Ana" not in seen.text + printed.out + printed.err
    assert "ValueError" in printed.out and seen.headers["X-Request-Id"] in printed.out


async def test_without_the_database(browser: Browser, context: AppContext) -> None:
    await context.database.close()
    seen = await browser.get("/")
    assert seen.status == 503 and seen.code == "unavailable" and seen.headers["Retry-After"] == "5"
    assert (await browser.get("/areas")).status == 200


async def test_languages(new_browser: NewBrowser) -> None:
    english = await new_browser(**{"Accept-Language": "en-GB"})
    assert '<html lang="en">' in (await english.get("/")).text
    spanish = await new_browser(**{"Accept-Language": "es"})
    first = await spanish.get("/areas")
    assert '<html lang="es-MX">' in first.text
    chosen = await spanish.post("/idioma", {"csrf": first.hidden["csrf"], "lang": "en", "back": "/areas"})
    assert chosen.path == "/areas" and '<html lang="en">' in chosen.text
    assert chosen.headers["Content-Language"] == "en"


async def test_the_choice_of_language_comes_back_to_a_page(browser: Browser) -> None:
    await browser.get("/")
    for path in ("/idioma", "/nada"):
        seen = await browser.post(path, {"csrf": ""})
        assert seen.hidden["back"] == "/"
    assert (await browser.post("/entrar", {"csrf": ""})).hidden["back"] == "/entrar"


@pytest.mark.parametrize("lang", ["", "fr", "es"])
async def test_unknown_language(browser: Browser, lang: str) -> None:
    form = await browser.get("/")
    assert (await browser.post("/idioma", {"csrf": form.hidden["csrf"], "lang": lang})).code == "bad_input"


async def test_built_files_are_kept_for_good(browser: Browser) -> None:
    for accept, encoding in (("br", "br"), ("identity", None)):
        seen = await browser.get("/static/dist/assets/file-0.js", {"Accept-Encoding": accept})
        assert seen.status == 200 and seen.headers.get("Content-Encoding") == encoding
        assert "immutable" in seen.headers["Cache-Control"]
        assert seen.headers["Content-Type"].startswith("text/javascript")
        assert "Set-Cookie" not in seen.headers


async def test_colours(browser: Browser, context: AppContext) -> None:
    seen = await browser.get("/tema.css")
    assert f"--brand: {context.municipality.colours.brand};" in seen.text and "--brand-ink: #" in seen.text
    assert seen.headers["Content-Type"].startswith("text/css")
    again = await browser.get("/tema.css", {"If-None-Match": seen.headers["ETag"]})
    assert again.status == 304


@pytest.mark.parametrize(
    ("away", "status", "word"), [([], 200, "ok"), (["redis", "media"], 200, "degraded"), (["database"], 503, "down")]
)
async def test_health(browser: Browser, parts: dict[str, bool], away: list[str], status: int, word: str) -> None:
    parts.update(dict.fromkeys(away, False))
    seen = await browser.get("/salud")
    body = json.loads(seen.text)
    assert (seen.status, body["status"]) == (status, word)
    assert {name for name, state in body["parts"].items() if state == "away"} == set(away)
    assert (await browser.get("/salud/vivo")).status == 200, "it answers, whatever else is away"


async def test_metrics_are_for_this_machine_alone(browser: Browser) -> None:
    await browser.get("/areas/obras-publicas")
    text = (await browser.get("/metrics")).text
    assert 'audiencia_requests_total{route="/areas/{department}"' in text
    assert "obras-publicas" not in text
    assert (await browser.get("/metrics", {"X-Forwarded-For": "203.0.113.7"})).status == 404


async def test_who_brings_the_token_reads_metrics_from_elsewhere(open_site: OpenSite) -> None:
    token = "a-token-of-twenty-characters"
    away = {"X-Forwarded-For": "203.0.113.7", "Host": "audiencia.example.mx"}
    async with Browser((await open_site(metrics_token=token)).make_url("/")) as browser:
        for header, status in ((f"Bearer {token}", 200), ("Bearer é", 404), ("Bearer", 404), (f"Bearer {token}x", 404)):
            assert (await browser.get("/metrics", away | {"Authorization": header})).status == status, header
        assert "watched" in json.loads((await browser.get("/salud", {"Authorization": f"Bearer {token}"} | away)).text)


async def test_what_is_watched_is_told_to_this_machine_and_makes_nobody_leave(browser: Browser) -> None:
    seen = await browser.get("/salud")
    body = json.loads(seen.text)
    assert (seen.status, body["status"]) == (200, "ok")
    assert body["watched"] == {"backup": {"state": "amber", "says": "the last one failed: no room"}}
    assert "watched" not in json.loads((await browser.get("/salud", {"X-Forwarded-For": "203.0.113.7"})).text)


async def test_metrics_answer_to_the_names_of_this_machine_alone(browser: Browser) -> None:
    """Or else a page elsewhere whose name leads here would read them, in a browser on this machine."""
    for host in ("localhost", "127.0.0.1:9", "[::1]:8080", "127.0.0.2"):
        assert (await browser.get("/metrics", {"Host": host})).status == 200, host
    for host in ("evil.example", "localhost.evil.example", "203.0.113.7", "evil.example:8080"):
        assert (await browser.get("/metrics", {"Host": host})).status == 404, host


async def test_a_line_is_measured_by_octets_that_are_forgotten(browser: Browser) -> None:
    assert (await browser.post("/subida", bytes(32 << 10))).status == 204
    assert (await browser.post("/subida", bytes((64 << 10) + 1))).status == 413
    assert (await browser.post("/subida", b"x", headers={"Origin": "https://evil.example"})).status == 403


async def test_attempts_around_the_controls_are_logged_and_nothing_of_who_made_them(browser: Browser) -> None:
    form = await browser.get("/unirse/agua/fugas")
    fields = form.hidden | {"name": "Xochitl"}
    structlog.reset_defaults()
    with capture_logs() as said:
        await browser.post("/unirse/agua/fugas", fields, headers={"Origin": "https://evil.example"})
        await browser.post("/unirse/agua/fugas", fields | {"csrf": "x"})
        await browser.send("/continuar", {"code": "T-AAAA-BBBB-CCCC"})
    took = [{name: one[name] for name in one if name != "request_id"} for one in said]
    refused = {"event": "control_refused", "log_level": "warning"}
    join = refused | {"operation": "POST /unirse/{department}/{topic}"}
    assert took == [
        join | {"code": "foreign_origin"},
        join | {"code": "csrf"},
        refused | {"code": "device_code_unknown", "operation": "POST /continuar"},
    ]


async def test_one_browser_is_slowed_down(browser: Browser, site: TestServer) -> None:
    await browser.get("/")
    for _ in range(150):
        seen = await browser.get("/areas")
    structlog.reset_defaults()
    with capture_logs() as said:
        seen = await browser.get("/areas")
    assert [one["code"] for one in said if one["event"] == "control_refused"] == ["too_many_requests"]
    assert seen.status == 429 and seen.code == "too_many_requests" and int(seen.headers["Retry-After"]) >= 1
    assert (await browser.get("/tema.css")).status == 200


async def test_a_browser_that_read_too_many_pages_does_not_lose_what_it_sends(browser: Browser) -> None:
    form = await browser.get("/unirse/agua/fugas")
    while (await browser.get("/areas")).status == 200:
        pass
    sent = await browser.post("/unirse/agua/fugas", form.hidden | {"name": "Xóchitl Paz", "matter": "No hay agua"})
    assert sent.status == 400
    assert "Xóchitl Paz" in sent.text and "No hay agua" in sent.text


async def test_pages_hold_no_personal_data_of_others(browser: Browser, site: TestServer) -> None:
    assert site.app[SITE].demo
    home = (await browser.get("/")).text
    assert 'data-testid="demo-banner"' in home
    # A demonstration goes on at any hour of any day, and on Tuesdays too.
    assert "cualquier día" in home and "no es día de audiencia" not in home


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
@pytest.mark.parametrize("value", ["203.0.113.7", "127.0.0.1", "unknown"])
async def test_metrics_do_not_answer_through_a_proxy(browser: Browser, header: str, value: str) -> None:
    assert (await browser.get("/metrics", headers={header: value})).status == 404
    assert (await browser.get("/metrics")).status == 200
