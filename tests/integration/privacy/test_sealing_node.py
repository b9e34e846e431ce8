"""A web node seals the record of accesses and compares it by itself."""

from tests.support.audience import Audience, People


async def test_what_is_written_is_sealed_and_compared(audience: Audience, people: People) -> None:
    await people.moderator()
    await audience.until_row("SELECT 1 FROM audit JOIN audit_seal ON entry_id = audit.id WHERE action = 'signed_in'")
    await audience.until_row("SELECT 1 FROM audit_comparison WHERE flaw IS NULL")
