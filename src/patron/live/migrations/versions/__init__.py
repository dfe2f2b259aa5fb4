"""One file for each change of the live store's tables."""
