"""What stays after the audience: the folio, and later the petition and its case."""
