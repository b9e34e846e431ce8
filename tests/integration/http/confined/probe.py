"""A child that does what standard input says, and tells whether it could."""

from audiencia.http.confined import jail


def main() -> None:
    """One line names the deed."""
    jail.enter(memory=300_000_000, seconds=2)
    import os
    import socket
    import sys
    from pathlib import Path

    wanted = sys.stdin.buffer.readline().decode().strip()
    deeds = {
        "socket": lambda: socket.socket(),
        "open": lambda: Path("/etc/hostname").read_text(),
        "write": lambda: Path("/tmp/audiencia-probe").write_text("x" * 10_000),
        "memory": lambda: bytearray(600_000_000),
        "spin": lambda: any(iter(int, 1)),
        "wait": lambda: sys.stdin.buffer.read() and __import__("time").sleep(60),
        "much": lambda: sys.stdout.buffer.write(bytes(5_000_000)),
        "environment": lambda: sys.stdout.write(",".join(sorted(os.environ))),
        "echo": lambda: sys.stdout.buffer.write(sys.stdin.buffer.read()),
    }
    if wanted in ("socket", "open"):
        jail.close_doors()
    try:
        deeds[wanted]()
    except (OSError, MemoryError) as error:
        sys.stdout.write(f"no: {type(error).__name__}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
