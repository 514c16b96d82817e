"""Serve a build for the tests, on a free port that is printed: the routes of the service and nothing else."""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import uvicorn
from starlette.applications import Starlette

from kg.serve import openapi, questions, sparql
from kg.serve.context import Context
from kg.serve.envelope import Envelope
from kg.serve.failing import HANDLERS
from kg.serve.limits import Limits
from kg.serve.log import Log
from kg.serve.metrics import Metrics
from kg.serve.options import Options
from kg.serve.workers import Pool, Settings


def main() -> None:
    """Read a build, settings and limits, and serve."""
    build, settings, limits = sys.argv[1:]
    pool = Pool(Path(build), msgspec.json.decode(settings, type=Settings))
    context = Context(pool, msgspec.json.decode(limits, type=Limits))

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await pool.start()
        sys.stdout.write(f"{listening.getsockname()[1]}\n")
        sys.stdout.flush()
        yield
        await pool.close()

    routes = [*sparql.routes(context), *questions.routes(context), *openapi.routes(context)]
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers=HANDLERS)
    app.state.options = Options(build)
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    config = uvicorn.Config(
        Envelope(app, Metrics(), Log("none")), access_log=False, proxy_headers=False, log_level="warning"
    )
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
