"""Who asks, and how often: a bucket of tokens for each client, filled at a steady rate.

A client is an IPv4 address or the /64 network of an IPv6 one. X-Forwarded-For is believed only where it comes
from a proxy that the settings name, and then the last address in it that is no such proxy.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable

import msgspec
from starlette.requests import HTTPConnection

from kg.errors import ServeError
from kg.serve.limits import Limits

# clients that are remembered; who was heard of longest ago is forgotten first
_MOST = 10_000

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class _Bucket(msgspec.Struct):
    tokens: float
    at: float


class Clients:
    """Counts requests by client; raises ServeError where a proxy of the settings is no network."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = limits.rate, limits.burst, clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        try:
            self._proxies = [ipaddress.ip_network(proxy) for proxy in limits.proxies]
        except ValueError as error:
            raise ServeError(f"{error}; a proxy is an address or a network, such as 10.0.0.0/8") from error

    def wait(self, connection: HTTPConnection) -> int:
        """Take a token of the client's; 0, or after how many seconds to come back where there is none."""
        if not self._rate:
            return 0
        bucket = self._bucket(self.name(connection))
        if bucket.tokens < 1:
            return math.ceil((1 - bucket.tokens) / self._rate)
        bucket.tokens -= 1
        return 0

    def name(self, connection: HTTPConnection) -> str:
        """Name the client that asks."""
        peer = connection.client.host if connection.client else ""
        if not self._proxies or not self._is_proxy(peer):
            return _network(peer)
        forwarded = ",".join(connection.headers.getlist("x-forwarded-for")).split(",")
        for address in reversed([one.strip() for one in forwarded]):
            if not self._is_proxy(address):
                return _network(address or peer)
        return _network(peer)

    def _is_proxy(self, address: str) -> bool:
        known = _address(address)
        return known is not None and any(known in proxy for proxy in self._proxies)

    def _bucket(self, name: str) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.setdefault(name, _Bucket(self._burst, now))
        self._buckets.move_to_end(name)
        if len(self._buckets) > _MOST:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._rate)
        bucket.at = now
        return bucket


def _address(text: str) -> _Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _network(text: str) -> str:
    """Name what one client has for itself: in IPv6 that is a whole network."""
    address = _address(text)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address) if address else "unknown"
