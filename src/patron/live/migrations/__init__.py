"""How the live store's tables came to be what they are; see `patron.live.migrate`."""
