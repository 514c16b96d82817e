"""Is it alive, is it ready, how is it doing: `/health`, `/health/live`, `/health/ready` and `/metrics`."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.serve.metrics import MEDIA_TYPE
from kg.serve.serving import Releases

_FRESH = {"Cache-Control": "no-store"}


async def live(_: Request) -> Response:
    """Say that the loop runs."""
    return Response(b"live\n", headers=_FRESH, media_type="text/plain")


async def ready(request: Request) -> Response:
    """Say whether there is a release and a worker to answer with: 200, or 503."""
    releases: Releases = request.app.state.releases
    now, state = releases.now, releases.pool.state
    can = releases.ready and state.workers > 0
    said = {
        "status": "ready" if can else "not ready",
        "release": now.name,
        "trials": now.trials,
        "triples": now.triples,
        "workers": state.workers,
        "idle": state.idle,
        "waiting": state.waiting,
    }
    return Response(msgspec.json.encode(said), 200 if can else 503, _FRESH, "application/json")


async def metrics(request: Request) -> Response:
    """Give what this process has counted; with --workers N each of N processes counts its own."""
    lines = [*request.app.state.metrics.lines(), *_gauges(request.app.state.releases)]
    return Response("\n".join(lines) + "\n", headers=_FRESH | {"Content-Type": MEDIA_TYPE})


def _gauges(releases: Releases) -> Iterator[str]:
    state, cache = releases.pool.state, releases.cache
    yield "# TYPE kg_release_info gauge"
    yield f'kg_release_info{{release="{releases.now.name}"}} 1'
    for name, kind, value in (
        ("kg_trials", "gauge", releases.now.trials),
        ("kg_release_switches_total", "counter", releases.switched),
        ("kg_workers", "gauge", state.workers),
        ("kg_workers_idle", "gauge", state.idle),
        ("kg_queue", "gauge", state.waiting),
        ("kg_jobs_done_total", "counter", state.done),
        ("kg_jobs_timed_out_total", "counter", state.timed_out),
        ("kg_jobs_refused_total", "counter", state.refused),
        ("kg_cache_hits_total", "counter", cache.hits),
        ("kg_cache_misses_total", "counter", cache.misses),
        ("kg_cache_bytes", "gauge", cache.size),
    ):
        yield f"# TYPE {name} {kind}"
        yield f"{name} {value}"


ROUTES = [
    Route("/health", ready),
    Route("/health/live", live),
    Route("/health/ready", ready),
    Route("/metrics", metrics),
]
