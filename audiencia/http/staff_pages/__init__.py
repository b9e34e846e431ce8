"""What the pages of staff share: their navigation, and lists that are searched, sorted and paged. Pure."""
