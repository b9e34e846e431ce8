"""Notifications: outbox, e-mail, SMS and web push, and what is said in which words."""
