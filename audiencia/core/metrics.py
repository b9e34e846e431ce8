"""The names of all metrics; whoever counts imports them from here. Units are in the names, nothing personal in labels."""

from prometheus_client import Counter, Gauge, Histogram

sockets = Gauge("audiencia_sockets", "Open sockets", ["namespace"])
commands = Counter("audiencia_commands_total", "Events of sockets, by result", ["namespace", "event", "code"])
command_seconds = Histogram("audiencia_command_seconds", "Time from an event to its acknowledgement", ["namespace"])
requests = Counter("audiencia_requests_total", "Pages by route and status", ["route", "status"])
found_by_looking = Counter("audiencia_found_by_looking_total", "Changes of queues that no hint had told of")
collisions = Counter(
    "audiencia_collisions_total",
    "Transactions that gave way to one with which they waited for each other, and began afresh",
)
longest_turn_seconds = Gauge(
    "audiencia_longest_turn_seconds",
    "Most processor time that the web process' loop ever used in one turn: for so long everybody had to wait",
)
notices = Counter("audiencia_notices_total", "Attempts to send a notice, by result", ["kind", "channel", "result"])
notice_seconds = Histogram(
    "audiencia_notice_seconds", "Time from a notice's writing until its sending began", ["channel"]
)
media_rooms = Gauge("audiencia_media_rooms", "Open rooms at a media worker", ["worker"])
media_busy = Gauge("audiencia_media_busy_percent", "How much of its core a media worker uses", ["worker"])
media_takes = Gauge("audiencia_media_takes_rooms", "1 while a media worker takes another room", ["worker"])
media_rooms_left = Gauge("audiencia_media_rooms_left", "Rooms that can still open, at all media workers")
connections_refused = Counter(
    "audiencia_connections_refused_total", "Connections that were refused because no more files may be open"
)
rooms_refused = Counter(
    "audiencia_rooms_refused_total", "Rooms that could not open because no media worker takes another"
)

# Of calls, by `participant` (citizen, director, guest) and by `direction` (up: what they send); one look each five seconds.
line_looks = Counter("audiencia_line_looks_total", "Looks at lines in calls, by grade", ["participant", "grade"])
line_loss = Histogram(
    "audiencia_line_loss_ratio",
    "Share of packets lost on a line in a call, sent again or not",
    ["participant", "direction"],
    buckets=(0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.4, 1),
)
line_jitter_seconds = Histogram(
    "audiencia_line_jitter_seconds",
    "Jitter of a line in a call",
    ["participant", "direction"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5),
)
line_round_trip_seconds = Histogram(
    "audiencia_line_round_trip_seconds",
    "Round trip between somebody in a call and the media worker",
    ["participant"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 1, 2),
)
line_kbits = Histogram(
    "audiencia_line_kbits_per_second",
    "What a line carries in a call",
    ["participant", "direction"],
    buckets=(20, 50, 100, 200, 300, 500, 800, 1200, 2000),
)
freezes = Counter("audiencia_freezes_total", "Times that a picture stood still on a screen in a call", ["participant"])
frozen_seconds = Counter("audiencia_frozen_seconds_total", "For how long pictures stood still", ["participant"])
