"""The SPARQL service: the whole protocol for queries, and nothing that writes or calls out.

https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

from kg.serve.sparql.endpoint import routes

__all__ = ["routes"]
