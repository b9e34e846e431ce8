"""Who is counted, and how often they may do what."""
