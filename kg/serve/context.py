"""What the routes of the service share: the workers, the limits, and what follows from them."""

from __future__ import annotations

from kg.kept import Kept
from kg.serve.clients import Clients
from kg.serve.limits import Limits
from kg.serve.reply import Reply
from kg.serve.workers import Pool


class Context:
    """The pool that queries and questions run in, and the limits that they have."""

    def __init__(self, pool: Pool, limits: Limits = Limits()) -> None:  # noqa: B008 (it is frozen)
        self.pool, self.limits = pool, limits
        self.clients = Clients(limits)
        self.cache: Kept[Reply] = Kept(limits.cache)
