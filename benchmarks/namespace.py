"""A network of its own for one Chromium: a namespace with links to this machine. Needs root and `ip`; its firewall `nft`."""

import base64
import hashlib
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.async_api import Browser, BrowserType

from tests.browser.chromium import Studio, launch

NAMESPACE = "audiencia-bench"


def ip(*words: str, inside: bool = False) -> None:
    """One command of `ip`, in the namespace or on this machine."""
    subprocess.run(["ip", *(["-n", NAMESPACE] if inside else []), *words], check=True)


@contextmanager
def namespace(links: int) -> Iterator[None]:
    """With so many links, `10.77.0.0/24`, `10.77.1.0/24` and so on, all down inside; gone at the end."""
    ip("netns", "add", NAMESPACE)
    try:
        ip("link", "set", "lo", "up", inside=True)
        for number in range(links):
            outer, inner = f"bench{number}", f"bench{number}i"
            ip("link", "add", outer, "type", "veth", "peer", "name", inner, "netns", NAMESPACE)
            ip("addr", "add", f"10.77.{number}.1/24", "dev", outer)
            ip("link", "set", outer, "up")
            ip("addr", "add", f"10.77.{number}.2/24", "dev", inner, inside=True)
        yield
    finally:
        # A browser's last process may hold the namespace for a while, and with it the links' inner ends.
        for number in range(links):
            subprocess.run(["ip", "link", "del", f"bench{number}"], check=False, capture_output=True)
        ip("netns", "del", NAMESPACE)


def use(link: int) -> None:
    """From now on everything goes by this link."""
    ip("link", "set", f"bench{link}i", "up", inside=True)
    ip("route", "replace", "default", "via", f"10.77.{link}.1", inside=True)


def let_through(*ports: int) -> None:
    """Over the first link goes only TCP to these ports of this machine; all else vanishes, and nothing is refused."""
    accepted = ", ".join(map(str, ports))
    rules = f"""
        table netdev closed
        delete table netdev closed
        table netdev closed {{
            chain out {{
                type filter hook egress device "bench0i" priority 0; policy drop;
                ether type arp accept
                tcp dport {{ {accepted} }} accept
            }}
        }}
    """
    subprocess.run(["ip", "netns", "exec", NAMESPACE, "nft", "-f", "-"], input=rules, text=True, check=True)


def trust(certificates: Sequence[Path]) -> str:
    """Chromium's flag by which it takes the keys of these certificates for trusted."""
    keys = (x509.load_pem_x509_certificate(one.read_bytes()).public_key() for one in certificates)
    named = (hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest() for key in keys)
    return f"--ignore-certificate-errors-spki-list={','.join(base64.b64encode(one).decode() for one in named)}"


async def launch_inside(kind: BrowserType, studio: Studio, colour: str, trusted: str) -> Browser:
    """A Chromium in the namespace."""
    program = studio.folder / "chromium"
    program.write_text(f'#!/bin/sh\nexec ip netns exec {NAMESPACE} chromium "$@"\n')
    program.chmod(0o755)
    return await launch(kind, studio, colour, more=(trusted,), program=str(program))
