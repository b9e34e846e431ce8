"""Damaged forms, addresses, headers, JSON, offers and frames of sockets: made from real ones, so that they get far. No I/O."""

import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

FORM = re.compile(r'<form[^>]*?action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
FIELD = re.compile(r"<(?:input|select|textarea|button)\b[^>]*>", re.DOTALL)
NAME, VALUE = re.compile(r'\bname="([^"]*)"'), re.compile(r'\bvalue="([^"]*)"')
NASTY = (
    "", " ", "\x00", "\ud800", "‮", "ﷺ" * 50, "e\u0301" * 200, "a" * 40_000, "0" * 400, "-1", "9" * 30, "1e309", "NaN", "true",
    "null", "[]", "{}", "%", "%00", "%zz", "../../etc/passwd", "' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}", "\r\nX: y",
    "2026-02-30", "00000000-0000-0000-0000-000000000000", "MTP-26-0000-00000", "=1+1", "🏛️" * 300,
)  # fmt: skip
TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "application/json",
         "text/plain", "application/x-www-form-urlencoded; charset=utf-7", "", "\x01")  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE")


@dataclass(frozen=True)
class Form:
    """A form as a page has it."""

    action: str
    fields: tuple[tuple[str, str], ...]


def forms_of(page: str) -> list[Form]:
    """All forms of a page, with what would be sent if nobody filled them in."""
    found = []
    for action, inside in FORM.findall(page):
        fields = []
        for tag in FIELD.findall(inside):
            name, value = NAME.search(tag), VALUE.search(tag)
            if name:
                fields.append((unescape(name[1]), unescape(value[1]) if value else "x"))
        found.append(Form(unescape(action), tuple(fields)))
    return found


def damaged_bytes(data: bytes, dice: random.Random) -> bytes:
    """With bytes changed, cut, doubled or added."""
    changed = bytearray(data or b"\0")
    for _ in range(dice.choice((0, 1, 1, 3, 20))):
        changed[dice.randrange(len(changed))] = dice.choice((0, 0xFF, 0x22, 0x5B, 0x7B, 0x25, dice.randrange(256)))
    match dice.randrange(8):
        case 0:
            changed = changed[: dice.randrange(len(changed) + 1)]
        case 1:
            changed += dice.randbytes(dice.choice((1, 4, 300, 5000)))
        case 2:
            at = dice.randrange(len(changed))
            changed[at:at] = changed[at : at + 50] * dice.choice((1, 1, 30))
    return bytes(changed)


def damaged_text(text: str, dice: random.Random) -> str:
    """Something else, or the same with something wrong in it."""
    if dice.random() < 0.5:
        return dice.choice(NASTY)
    return damaged_bytes(text.encode("utf-8", "surrogatepass"), dice).decode("utf-8", "replace")


def damaged_form(form: Form, dice: random.Random) -> tuple[bytes, str]:
    """A body and its type: some fields wrong, missing or there many times; now and then no form at all."""
    fields = [(name, damaged_text(value, dice) if dice.random() < 0.3 else value) for name, value in form.fields]
    match dice.randrange(6):
        case 0:
            fields = [one for one in fields if dice.random() < 0.7]
        case 1:
            fields += [dice.choice(fields or [("x", "y")])] * dice.choice((1, 10, 150))
        case 2:
            fields += [(damaged_text("name", dice)[:100], "x")]
    body = urlencode(fields, errors="surrogatepass").encode()
    if dice.random() < 0.2:
        body = damaged_bytes(body, dice)
    if dice.random() < 0.15:
        return multipart(fields, dice), "multipart/form-data; boundary=XyZ"
    return body, dice.choice(TYPES) if dice.random() < 0.1 else TYPES[0]


def multipart(fields: Sequence[tuple[str, str]], dice: random.Random) -> bytes:
    """The same as parts, one of them a file, mostly damaged."""
    parts = [
        b'--XyZ\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (name.encode("utf-8", "replace"), value.encode("utf-8", "replace"))
        for name, value in fields
    ]
    content = dice.choice((b"\xff\xd8\xff\xe0" + dice.randbytes(300), b"%PDF-1.7\n%%EOF", b"GIF89a", b"<svg/>", b""))
    parts.append(
        b'--XyZ\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        + content + b"\r\n--XyZ--\r\n"
    )  # fmt: skip
    whole = b"".join(parts)
    return damaged_bytes(whole, dice) if dice.random() < 0.6 else whole


