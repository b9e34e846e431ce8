"""Terms and states of a request about personal data. Pure."""
