"""Small programs for those who build and check the product; nothing of them runs in it."""
