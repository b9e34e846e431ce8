"""Before the call: taking a number, the front desk, devices, what is told of the wait."""
