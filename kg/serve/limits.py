"""How much one client may ask, and how much is answered: settings of the SPARQL service and the questions."""

from __future__ import annotations

import msgspec


class Limits(msgspec.Struct, frozen=True):
    """What is allowed; 0 for `rate` or `cache` turns that off.

    `seconds` a query may take; `rows` (or triples) of an answer and its `size` (bytes, as TSV or N-Triples);
    `query`, bytes of a body; `address`, bytes of parameters in an address, of which the HTTP parser takes
    no more than 65,535; `body`, seconds in which a body must come in; `rate`, requests a second of one
    client, and `burst`, how many it may save up; `cache`, bytes of answers that are kept; `proxies`,
    networks such as 10.0.0.0/8 whose X-Forwarded-For is believed.
    """

    seconds: float = 10.0
    rows: int = 10_000
    size: int = 32 << 20
    query: int = 100_000
    address: int = 60_000
    body: float = 10.0
    rate: float = 20.0
    burst: int = 100
    cache: int = 64 << 20
    proxies: tuple[str, ...] = ()
