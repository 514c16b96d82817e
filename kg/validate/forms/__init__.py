"""What came of a check, in the format that its reader wants: one table, one module a format."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from kg.errors import KgError
from kg.validate.forms import document, junit, page, report, sarif, table
from kg.validate.outcome import Outcome

FORMS: dict[str, Callable[[Outcome, TextIO], None]] = {
    "table": table.write,
    "json": document.write,
    "turtle": report.write,
    "html": page.write,
    "sarif": sarif.write,
    "junit": junit.write,
}


def form(name: str) -> Callable[[Outcome, TextIO], None]:
    """Give the writer of a format; a `KgError` names all of them."""
    if name not in FORMS:
        raise KgError(f"there is no format {name!r}; there are {', '.join(FORMS)}")
    return FORMS[name]
