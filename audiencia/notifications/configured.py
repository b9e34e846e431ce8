"""Which ways of sending notices the settings give, and the key that says who sends push messages."""

from audiencia.core.paths import DataFolder
from audiencia.notifications import webpush
from audiencia.privacy import keyfiles
from audiencia.runtime.channels import Channels
from audiencia.settings.config import Municipality, Settings


def push_key_of(settings: Settings) -> bytes:
    """The secret half of the key that says who sends push messages; made on the first start, and the same on all nodes: with
    another one every browser would have to subscribe anew."""
    keys = DataFolder(settings.data).keys
    keyfiles.open_folder(keys)
    return keyfiles.read_or_make(keys / "vapid.key")


def channels(settings: Settings, municipality: Municipality) -> Channels:
    """The ways that are set up."""
    key = None
    if settings.push_subject is not None:
        key = webpush.encode(webpush.public_bytes(webpush.private_key(push_key_of(settings))))
    return Channels(
        mail=settings.smtp_host is not None and settings.mail_from is not None,
        sms=municipality.sms is not None,
        push_key=key,
        loopback=settings.push_loopback,
    )
