"""A client with a device: media, what is said of a call's keys, and going on at another device."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID, uuid4

from audiencia.signaling import messages_in as say
from audiencia.signaling.messages_out import CallKeysOut, DeviceCodeOut, MediaAnswer, TypingOut
from audiencia.simulation.browser import Page
from audiencia.simulation.client import Client, expect_redirect
from audiencia.simulation.waiting import Seen

MEDIA_SECONDS = 60.0


class DeviceClient(Client):
    """Stands before the client of a role among the bases of a class."""

    def __init__(self, base_url: str, language: str = "en") -> None:
        self.keys: Seen[CallKeysOut] = Seen("keys", lambda found: found.body)
        self.typed: Seen[TypingOut] = Seen("typed", lambda found: found.text)
        super().__init__(base_url, language)

    def heard(self, event: str, payload: Mapping[str, Any]) -> None:
        """Keeps what is said of keys, and what is typed, too."""
        if event == "call_keys":
            self.keys.put(CallKeysOut.model_validate(payload))
        elif event == "typing":
            self.typed.put(TypingOut.model_validate(payload))
        else:
            super().heard(event, payload)

    async def continue_elsewhere(self) -> DeviceCodeOut:
        """A one-time code that carries the ticket or the room to another device."""
        return DeviceCodeOut.model_validate(await self._do(say.ContinueElsewhere))

    async def withdraw_code(self) -> None:
        """That code is worth nothing any more."""
        await self._do(say.WithdrawCode)

    async def take_over(self, code: str) -> Page:
        """Goes on here with what the code carries. Raises `Refused`."""
        page = await self.browser.submit("/continuar", {"code": code})
        expect_redirect("continue here", page, "bad_input")
        return page

    async def turn_off(self, *devices: Literal["microphone", "camera"]) -> None:
        """Microphone and camera are off here as named, and else on."""
        await self._do(say.TurnOff, devices=list(devices))

    async def freezes(self, count: int, milliseconds: int) -> None:
        """Pictures stood still here since this was said last. Raises `Refused` (too_many_requests) when that was just now."""
        await self.line.say("freezes", say.Freezes(count=count, milliseconds=milliseconds))

    async def say_keys(self, call: UUID, body: str, to: UUID | None = None) -> None:
        """Says something about the keys of a call to one or all others in it. Raises `Refused` (call_over)."""
        await self.line.say("call_keys", say.CallKeys(call=call, to=to, body=body))

    async def type(self, call: UUID, text: str) -> None:
        """All others of the call read what stands in the chat's field. Raises `Refused` (call_over)."""
        await self.line.say("typing", say.Typing(call=call, text=text))

    async def offer(
        self, sdp: str, peer_id: UUID | None = None, *, encrypts: bool = False, slots: list[str] | None = None,
        boot: str | None = None,
    ) -> MediaAnswer:  # fmt: skip
        """Sends a media offer; gives the worker's answer. Raises `Refused` (media_unavailable, media_offer_refused)."""
        message = say.MediaOffer(peer_id=peer_id or uuid4(), sdp=sdp, encrypts=encrypts, slots=slots, boot=boot)
        return MediaAnswer.model_validate(await self.line.say("media_offer", message, MEDIA_SECONDS))
