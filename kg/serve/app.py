"""The server as an ASGI application: routes, what lives as long as it does, and what is around every answer.

A module of this room declares `ROUTES`; whatever none of them knows is a page or a thing (`resources`).
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import request_response
from starlette.types import ASGIApp

from kg.serve import agents, dumps, health, openapi, questions, sparql, static, suggest, wellknown
from kg.serve.context import Context
from kg.serve.envelope import Envelope
from kg.serve.failing import HANDLERS
from kg.serve.log import Log
from kg.serve.metrics import Metrics
from kg.serve.options import Options, handed_over
from kg.serve.resources import resource
from kg.serve.serving import Releases


def application(options: Options) -> ASGIApp:
    """Make the server of a build; raises BuildError where there is none."""
    releases = Releases(options)
    context = Context(releases.queries, options.limits)
    door = agents.mounted(context, agents.hosts(options.base, options.hosts))
    app = Starlette(
        routes=[
            *health.ROUTES,
            *static.ROUTES,
            *suggest.ROUTES,
            *dumps.ROUTES,
            *wellknown.ROUTES,
            *sparql.routes(context),
            *questions.routes(context),
            *openapi.routes(context),
            *door.routes,
        ],
        exception_handlers=HANDLERS,
        lifespan=_lifespan,
    )
    app.router.redirect_slashes = False
    app.router.default = request_response(resource)
    app.state.options = options
    app.state.agents = door
    app.state.releases = releases
    app.state.metrics = Metrics()
    return Envelope(app, app.state.metrics, Log(options.log))


def from_environment() -> ASGIApp:
    """Make the server that `kg serve` left the options of; for the processes that uvicorn starts."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    return application(handed_over())


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    """Start the workers, watch for another release, and end both."""
    releases: Releases = app.state.releases
    await releases.start()
    loop = asyncio.get_running_loop()
    watching = loop.create_task(releases.watch())
    looks: set[asyncio.Task[bool]] = set()
    loop.add_signal_handler(signal.SIGHUP, lambda: looks.add(loop.create_task(releases.look())))
    try:
        async with app.state.agents.lifespan():
            yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)
        watching.cancel()
        await releases.close()
