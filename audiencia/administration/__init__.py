"""What staff change while it runs: accounts, areas, services, days, texts; the records of accesses."""
