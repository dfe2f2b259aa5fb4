"""The files that pages load: style sheets and scripts, all of our own or kept here."""

import hashlib
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

# Media type by name; what is not here is not served.
FILES = {
    "book.css": "text/css",
    "console.css": "text/css",
    "console.js": "text/javascript",
    "uPlot.iife.min.js": "text/javascript",
    "uPlot.min.css": "text/css",
}
# What the console shares with the report lies there.
SHARED = ("book.css",)
# Under its name the content never changes, because the name holds its checksum.
KEPT = "public, max-age=31536000, immutable"


def address_of(name: str) -> str:
    """Return the address of a file, which changes with its content."""
    return f"/console/static/{name}?v={hashlib.sha256(content_of(name)).hexdigest()[:12]}"


@cache
def content_of(name: str) -> bytes:
    """Return the content of one of FILES."""
    if name in SHARED:
        return (files("patron.report") / "templates" / name).read_bytes()
    folder = files("patron.service.console") / "static"
    kept = folder / "vendor" / name
    return (kept if kept.is_file() else folder / name).read_bytes()


async def serve(request: Request) -> Response:
    """Return a file as a response."""
    name = request.path_params["name"]
    if name not in FILES:
        return Response(status_code=404)
    headers = {"cache-control": KEPT, "content-security-policy": "default-src 'none'"}
    return Response(content_of(name), media_type=FILES[name], headers=headers)
