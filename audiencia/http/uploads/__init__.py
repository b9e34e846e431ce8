"""Photographs and documents that people send: told by their content, and written anew without anything but what is seen."""
