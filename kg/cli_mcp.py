"""The `kg mcp` command: the tools of a build for agents, over standard input and output or over HTTP."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import typer
from rich.console import Console

from kg.errors import KgError
from kg.manifest import read_manifest
from kg.store import open_build

_HOST, _PATH = "127.0.0.1", "/mcp"
messages = Console(stderr=True)


def mcp_command(
    build_folder: Annotated[Path, typer.Option("--build", help="The folder of a build.")] = Path("output"),
    http: Annotated[
        int | None,
        typer.Option(min=1, max=65_535, help=f"Serve HTTP at this port of {_HOST} instead, under {_PATH}."),
    ] = None,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds that one call may take.")] = 20,
) -> int:
    """Serve a build to agents by the Model Context Protocol; without --http on standard input and output."""
    protocol, runner_of = _needed("kg.mcp.server"), _needed("kg.mcp.runner").Runner
    read_manifest(build_folder)
    open_build(build_folder)
    listener = _listener(http) if http else None
    with closing(runner_of(build_folder, timeout)) as runner:
        if listener is None:
            protocol.serve_stdio(runner)
        else:
            _serve(protocol.application(runner), listener)
    return 0


def _needed(module: str) -> ModuleType:
    """Import a module that needs the extra, or say how to get it."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "kg":
            raise
        raise KgError(f"kg mcp needs the package {error.name}: pip install 'trialkg[mcp]'") from error


def _listener(port: int) -> socket.socket:
    """Listen at a port of this machine, which others cannot reach."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
    except OSError as error:
        raise KgError(
            f"port {port} of {_HOST} cannot be had: {error.strerror}; try another --http"
        ) from error
    return listener


def _serve(application: Any, listener: socket.socket) -> None:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.routing import Route

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with application.lifespan():
            yield

    app = Starlette(routes=[Route(_PATH, endpoint=application.asgi)], lifespan=lifespan)
    messages.print(f"http://{_HOST}:{listener.getsockname()[1]}{_PATH}", highlight=False)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])
