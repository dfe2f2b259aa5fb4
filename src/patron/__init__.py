"""One history per customer, and what can be predicted from it."""
