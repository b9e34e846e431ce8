"""The names of all metrics; whoever counts imports them from here. Units are in the names, nothing personal in labels."""

from prometheus_client import Counter, Gauge, Histogram

WAITS = (30, 60, 120, 300, 600, 1200, 1800, 3600, 7200)
CALLS = (60, 120, 240, 480, 720, 960, 1440, 2400)

commands = Counter(
    "audiencia_commands_total",
    "Commands over sockets and forms, by result",
    ["command", "code"],
)
command_seconds = Histogram("audiencia_command_seconds", "Time to carry out a command", ["command"])
requests = Counter("audiencia_requests_total", "Pages by route and status", ["route", "status"])
sockets = Gauge("audiencia_sockets", "Open sockets", ["namespace"])
waiting = Gauge("audiencia_waiting", "People in the line", ["department"])
abandoned = Counter(
    "audiencia_abandoned_total",
    "Tickets that left before being attended",
    ["department"],
)
attended = Counter(
    "audiencia_attended_total",
    "Attentions that ended with an outcome",
    ["department", "outcome"],
)
answer_seconds = Histogram(
    "audiencia_answer_seconds",
    "ASA: from joining to being in a call",
    ["department"],
    buckets=WAITS,
)
handle_seconds = Histogram(
    "audiencia_handle_seconds",
    "AHT: call and record together",
    ["department"],
    buckets=CALLS,
)
hints_missed = Counter("audiencia_hints_missed_total", "Changes that were found by looking, not by a hint")
reconciled = Counter("audiencia_reconciled_total", "Rooms that the media worker had to be told again")
media_packets = Counter("audiencia_media_packets_total", "Forwarded packets", ["kind"])
media_dropped = Counter(
    "audiencia_media_dropped_total",
    "Packets that were not forwarded, by reason",
    ["reason"],
)
media_peers = Gauge("audiencia_media_peers", "Browsers connected to this worker")
keyframe_requests = Counter("audiencia_keyframe_requests_total", "Keyframes asked of senders", ["cause"])
