"""What moderators do: moving, order, rooms, roster, announcements."""
