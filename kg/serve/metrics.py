"""Counts of this process for Prometheus, in its text format.

https://prometheus.io/docs/instrumenting/exposition_formats/. The official client keeps a registry for
any number of metrics and brings 20 modules along; here are one counter, one histogram and a few gauges.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from starlette.types import Scope

# seconds
_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """What is counted: requests by kind of address and status, and how long they took."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, str, int]] = Counter()
        self._within: dict[str, list[int]] = {}
        self._seconds: Counter[str] = Counter()

    def observe(self, scope: Scope, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        kind = kind_of(scope["path"])
        method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "OPTIONS") else "other"
        self.requests[kind, method, status] += 1
        counts = self._within.setdefault(kind, [0] * (len(_BOUNDS) + 1))
        counts[next((n for n, bound in enumerate(_BOUNDS) if seconds <= bound), len(_BOUNDS))] += 1
        self._seconds[kind] += seconds  # type: ignore[assignment]

    def lines(self) -> Iterator[str]:
        """Spell the counter and the histogram."""
        yield "# HELP kg_requests_total Requests answered, by kind of address, method and status."
        yield "# TYPE kg_requests_total counter"
        for (kind, method, status), number in sorted(self.requests.items()):
            yield f'kg_requests_total{{kind="{kind}",method="{method}",status="{status}"}} {number}'
        yield "# HELP kg_request_seconds How long requests took, until the last byte was handed over."
        yield "# TYPE kg_request_seconds histogram"
        for kind, counts in sorted(self._within.items()):
            total = 0
            for bound, number in zip((*map(str, _BOUNDS), "+Inf"), counts, strict=True):
                total += number
                yield f'kg_request_seconds_bucket{{kind="{kind}",le="{bound}"}} {total}'
            yield f'kg_request_seconds_sum{{kind="{kind}"}} {self._seconds[kind]:.6f}'
            yield f'kg_request_seconds_count{{kind="{kind}"}} {total}'


_KINDS = frozenset(
    [
        "trial",
        "organization",
        "site",
        "record",
        "document",
        "code",
        "concept",
        "ontology",
        "vocabulary",
        "search",
        "ask",
        "combinations",
        "about",
        "sparql",
        "queries",
        "dumps",
        "static",
        "health",
        "metrics",
        "mcp",
        "openapi",
    ]
)


def kind_of(path: str) -> str:
    """Give the kind of an address: its first step, where that is known, so that nobody can invent kinds.

    >>> kind_of("/trial/NCT06120127.ttl"), kind_of("/"), kind_of("/wp-login.php")
    ('trial', 'start', 'other')
    """
    first = path[1:].partition("/")[0].partition(".")[0]
    return "start" if path == "/" else first if first in _KINDS else "other"
