"""The notes of one shard as a page for people and as lines for programs: a pure function, in any process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from kg.report.facts import listed
from kg.report.notes import Listing, TrialNotes
from kg.report.page import trials_page
from kg.report.tally import Tally
from kg.terms import in_iri

_NOTES = msgspec.json.Decoder(TrialNotes)


class Pages(msgspec.Struct, frozen=True):
    """What the page of a shard is made of: its notes, and what other shards know of its trials."""

    notes: str
    folder: str
    name: str
    listings: dict[str, list[Listing]]
    alike: dict[str, list[tuple[str, str]]]


def write_trials(pages: Pages) -> Tally:
    """Write `NAME.html` and `NAME.jsonl`; count how often lists of related trials differ from the trials."""
    tally = Tally()
    notes = list(_completed(pages, tally))
    folder = Path(pages.folder)
    (folder / f"{pages.name}.jsonl").write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in notes))
    page = trials_page(pages.name, [one for one in notes if one.is_doubtful], len(notes))
    (folder / f"{pages.name}.html").write_text(page, encoding="utf-8")
    return tally


def _completed(pages: Pages, tally: Tally) -> Iterator[TrialNotes]:
    """Yield the notes of each trial, with what other records say of it."""
    for one in read_notes(Path(pages.notes)):
        differences = list(listed(one, pages.listings.get(in_iri(one.trial), [])))
        for difference in differences:
            tally.count_difference(one.trial, difference)
        tally.trials_differing += bool(one.differences or differences)
        yield msgspec.structs.replace(
            one, differences=[*one.differences, *differences], alike=pages.alike.get(one.trial, [])
        )


def read_notes(path: Path) -> Iterator[TrialNotes]:
    """Read the notes of a shard, trial by trial."""
    with path.open("rb") as lines:
        yield from map(_NOTES.decode, lines)