def damaged_address(paths: Sequence[str], dice: random.Random) -> str:
    """One of the paths with its parts and its query wrong; always a path that can be sent."""
    path = "/".join(
        quote(damaged_text(part, dice)[:300], safe="", errors="replace") if dice.random() < 0.3 else part
        for part in dice.choice(paths).split("/")
    )
    if dice.random() < 0.4:
        pairs = [
            (damaged_text("folio", dice)[:200], damaged_text("si", dice)[:500]) for _ in range(dice.choice((1, 2, 40)))
        ]
        path += "?" + urlencode(pairs, errors="replace")
    return ("/" + path.lstrip("/"))[:6000]


def damaged_headers(cookies: Mapping[str, str], dice: random.Random) -> dict[str, str]:
    """Cookies and what else a client says about itself; only what may stand in a header."""
    said = {name: _line(damaged_text(value, dice)) if dice.random() < 0.1 else value for name, value in cookies.items()}
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in said.items())} if said else {}
    for name in ("Accept-Language", "Accept", "Origin", "Sec-Fetch-Site", "If-None-Match", "Range", "Accept-Encoding"):
        if dice.random() < 0.05:
            headers[name] = _line(damaged_text("x", dice))
    return headers


def _line(text: str) -> str:
    return "".join(char for char in text if " " <= char <= "~")[:2000]


def damaged_json(value: Any, dice: random.Random, depth: int = 0) -> Any:
    """The same shape with other values, other keys or other types somewhere."""
    if dice.random() < (0.05 if depth else 0.02):
        return dice.choice((None, True, -1, 2**70, 1e300, "", "x" * 2000, [], {}, [[[[]]]], *NASTY))
    if isinstance(value, dict):
        changed = {key: damaged_json(one, dice, depth + 1) for key, one in value.items() if dice.random() < 0.95}
        if dice.random() < 0.05:
            changed[damaged_text("key", dice)[:50]] = 1
        return changed
    if isinstance(value, list):
        return [damaged_json(one, dice, depth + 1) for one in value] * dice.choice((1, 1, 1, 1, 50))
    if isinstance(value, str):
        return damaged_text(value, dice) if dice.random() < 0.15 else value
    return dice.choice((value, value, value, -1, 0, 2**31, 2**63, str(value), None))


def damaged_offer(sdp: str, dice: random.Random) -> str:
    """An offer whose lines are changed, missing, twice or elsewhere."""
    lines = sdp.split("\r\n")
    for _ in range(dice.choice((1, 1, 2, 8))):
        at = dice.randrange(len(lines))
        match dice.randrange(5):
            case 0:
                del lines[at : at + dice.choice((1, 5, 40))]
            case 1:
                lines[at:at] = [lines[at]] * dice.choice((1, 3, 200))
            case 2:
                lines[at] = damaged_text(lines[at], dice)[:5000]
            case 3:
                dice.shuffle(lines)
            case _:
                lines[at] = re.sub(r"\d+", lambda _: str(dice.choice((0, 1, 255, 65536, 2**32, 2**70))), lines[at])
        if not lines:
            lines = [""]
    return "\r\n".join(lines)


def frame(namespace: str, events: Sequence[tuple[str, Mapping[str, Any]]], dice: random.Random) -> str | bytes:
    """One message of Socket.IO 5 over Engine.IO 4, more or less."""
    event, payload = dice.choice(events)
    number = dice.choice(("", "1", "77", "99999999999"))
    good = f"42{namespace},{number}{json.dumps([event, damaged_json(payload, dice)])}"
    match dice.randrange(10):
        case 0:
            return damaged_bytes(good.encode(), dice).decode("utf-8", "replace")
        case 1:
            return damaged_bytes(good.encode(), dice)
        case 2:
            kinds = (
                "0",
                "1",
                "2",
                "3",
                "4",
                "5",
                "6",
                "40",
                "41",
                "43",
                "44",
                "45",
                "451-",
                "46",
                "4" * 50,
                "42",
                "42[",
            )
            return dice.choice(kinds) + damaged_text(f"{namespace},", dice)[:200]
        case 3:
            return f"45{dice.choice((0, 1, 9))}-{namespace},{json.dumps([event, {'_placeholder': True, 'num': 0}])}"
        case 4:
            return f"42{damaged_text(namespace, dice)[:100]},{json.dumps([event, payload])}"
        case 5:
            return f"42{namespace},{number}{json.dumps([damaged_text(event, dice)[:300], payload])}"
        case 6:
            return f"42{namespace},{number}" + "[" * dice.choice((1, 100, 20_000))
    return good
