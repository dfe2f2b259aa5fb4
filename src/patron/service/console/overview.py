"""The overview: key figures of all customers or of some, arranged as somebody likes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from patron.live.views import MOST_VIEWS
from patron.service.console.about import about as tell_about
from patron.service.console.about import since
from patron.service.console.figures import figures_of
from patron.service.console.page import Form, WrongForm, one, service, whoever
from patron.service.console.render import go, show
from patron.service.console.tiles import TILES, tiles
from patron.service.console.whom import FACETS, GROUP, choices, said, wanted
from patron.service.problems import NotReady

NO_FIGURES = "There are no figures yet; run `patron publish` or `patron score`."


@dataclass(frozen=True)
class View:
    """Which tiles are shown, in order, and of whom: by facet, the value that they have."""

    tiles: tuple[str, ...] = tuple(TILES)
    whom: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, saved: Mapping[str, Any] | None) -> "View":
        """Return a saved view; what there no longer is is left out."""
        if saved is None:
            return cls()
        names = tuple(name for name in saved.get("tiles", ()) if name in TILES)
        return cls(names or tuple(TILES), wanted({**saved, **saved.get("whom", {})}))


def overview(request: Request, _: Form) -> Response:
    """Return the overview as a saved view has it, or the usual one."""
    console, asked = service().access.console, request.query_params
    saved, cells = console.views(whoever().key_id), console.cells()
    if cells is None or not cells.size:
        raise NotReady(NO_FIGURES)
    name = asked.get("view", "")
    view = View.of(saved.get(name))
    # Whoever chooses anew chooses all of it.
    whom = wanted(asked) if any(facet in asked for facet in (*FACETS, GROUP)) else view.whom
    about = tell_about()
    figures = figures_of(cells, whom)
    return show(
        "overview.html.j2",
        here="overview",
        about=about,
        tiles=tiles(view.tiles, figures, about) if figures["customers"] else [],
        name=name if name in saved else "",
        saved=sorted(saved),
        whom=whom,
        said=said(whom),
        chosen=figures["customers"],
        everybody=int(cells.sums["customers"].sum()),
        facets=choices(cells, whom),
        since=since(),
        choices=_choices(view.tiles),
    )


def keep_view(_: Request, form: Form) -> Response:
    """Return to the overview; the view is saved under its name, or deleted."""
    console, key_id = service().access.console, whoever().key_id
    name = one(form, "name", 60)
    if not name:
        raise WrongForm("A view needs a name of at most 60 letters.")
    if one(form, "do") == "delete":
        console.delete_view(key_id, name)
        return go("/console/overview")
    view = {"tiles": arranged(form), "whom": wanted({facet: one(form, facet) for facet in FACETS})}
    if not view["tiles"]:
        raise WrongForm("A view shows at least one tile; none was chosen.")
    if not console.save_view(key_id, name, view):
        raise WrongForm(f"There are {MOST_VIEWS} views already; delete one first.")
    return go(f"/console/overview?view={quote(name)}")


def arranged(form: Form) -> list[str]:
    """Return the tiles that a form shows, in the order of the places that it gives them."""
    shown = [name for name in TILES if one(form, f"show_{name}")]
    places = {name: one(form, f"place_{name}", 3) for name in shown}
    at = {name: int(text) if text.isdecimal() else len(TILES) for name, text in places.items()}
    return sorted(shown, key=lambda name: at[name])


def _choices(shown: Sequence[str]) -> list[tuple[str, str, bool, int]]:
    """Return name, title, whether it is shown, and place of every tile."""
    rest = [name for name in TILES if name not in shown]
    return [
        (name, TILES[name][0], name in shown, place)
        for place, name in enumerate([*shown, *rest], start=1)
    ]
