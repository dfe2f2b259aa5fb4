"""Which page answers at which address; `patron.service.addresses` says what each needs."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from patron.service.console.customer import customer, finding, search
from patron.service.console.door import FIRST, sign_in, sign_out
from patron.service.console.overview import keep_view, overview
from patron.service.console.page import Form, page
from patron.service.console.render import go
from patron.service.console.static import serve
from patron.service.console.tasks import assign, outcome
from patron.service.console.week import week, week_sheet
from patron.service.console.what_if import what_if

FORM = ("POST",)


def _home(_: Request, __: Form) -> Response:
    return go(FIRST)


ROUTES = (
    Route("/console", page(_home)),
    Route("/console/static/{name}", serve),
    Route("/console/sign-in", page(sign_in), methods=["GET", "POST"]),
    Route("/console/sign-out", page(sign_out), methods=FORM),
    Route("/console/overview", page(overview)),
    Route("/console/views", page(keep_view), methods=FORM),
    Route("/console/search", page(search), methods=FORM),
    Route("/console/customers", page(finding)),
    Route("/console/customers/{customer}", page(customer)),
    Route("/console/what-if/{customer}", page(what_if), methods=["GET", "POST"]),
    Route("/console/list", page(week)),
    Route("/console/list.csv", page(week_sheet)),
    Route("/console/assign", page(assign), methods=FORM),
    Route("/console/outcome", page(outcome), methods=FORM),
)
