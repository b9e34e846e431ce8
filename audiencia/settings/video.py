"""What each camera may send, as a municipality configures it. Pure; rates are in kbit/s there and in bit/s everywhere else."""

from typing import Annotated, Literal

from pydantic import Field

from audiencia.core.texts import Model

Kbits = Annotated[int, Field(ge=60, le=10_000)]
"""From the least that shows a person (`media.worker.bandwidth.LEAST`) to the most that a worker takes (`media.worker.routing_table`)."""
Mode = Literal["normal", "low", "voice"]
KBIT = 1000
VOICE_KBITS = 60
"""Each way, with the headers and the feedback of all of a call."""
USUAL_CALLS = 80
"""Rooms that one worker takes: of the 100 calls of two that a core carries while other work keeps the machine busy (docs/benchmarks.md),
a fifth is left for calls of more than two and for what the rest of the machine does."""


class Video(Model):
    """Caps by role. `interpreter_kbits`: the camera beside which somebody interprets into signs; `less_data_kbits`: everybody
    in a call whose citizen asked for less data.
    A picture of 240 is about 300 kbit/s each way with voice, headers and feedback."""

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

    def screen(self, mode: Mode = "normal") -> int:
        """Bit/s of a shared screen; for who asked for less data no more than a camera otherwise has."""
        return KBIT * (min(self.screen_kbits, self.director_kbits) if mode == "low" else self.screen_kbits)

    def megabytes(self, citizen_kbits: int, director_kbits: int, mode: Mode) -> int:
        """What a minute of a call of two costs both ways, as pages say it."""
        pictures = [] if mode == "voice" else [self.camera(citizen_kbits, mode), self.camera(director_kbits, mode)]
        bits = sum(pictures) + 2 * VOICE_KBITS * KBIT
        return max(1, int(bits * 60 / 8 / 1_000_000 + 0.5))
