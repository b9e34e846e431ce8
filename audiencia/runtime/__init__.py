"""The application's context, who is asking, and sign-in."""
