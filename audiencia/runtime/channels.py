"""Which ways of telling people this installation has. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ChannelName = Literal["mail", "sms", "push"]


@dataclass(frozen=True, slots=True)
class Channels:
    """Which ways this installation has. `push_key`: the public key that browsers subscribe with (VAPID), as base64url.
    `loopback`: push services on this machine are allowed; for tests alone."""

    mail: bool = False
    sms: bool = False
    push_key: str | None = None
    loopback: bool = False

    @property
    def push(self) -> bool:
        """Whether browsers can be told with their page closed."""
        return self.push_key is not None

    @property
    def on(self) -> frozenset[ChannelName]:
        """Names of the channels that are set up."""
        there: Mapping[ChannelName, bool] = {"mail": self.mail, "sms": self.sms, "push": self.push}
        return frozenset(name for name, is_on in there.items() if is_on)
