"""What a trial is about, in the words of its record."""

from __future__ import annotations

import msgspec

from kg.site.prose import Block, blocks
from kg.site.release import Release
from kg.site.trial.records import Record, values
from kg.terms import TKG


class Summary(msgspec.Struct, frozen=True):
    """The brief summary, and the description in detail."""

    brief: list[Block]
    detailed: list[Block]

    def __bool__(self) -> bool:
        return bool(self.brief or self.detailed)


def summary(release: Release, record: Record) -> Summary:
    """Read what the record says in free text."""
    texts = (values(release, record, one) for one in (TKG.briefSummary, TKG.detailedDescription))
    return Summary(*(blocks("\n".join(text)) for text in texts))
