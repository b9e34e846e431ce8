"""What each camera may send, as a municipality configures it. Pure; rates are in kbit/s there and in bit/s everywhere else."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Kbits = Annotated[int, Field(ge=60, le=10_000)]
"""From the least that shows a person (`media.bandwidth.LEAST`) to the most that a worker takes (`media.routing_table`)."""
Mode = Literal["normal", "low", "voice"]
KBIT = 1000


class Video(BaseModel):
    """Caps by role. `interpreter_kbits`: the camera beside which somebody interprets into signs; `less_data_kbits`: everybody
    in a call whose citizen asked for less data.

    A picture of 240 is about 300 kbit/s each way with voice, headers and feedback: what the pages call 5 MB a minute.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    citizen_kbits: Kbits = 240
    director_kbits: Kbits = 240
    mayor_kbits: Kbits = 240
    interpreter_kbits: Kbits = 300
    screen_kbits: Kbits = 600
    less_data_kbits: Kbits = 85

    def camera(self, role_kbits: int, mode: Mode, *, signs: bool = False) -> int:
        """Bit/s of one camera: `role_kbits` is the role's or the department's cap, `signs` whether it shows an interpreter."""
        most = max(role_kbits, self.interpreter_kbits) if signs else role_kbits
        return KBIT * (min(most, self.less_data_kbits) if mode == "low" else most)

    @property
    def screen(self) -> int:
        """Bit/s of a shared screen."""
        return KBIT * self.screen_kbits
