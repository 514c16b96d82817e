"""What a build set aside, read back from `rejected/rejected.jsonl`: which records, and for what reasons.

The keys of the list are told in docs/rejects.md. Records of it are asked for by number, which is the
number of the line, or by trial.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kg.check import SEVERITIES, Finding
from kg.errors import JSON_ERRORS, BuildError, KgError, UnfitError
from kg.limits import REFUSED
from kg.registries import trial_id

FREQUENT = 5  # reasons that are told where there may be many

# what differs between two records that are set aside for one reason: quoted words, IRIs, ids, numbers
_PARTICULAR = re.compile(r"(?<!\w)'[^']*'(?!\w)|\"[^\"]*\"|<[^>]*>|\b[A-Z]{2,}\d{4,}\b|\b\d[\d.,:-]*\b")


class Aside(msgspec.Struct, frozen=True, rename="camel"):
    """A record or a file on a list of a build; `record` names the file that keeps its bytes.

    `source`, `document_sha256` and `document_size` are None where the file was not read as any format.
    """

    number: int
    document: str
    position: str
    trial: str | None
    why: str
    record: str | None
    source: str | None
    document_sha256: str | None
    document_size: int | None
    graph: str | None = None
    findings: list[Finding] = []

    @property
    def place(self) -> str:
        return f"{self.document}, {self.position}" if self.position else self.document

    @property
    def reasons(self) -> list[str]:
        """Give the reasons in words that other records share: messages, or what was wrong with reading."""
        messages = [finding.message for finding in self.findings if finding.is_violation]
        return list(dict.fromkeys(messages)) or [_PARTICULAR.sub("…", self.why)]

    def ordered(self) -> list[Finding]:
        """Give the findings, what kept the record from being published first."""
        return sorted(self.findings, key=lambda one: (SEVERITIES.index(one.severity), one))


def listed(build: Path, folder: str = "rejected") -> list[Aside]:
    """Read a list of a build; raises BuildError where there is none, or it cannot be read."""
    path = build / folder / f"{folder}.jsonl"
    if not path.is_file():
        refused = f"; one that was refused is in {build / REFUSED}" if (build / REFUSED).is_dir() else ""
        raise BuildError(f"{build} holds no build; make one with: kg build FILE… -o {build}{refused}")
    return list(_rows(path))


def _rows(path: Path) -> Iterator[Aside]:
    decoder = msgspec.json.Decoder(Aside)
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield decoder.decode(line)
            except JSON_ERRORS as error:
                raise BuildError(
                    f"{path}, line {number}: damaged, or written by another version: {error}; build again"
                ) from error


def reasons(asides: list[Aside]) -> list[tuple[str, int]]:
    """Count the records of each reason, the most frequent first; one with two reasons counts for both."""
    counted = Counter(reason for aside in asides for reason in aside.reasons)
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))


def refusal(output: Path, crossed: list[str]) -> UnfitError:
    """Say why the build that lies refused in an output folder is not published, and where to look."""
    refused = output / REFUSED
    return UnfitError(
        f"not published: {'; '.join(crossed)}\n{frequent(listed(refused))}"
        f"{output} is as it was; what was built is in {refused}: kg rejected --build {refused}\n"
        "Mend the input, or allow more where this is as it should be."
    )


def frequent(asides: list[Aside]) -> str:
    """Say the most frequent reasons, one a line; nothing, where nothing was set aside."""
    counted = reasons(asides)
    lines = "".join(f"  {number:,} × {reason}\n" for reason, number in counted[:FREQUENT])
    return f"why records were set aside, the most frequent first:\n{lines}" if lines else ""


def selected(asides: list[Aside], asked: list[str]) -> list[Aside]:
    """Find what is asked for by numbers and trials, in the order of the list.

    Raises KgError where nothing has the number or the trial.
    """
    found = {aside.number for each in asked for aside in _matching(asides, each)}
    return [aside for aside in asides if aside.number in found]


def _matching(asides: list[Aside], asked: str) -> list[Aside]:
    known = trial_id(asked)
    name = known.id if known else asked
    if found := [aside for aside in asides if name in (str(aside.number), aside.trial)]:
        return found
    there = f"there are the numbers 1 to {len(asides):,}" if asides else "nothing was set aside"
    raise KgError(f"nothing that was set aside has the number or the trial {asked!r}; {there} (kg rejected)")
