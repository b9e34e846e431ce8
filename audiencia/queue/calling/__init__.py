"""From the queue's head to a room: readiness, the call and its answer."""
