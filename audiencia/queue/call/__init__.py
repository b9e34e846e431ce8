"""In the call and after it: hold, transfer, chat, outcome, loss and return."""
