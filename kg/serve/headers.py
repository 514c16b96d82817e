"""Headers that every answer has, and why.

Scripts, styles and pictures come from this host alone, and none stands in a page (the only script in one is
JSON-LD, which no browser runs). Data may be read by scripts of any site, since it is public and no answer
depends on who asks. HSTS is for whoever terminates TLS.
"""

from __future__ import annotations

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# YASGUI writes style into its elements; its page alone may, and none of it comes from data
EDITOR_POLICY = _POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
SECURITY = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
# what scripts of other sites may read of an answer
EXPOSED = ", ".join(
    [
        "Content-Location",
        "Content-Range",
        "ETag",
        "Last-Modified",
        "Link",
        "Release",
        "Repr-Digest",
        "Retry-After",
        "X-Counted",
        "X-Request-Id",
        "X-Truncated",
    ]
)
EVERYWHERE = SECURITY | {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": EXPOSED}
_ALLOWED = "Accept, Accept-Language, Content-Type, If-None-Match, If-Modified-Since, Range, X-Requested-With"


def preflight(methods: str) -> dict[str, str]:
    """Answer what a browser asks before it sends a script's request (https://fetch.spec.whatwg.org)."""
    return {
        "Allow": methods,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": _ALLOWED,
        "Access-Control-Max-Age": "86400",
    }
