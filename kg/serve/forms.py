"""The forms in which an answer to a canned question is had: one row a suffix of the address."""

from __future__ import annotations

import msgspec

# the form that is the SPARQL itself
QUERY = "rq"


class Form(msgspec.Struct, frozen=True):
    """A form: its name in `kg.show` (or QUERY), and its media type."""

    name: str
    media: str

    @property
    def type(self) -> str:
        """Give the media type without parameters."""
        return self.media.partition(";")[0]


FORMS = {
    "json": Form("json", "application/json"),
    "csv": Form("csv", "text/csv; charset=utf-8"),
    "tsv": Form("tsv", "text/tab-separated-values; charset=utf-8"),
    "srj": Form("srj", "application/sparql-results+json"),
    "ttl": Form("turtle", "text/turtle; charset=utf-8"),
    "jsonld": Form("jsonld", "application/ld+json"),
    "md": Form("md", "text/markdown; charset=utf-8"),
    "parquet": Form("parquet", "application/vnd.apache.parquet"),
    "rq": Form(QUERY, "application/sparql-query"),
}
