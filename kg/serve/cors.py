"""Scripts of any page may read what is served: it is public (https://fetch.spec.whatwg.org/#http-cors-protocol)."""

from __future__ import annotations

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, X-Counted, X-Truncated",
}


def preflight(*methods: str) -> dict[str, str]:
    """Give the headers that answer OPTIONS, for what can be done with these methods."""
    allowed = ", ".join([*methods, "OPTIONS"])
    return {
        **CORS,
        "Allow": allowed,
        "Access-Control-Allow-Methods": allowed,
        "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
        "Access-Control-Max-Age": "86400",
    }
