"""Closed sets of words that rows, views and messages share. Pure."""

from typing import Literal

QueueState = Literal["closed", "open", "paused", "draining"]
OutcomeName = Literal["resolved_immediately", "in_process"]
DeviceChoice = Literal["unknown", "camera_and_microphone", "microphone", "none"]
DataMode = Literal["normal", "low", "voice"]
"""What a citizen lets a visit cost: everything, a smaller picture, or no picture of the others at all."""
Medium = Literal["video", "phone", "counter"]
"""How a person is attended: on a device of their own, by telephone, or at a device of the municipality."""
