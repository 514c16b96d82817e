"""What every piece of a Study is made of."""

from __future__ import annotations

import msgspec


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel", gc=False):
    """A piece of a Study: immutable, and silent about what was not stated."""
