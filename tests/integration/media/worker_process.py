"""Runs a media worker as its own process, as the supervisor does; the settings come as JSON in the first argument."""

import json
import sys

from audiencia.media.worker.worker import WorkerSettings, serve

if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    serve(WorkerSettings(**{**given, "announce": tuple(given["announce"]), "tcp_ports": tuple(given["tcp_ports"])}))
