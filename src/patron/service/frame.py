"""What BentoML's application lacks: a page, a true description, why it is not ready."""

import json
from datetime import UTC, datetime

import bentoml
from bentoml import Service
from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware as TRACING
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from patron.errors import PatronError
from patron.service.access import Access
from patron.service.aftermath import explain_choice, receipt_of
from patron.service.console.routes import ROUTES
from patron.service.found import find
from patron.service.gate import ASKED, Gate
from patron.service.guard import Guard
from patron.service.metrics import MEDIA_TYPE as METRICS
from patron.service.metrics import exposition
from patron.service.openapi import describe_api
from patron.service.page import PAGE
from patron.service.problems import MEDIA_TYPE, App, Problems, problem
from patron.service.reply import problem_of, reply_once
from patron.service.timeline import WRONG_PAGE, WRONG_QUERY, read_page

NO_DECISION = "There is no decision of that id; /next_best_offer gives one as decision_id."
CSP = "default-src 'none'; style-src 'unsafe-inline'"


class Frame(Service):
    """A BentoML service with own pages, whose every failure has the one form."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        # Inside BentoML's middleware, which would count and trace what it does not understand.
        self.add_asgi_middleware(Problems)

    def to_asgi(self, is_main: bool = True) -> App:
        """Return the application as a server takes it."""
        app = super().to_asgi(is_main)
        # Its spans go nowhere unless somebody collects them, and take longer to make than all the
        # rest of what BentoML does with a request.
        app.user_middleware[:] = [one for one in app.user_middleware if one.cls is not TRACING]
        # Before BentoML's routes, so that these answer.
        app.router.routes[:0] = [
            Route("/", _index),
            Route("/openapi.json", _openapi),
            Route("/readyz", _readyz),
            Route("/decisions/{decision_id}", _decision),
            Route("/customers/{customer}", _card),
            Route("/customers/{customer}/timeline", _timeline),
            Route("/metrics", _metrics),
            *ROUTES,
        ]
        # They are looked through in this order, and questions are what is asked most.
        app.router.routes.sort(key=lambda route: getattr(route, "path", None) not in ASKED)
        # Around BentoML's middleware, which refuses on its own when overloaded or late, and counts
        # a body that is still on its way as a request that is being answered.
        return Problems(Guard(Gate(app), _access, _sees))


async def _index(_: Request) -> Response:
    return HTMLResponse(PAGE, headers={"content-security-policy": CSP})


async def _openapi(_: Request) -> Response:
    return Response(json.dumps(describe_api()), media_type="application/json")


# Not async: reading the store must not hold up other answers.
def _readyz(_: Request) -> Response:
    try:
        status = bentoml.get_current_service().readiness()
    except PatronError as error:
        return problem_of(error)
    return Response(json.dumps(status), media_type="application/json")


# Nor this.
def _decision(request: Request) -> Response:
    try:
        store = bentoml.get_current_service().store
        receipt = receipt_of(store, request.path_params["decision_id"])
    except PatronError as error:
        return problem_of(error)
    if receipt is None:
        return Response(problem(404, NO_DECISION), 404, media_type=MEDIA_TYPE)
    offer = request.query_params.get("offer")
    if offer is not None:
        receipt = explain_choice(receipt, offer).model_dump_json()
    return Response(receipt, media_type="application/json")


# Nor these.
def _card(request: Request) -> Response:
    scorer, now = bentoml.get_current_service().scorer, datetime.now(UTC)
    return reply_once(lambda: scorer.card(request.path_params["customer"], now))


def _timeline(request: Request) -> Response:
    page = read_page(request.query_params)
    if isinstance(page, str):
        errors = [{"field": page, "message": WRONG_PAGE[page]}]
        return Response(problem(422, WRONG_QUERY, errors), 422, media_type=MEDIA_TYPE)
    scorer = bentoml.get_current_service().scorer
    return reply_once(lambda: scorer.timeline(request.path_params["customer"], *page))


# Nor this: several workers' numbers lie in files.
def _metrics(_: Request) -> Response:
    bentoml.get_current_service().tell_state()
    return Response(exposition(), media_type=METRICS)


def _access() -> Access:
    access: Access = bentoml.get_current_service().access
    return access


def _sees(customer_id: str) -> bool:
    """Return whether the current caller may see a customer."""
    try:
        find(bentoml.get_current_service().store, [customer_id], with_answers=False)
    except PatronError:
        return False
    return True
