"""How GeoReport v2 writes its answers, as JSON and as XML (https://wiki.open311.org/GeoReport_v2). Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as Xml

FORMATS: Mapping[str, str] = {"json": "application/json", "xml": "text/xml"}
ITEMS: Mapping[str, str] = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
"""What one thing of a list is called in XML; JSON names none of them."""


def write(kind: str, root: str, said: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> str:
    """The answer. `kind`: one of `FORMATS`; `root`: how the whole of it is called in XML."""
    if kind == "json":
        return json.dumps(said, ensure_ascii=False)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(_element(root, said), encoding="unicode")


def _element(name: str, said: Any) -> Xml.Element:
    made = Xml.Element(name)
    if isinstance(said, Mapping):
        made.extend(_element(part, of) for part, of in said.items())
    elif isinstance(said, list | tuple):
        made.extend(_element(ITEMS[name], one) for one in said)
    else:
        made.text = str(said).lower() if isinstance(said, bool) else "" if said is None else str(said)
    return made
