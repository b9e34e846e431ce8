"""A wall clock of its own for one server, which a test sets as somebody sets a machine's. Needs Debian's faketime.

A namespace of a machine has no clock of its own but for time since the start (time_namespaces(7)); the library answers in the place
of the C library, and leaves the monotonic clock as it is.
"""

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))


@dataclass(frozen=True, slots=True)
class OwnClock:
    """`file`: by how much it is ahead; whoever runs the server may read it."""

    file: Path

    @property
    def command(self) -> tuple[str, ...]:
        """What the command of a server begins with that has this clock. All of its processes look at the file whenever they ask: with
        a cache each would be set at a time of its own, seconds apart."""
        return (
            "env", f"LD_PRELOAD={LIBRARIES[0]}", f"FAKETIME_TIMESTAMP_FILE={self.file}", "FAKETIME_NO_CACHE=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1", "FAKETIME_DISABLE_SHM=1", "NO_FAKE_STAT=1",
        )  # fmt: skip

    def set_ahead(self, by: timedelta) -> None:
        """Of the machine's clock, from now on."""
        written = self.file.with_suffix(".new")
        written.write_text(f"{by.total_seconds():+.0f}\n", "ascii")
        os.replace(written, self.file)  # nobody reads half of it
