-- One-time codes that carry a room or a ticket to another device, and chat.
SELECT 1;
