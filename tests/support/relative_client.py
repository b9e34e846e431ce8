"""Somebody whom a citizen asked into the call: takes up the link, waits, talks, leaves."""

from collections.abc import Mapping
from typing import Any

from audiencia.signaling import messages_in as say
from audiencia.signaling.messages_out import RelativeView
from audiencia.simulation.browser import Page
from audiencia.simulation.client import expect_redirect
from audiencia.simulation.viewer import Viewer
from audiencia.simulation.waiting import Seen
from tests.support.device_client import DeviceClient


class RelativeClient(DeviceClient, Viewer[RelativeView]):
    """Known by the cookie of who took up a link."""

    namespace = "/relative"

    def __init__(self, base_url: str, language: str = "en") -> None:
        self.views: Seen[RelativeView] = Seen("relative's view", lambda view: (view.state, view.ending))
        super().__init__(base_url, language)

    def version_in(self, view: RelativeView) -> int:
        """Nothing here has one."""
        return 0

    def heard(self, event: str, payload: Mapping[str, Any]) -> None:
        """Keeps views, and what is said of keys."""
        if event == "view":
            self.views.put(RelativeView.model_validate(payload))
        else:
            super().heard(event, payload)

    async def take_up(self, link: str, **fields: str) -> Page:
        """Agrees to the notice, and asks to come in. Raises `Refused`."""
        typed = {"link": link.partition("#")[2], "agree": "yes", **fields}
        page = await self.browser.submit("/acompanar", typed, form="/acompanar?otro")
        expect_redirect("take up", page, "bad_input")
        return page

    async def at(self, state: str) -> RelativeView:
        """The first view in this state."""
        return await self.wait_for(lambda view: view.state == state, state)

    async def leave_call(self) -> None:
        """Goes."""
        await self._do(say.LeaveCall)
        await self.at("over")
