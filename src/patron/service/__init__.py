"""The BentoML service: answers about customers over HTTP."""
