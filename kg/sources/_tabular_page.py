"""The tables of a tabular trial page: headings, lines of a label and its value, and rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from kg.sources._pages import sections
from kg.sources._words import Wordings, is_blank
from kg.study.beside import Restated

ADMINISTRATIVE: Final = "Administrative data"
INFORMATION: Final = "Study information"
SUMMARY: Final = "Clinical Trial Summary"
DESCRIPTION: Final = "Description:"
RECRUITMENT: Final = "Recruitment information / eligibility"
DESIGN: Final = "Study Design"
CONDITIONS: Final = "Related Conditions & MeSH terms"
INTERVENTION: Final = "Intervention"
COUNTRIES: Final = "Country where clinical trial is conducted"
LOCATIONS: Final = "Locations"
SPONSORS: Final = "Sponsors"
OUTCOME: Final = "Outcome"
REFERENCES: Final = "References"
SEE_ALSO: Final = "See also"
HEADINGS: Final = (
    ADMINISTRATIVE, INFORMATION, SUMMARY, DESCRIPTION, RECRUITMENT, DESIGN, CONDITIONS, INTERVENTION,
    COUNTRIES, LOCATIONS, SPONSORS, OUTCOME, REFERENCES, SEE_ALSO,
)  # fmt: skip
_COUNTED_HEADING = re.compile(r"(Sponsors|References)(?: & Publications)?(?:\s*\((\d+)\))?")
STATUS_HEADING = re.compile(r"Clinical Trial Details\s+\S\s+Status:\s*(.*)")

_ADMINISTRATIVE_LABELS: Final = (
    "NCT number", "Other study ID #", "Secondary ID", "Status", "Phase", "First received", "Last updated",
    "Start date", "Est. completion date", "Completion date", "Verified date", "Source", "Contact", "Phone",
    "Email", "Is FDA regulated", "Health authority", "Study type",
)  # fmt: skip
_RECRUITMENT_LABELS: Final = (
    "Status", "Enrollment", "Est. completion date", "Completion date", "Est. primary completion date",
    "Primary completion date", "Accepts healthy volunteers", "Gender", "Age group", "Sampling method",
    "Study population", "Eligibility",
)  # fmt: skip
_TABLE_HEADS: Final = frozenset(
    {
        "Country Name City State",
        "Lead Sponsor Collaborator",
        "Type Measure Description Time frame Safety issue",
        "Status Clinical Trial Phase",
    }
)


class TabularPage:
    """The tables of a page, what is read from them beside the protocol, and the wordings without a code."""

    def __init__(self, lines: list[str]) -> None:
        self.numbers: dict[str, int] = {}
        self.wordings = Wordings()
        self.restated: list[Restated] = []
        self.status_heading = next(
            (found[1] for line in lines if (found := STATUS_HEADING.fullmatch(line.strip()))), ""
        )
        self.sections = {heading: list[str]() for heading in HEADINGS}
        self.sections |= sections(self._plain_headings(lines), HEADINGS)
        self.administrative = self._facts(
            self.rows(ADMINISTRATIVE) + self.rows(INFORMATION), _ADMINISTRATIVE_LABELS, ADMINISTRATIVE
        )
        self.recruitment = self._facts(self.rows(RECRUITMENT), _RECRUITMENT_LABELS, RECRUITMENT)

    def _plain_headings(self, lines: list[str]) -> Iterator[str]:
        """Take the numbers from the headings, and leave out a heading that the page breaks off in."""
        whole = lines[:-1] if lines and _is_torn(lines[-1].strip()) else lines
        for line in whole:
            if found := _COUNTED_HEADING.fullmatch(line.strip()):
                if found[2]:
                    self.numbers[found[1]] = int(found[2])
                yield found[1]
            else:
                yield line

    def rows(self, heading: str) -> list[str]:
        """Give the lines of a table that say something, below its head."""
        lines = [" ".join(line.split()) for line in self.sections[heading]]
        return [line for line in lines if not is_blank(line) and line not in _TABLE_HEADS]

    def stated(self, label: str) -> str | None:
        """Give what the administrative tables state under a label, unless it is that there is nothing."""
        words = self.administrative.get(label, "")
        return None if is_blank(words) else words

    def _facts(self, lines: list[str], labels: tuple[str, ...], heading: str) -> dict[str, str]:
        """Read `label value` lines; criteria run on to the end, any other line without a label is kept."""
        facts: dict[str, str] = {}
        for at, line in enumerate(lines):
            label = max((one for one in labels if f"{line} ".startswith(f"{one} ")), key=len, default=None)
            if label == "Eligibility":
                facts[label] = " ".join(lines[at:]).removeprefix(label).strip()
                break
            if label and label not in facts:
                facts[label] = line[len(label) :].strip()
            elif not any(one.startswith(line) for one in labels):
                self.wordings.keep(label or heading, line[len(label or "") :].strip())
        return facts

    def agreed(self, field: str, statements: Iterable[tuple[str | None, str]]) -> str | None:
        """Give the first of several statements of a field; those that differ from it are restated."""
        stated = [(value, words) for value, words in statements if value]
        for value, words in stated[1:]:
            again = Restated(field=field, value=value, words=words)
            if value != stated[0][0] and again not in self.restated:
                self.restated.append(again)
        return stated[0][0] if stated else None


def _is_torn(line: str) -> bool:
    whole = (*HEADINGS, *_TABLE_HEADS)
    return line not in whole and any(one.startswith(line) for one in whole)
