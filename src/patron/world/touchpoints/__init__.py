"""What each touchpoint writes down of the same lives, in its own format and by its own keys."""
