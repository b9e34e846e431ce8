"""Security headers: on every response, also on errors and files."""

from aiohttp import web

from audiencia.http.site import FRAMED_BY, SITE, VISITOR

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; require-trusted-types-for 'script'"
)
NO_CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
FIXED = {
    "X-Content-Type-Options": "nosniff",
    # With no-referrer, browsers send forms with `Origin: null`, and the check of the origin could not work.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OF_PAGES = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(self), microphone=(self), display-capture=(self), screen-wake-lock=(self), autoplay=(self), "
        "geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=(), browsing-topics=()"
    ),
}
"""What only a document is asked about: beside each small file it would cost more than some of them."""
PLACE_POLICY = (
    "geolocation=(self), camera=(), microphone=(), display-capture=(), screen-wake-lock=(), autoplay=(), payment=(), usb=(), "
    "serial=(), hid=(), midi=(), browsing-topics=()"
)
ASKS_PLACE = web.RequestKey("asks_place", bool)
"""Set by the one page that may ask where the person is; it may use neither camera nor microphone."""
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"


def _policy(nonce: str, framed_by: tuple[str, ...]) -> str:
    """Only pages of these origins may frame it; of none, nobody."""
    policy = CONTENT_POLICY.format(nonce=nonce)
    return policy.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(framed_by)}") if framed_by else policy


def without_page(*, secure: bool) -> dict[str, str]:
    """Headers of the server's own answers to requests that it cannot parse."""
    strict = {"Strict-Transport-Security": STRICT_TRANSPORT} if secure else {}
    return {**FIXED, "Content-Security-Policy": NO_CONTENT_POLICY, "Cache-Control": "no-store", **strict}


async def add_security_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal handler of aiohttp, called before the head of any response is sent."""
    headers = response.headers
    for name, value in FIXED.items():
        headers.setdefault(name, value)
    visitor = request.get(VISITOR)
    if "immutable" in headers.get("Cache-Control", ""):
        headers.popall("Accept-Ranges", None)  # a file of the pages: nobody asks for a part of it, or after its request
    elif visitor is not None:
        headers["X-Request-Id"] = visitor.request_id
    if response.content_type == "text/html":
        headers.update(OF_PAGES)
        if request.get(ASKS_PLACE):
            headers["Permissions-Policy"] = PLACE_POLICY
    if response.content_type == "text/html" and visitor is not None:
        headers["Content-Security-Policy"] = _policy(visitor.nonce, request.get(FRAMED_BY, ()))
    else:
        headers.setdefault("Content-Security-Policy", NO_CONTENT_POLICY)
    headers.setdefault("Cache-Control", "no-store")
    if request.config_dict[SITE].secure:
        headers["Strict-Transport-Security"] = STRICT_TRANSPORT
    headers.popall("Server", None)
