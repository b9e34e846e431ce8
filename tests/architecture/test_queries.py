"""What SQL has to keep to that no type checker sees."""

from pathlib import Path

CODE = Path(__file__).parents[2] / "audiencia"


def test_whatever_writes_an_event_notes_whose_ticket_it_tells_of() -> None:
    """All else that a queue's model is read again for is noted by triggers, as a changed row of the ticket is (docs/decisions/062)."""
    statements = [file.read_text("utf-8") for file in CODE.rglob("*.sql")]
    writers = [text for text in statements if "INSERT INTO event " in text]
    assert len(writers) == 7
    noted = ("INSERT INTO queue_change ", "UPDATE ticket SET", "INSERT INTO ticket ")
    assert all(any(one in text for one in noted) for text in writers)
