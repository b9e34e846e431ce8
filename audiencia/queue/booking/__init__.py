"""Appointments: booking, check-in, days called off and held after all."""
