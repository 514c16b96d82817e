"""EU Clinical Trials Register, full details as text: one record a member state, each under "Summary"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.errors import RecordError
from kg.sources._euctr import euctr_study
from kg.sources._euctr_lines import form_fields
from kg.sources._fields import Fields
from kg.sources._json_lines import MAX_DOCUMENT, is_json
from kg.sources._pages import head_text, page_lines
from kg.study import Study

TITLE = "EU Clinical Trials Register text"

_RECORD = re.compile(rb"Summary\s*(?=EudraCT Number:)")


def recognises(head: bytes) -> bool:
    """Tell by the header of a record, which the register's full details begin with."""
    found = re.search(r"EudraCT Number:[\s\S]{0,800}?A\. ?Protocol Information", head_text(head))
    return bool(found) and not is_json(head)


def records(stream: BinaryIO) -> Iterator[tuple[str, bytes | RecordError]]:
    """Yield each record with the number of the line it begins on."""
    content = stream.read(MAX_DOCUMENT + 1)
    if len(content) > MAX_DOCUMENT:
        yield "document", RecordError(f"more than {MAX_DOCUMENT >> 30} GB in one file of text")
        return
    starts = [found.start() for found in _RECORD.finditer(content)]
    if not starts:
        yield "record 1, line 1", content
    line, before = 1, 0
    ends = [*starts, len(content)][1:]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1):
        line += content.count(b"\n", before, start)
        before = start
        yield f"record {number}, line {line}", content[start:end]


def study(record: bytes) -> Study:
    """Read one record."""
    return euctr_study(Fields(form_fields("\n".join(page_lines(record)))))
