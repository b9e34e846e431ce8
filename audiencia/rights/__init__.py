"""Rights of people over their personal data: access, rectification, cancellation, opposition, portability."""
