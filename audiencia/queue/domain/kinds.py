"""Closed sets of words that rows, views and messages share. Pure."""

from collections.abc import Collection
from typing import Literal

QueueState = Literal["closed", "open", "paused", "draining"]
OutcomeName = Literal["resolved_immediately", "in_process"]
DeviceChoice = Literal["unknown", "camera_and_microphone", "microphone", "none"]
Device = Literal["microphone", "camera"]  # What somebody in a call can turn off.
PictureState = Literal["asked", "allowed", "refused", "kept"]
"""Whether a picture of what the citizen holds up may be taken in this call; `kept`: it was."""
DEVICES: tuple[Device, ...] = ("microphone", "camera")
DataMode = Literal["normal", "low", "voice"]
"""What a citizen lets a visit cost: everything, a smaller picture, or no picture of the others at all."""
Medium = Literal["video", "phone", "counter"]
"""How a person is attended: on a device of their own, by telephone, or at a device of the municipality."""


def devices_of(named: Collection[str]) -> tuple[Device, ...]:
    """The devices named, each once, in the order of `DEVICES`."""
    return tuple(one for one in DEVICES if one in named)
