"""The web node's side: one worker's API, the fleet, placement of rooms, reconciliation."""
