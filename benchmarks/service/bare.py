"""A BentoML service that returns a constant: what BentoML itself costs, tuned step by step.

``BARE`` says how many of `STEPS` are taken; patron takes all of them.
"""

import gc
import os

import bentoml
from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware
from pydantic import BaseModel
from starlette.responses import Response

from benchmarks.service.steps import STEPS

TAKEN = int(os.environ.get("BARE", len(STEPS) - 1))
CONSTANT = {"probability": 0.5}
READY = b'{"probability":0.5}'


class Row(BaseModel):
    """The features by name."""

    features: dict[str, float | None]


class Tuned(bentoml.Service):
    """A service without tracing."""

    def to_asgi(self, is_main: bool = True):
        """Return the application as a server takes it."""
        app = super().to_asgi(is_main)
        if TAKEN >= 4:
            kept = [one for one in app.user_middleware if one.cls is not OpenTelemetryMiddleware]
            app.user_middleware[:] = kept
        return app


QUIET = {"metrics": {"enabled": False}, "logging": {"access": {"enabled": False}}}


@bentoml.service(service_class=Tuned, workers=1, **(QUIET if TAKEN >= 1 else {}))
class Bare:
    """Knows nothing, and says so at once."""

    def __init__(self) -> None:
        if TAKEN >= 5:
            gc.collect()
            gc.freeze()
            gc.set_threshold(5_000, 5, 1_000)

    if TAKEN >= 3:

        @bentoml.api(route="/churn")
        async def churn(self, row: Row, /) -> dict:
            """Return a constant."""
            return Response(READY, media_type="application/json")

    elif TAKEN == 2:

        @bentoml.api(route="/churn")
        def churn(self, row: Row, /) -> dict:
            """Return a constant."""
            return Response(READY, media_type="application/json")

    else:

        @bentoml.api(route="/churn")
        def churn(self, row: Row, /) -> dict:
            """Return a constant."""
            return CONSTANT
