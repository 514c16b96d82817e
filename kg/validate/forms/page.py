"""One HTML page that needs nothing beside it, to read and print; what the data says is escaped."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TextIO

import jinja2

from kg.validate.forms.kinds import kinds, where
from kg.validate.outcome import Outcome

_TEMPLATE = Path(__file__).with_name("page.html")
# how many places of one kind are listed
_LISTED = 100


def write(outcome: Outcome, file: TextIO) -> None:
    """Write the page."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    places: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for one in outcome.placed:
        listed = places[one.finding.severity, one.finding.message]
        if len(listed) < _LISTED:
            listed.append(where(one))
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    file.write(template.render(outcome=outcome, kinds=kinds(outcome), places=places) + "\n")
