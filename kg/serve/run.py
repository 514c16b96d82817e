"""uvicorn, with a socket that is bound before anything is started, in one process or several."""

from __future__ import annotations

import signal
import socket

import uvicorn
from uvicorn.supervisors import Multiprocess

from kg.errors import ServeError
from kg.serve.patience import Protocol

# seconds that requests under way are given to end when the server is asked to
GRACE = 30
KEEP_ALIVE = 15
_BACKLOG = 2048


def bound(host: str, port: int) -> socket.socket:
    """Take a port; raises ServeError where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        why = error.strerror or str(error)
        raise ServeError(f"cannot listen at {host}, port {port}: {why}; or take another --port") from error
    listener.listen(_BACKLOG)
    listener.set_inheritable(True)
    return listener


def address(listener: socket.socket) -> str:
    """Spell where a socket listens, for people to click at."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def run(listener: socket.socket, *, workers: int, clients: int, proxy: bool) -> int:
    """Answer until told to stop (SIGTERM, SIGINT); gives the exit code."""
    config = uvicorn.Config(
        "kg.serve.app:from_environment",
        factory=True,
        workers=workers,
        http=Protocol,
        loop="uvloop",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=proxy,
        limit_concurrency=clients,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=GRACE,
    )
    for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        # uvicorn raises those that end it again when all is done, which is no failure; and to be told of
        # another release before the first one is served is none either
        signal.signal(one, lambda *_: None)
    if workers > 1:
        Multiprocess(config, sockets=[listener]).run()
        return 0
    server = uvicorn.Server(config)
    server.run(sockets=[listener])
    return 0 if server.started else 2
