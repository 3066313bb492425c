"""GraphiQL, served from the installed package: no other host is ever asked for anything."""

from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

LIBRARY = "graphene_django_graphiql_static"
PAGE = Path(__file__).with_name("graphiql_page")

#: Scripts from here only, and none inside the page. Inline styles are the one concession: the code
#: editor positions its lines with them.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
    " font-src 'self' data:; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def page() -> Response:
    """Return the page; everything it loads lies under `/graphiql/`."""
    return HTMLResponse(
        (PAGE / "index.html").read_text(), headers={"content-security-policy": PAGE_POLICY}
    )


def routes() -> list[BaseRoute]:
    """Return the routes of the files that the page loads."""
    library = Path(str(files(LIBRARY))) / "static" / LIBRARY
    return [
        Mount("/graphiql/library", _Assets(directory=library)),
        Mount("/graphiql/page", _Assets(directory=PAGE)),
    ]


class _Assets(StaticFiles):
    """Files that a browser may keep for an hour; they change only with a release."""

    def file_response(self, *args: Any, **options: Any) -> Response:  # noqa: ANN401 - Starlette's.
        response = super().file_response(*args, **options)
        response.headers["cache-control"] = "public, max-age=3600"
        return response
