"""What is done to BentoML, step by step; patron takes all of them."""

STEPS = (
    "as it comes",
    "no metrics, no access log",
    "a ready response instead of an object",
    "async, without another thread",
    "no tracing",
    "objects frozen, collected seldom",
)
