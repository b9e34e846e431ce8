"""Appointments as a municipality configures them: from when, how long their windows are, and how many fit into one. Pure."""

from pydantic import Field

from audiencia.core.texts import Model


class Booking(Model):
    """`days_before`: how many days before the jornada its places can be booked, until its lobby opens; 6 before a Tuesday is the
    Wednesday. `per_slot`: how many fit into one window of `slot_minutes` in a department that says no other number; 0: none
    are given. `grace_minutes`: how long after its window began an appointment waits for who has not checked in.
    `reminder_hours`: how long before it who asked for it is reminded."""

    days_before: int = Field(6, ge=1, le=6)
    slot_minutes: int = Field(30, ge=10, le=120)
    per_slot: int = Field(2, ge=0, le=50)
    grace_minutes: int = Field(10, ge=1, le=60)
    reminder_hours: int = Field(18, ge=1, le=72)
