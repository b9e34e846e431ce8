"""The law and the security standard as tables: what is asked, and by which test it is shown (`tables`)."""
