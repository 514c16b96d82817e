"""What a client already has, and what it can unpack: If-None-Match and Accept-Encoding."""

from __future__ import annotations

GZIPPED = "-gzip"


def matches(header: str, tag: str) -> bool:
    """Hold If-None-Match against a tag, weakly (RFC 9110, 13.1.2); compressed or not is the same thing.

    `*` asks whether there is anything at all, which only who makes the answer knows.
    """
    tags = {one.strip().removeprefix("W/").strip('"').removesuffix(GZIPPED) for one in header.split(",")}
    return tag.strip('"').removesuffix(GZIPPED) in tags


def takes_gzip(header: str) -> bool:
    """Tell whether gzip is wanted, by Accept-Encoding (RFC 9110, 12.5.3)."""
    wanted = {}
    for element in header.lower().split(","):
        coding, _, parameter = element.partition(";")
        quality = parameter.replace(" ", "").removeprefix("q=")
        wanted[coding.strip()] = quality.strip("0.") != "" if quality else True
    return next((wanted[name] for name in ("gzip", "x-gzip", "*") if name in wanted), False)
