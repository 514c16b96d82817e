"""The sections of a snapshot page, each led in by a sentence in which the site invites to read on.

That sentence is never content. It is told by its place, by the word it begins with (`Review …`, `Learn
…`) and by its full stop. Where most headings have one, a line such as "Study Design" is no heading
within a summary or a description, nor where the page has the same heading with a sentence; and a heading
that is not known is told by its sentence, after a section that is a list.
"""

from __future__ import annotations

from itertools import pairwise, zip_longest
from typing import Final

from kg.sources._pages import blocks
from kg.sources._words import Wordings

RESULTS: Final = "Study Results"
BASICS: Final = "Basic Information"
SUMMARY: Final = "Brief Summary"
DESCRIPTION: Final = "Detailed Description"
CONDITIONS: Final = "Conditions"
KEYWORDS: Final = "Keywords"
DESIGN: Final = "Study Design"
GROUPS: Final = "Study Groups"
INTERVENTIONS: Final = "Interventions"
OTHER_NAMES: Final = "Other Intervention Names"
ELIGIBILITY: Final = "Eligibility Criteria"
PRIMARY: Final = "Primary Outcomes"
SECONDARY: Final = "Secondary Outcomes"
OTHER: Final = "Other Outcomes"
SPONSORS: Final = "Sponsors"
RESPONSIBLE: Final = "Responsible Party"
INVESTIGATORS: Final = "Principal Investigators"
LOCATIONS: Final = "Locations"
COUNTRIES: Final = "Countries"
CENTRAL: Final = "Central Contacts"
FACILITY: Final = "Facility Contacts"
IDENTIFIERS: Final = "Other Identifiers"
REFERENCES: Final = "References"
LINKS: Final = "Related Links"
DOCUMENTS: Final = "Provided Documents"
RELATED: Final = "More Related Trials"

_HEADINGS: Final = {
    name: name
    for name in (
        RESULTS, BASICS, SUMMARY, DESCRIPTION, CONDITIONS, KEYWORDS, DESIGN, GROUPS, INTERVENTIONS,
        OTHER_NAMES, ELIGIBILITY, PRIMARY, SECONDARY, OTHER, SPONSORS, RESPONSIBLE, INVESTIGATORS,
        LOCATIONS, COUNTRIES, CENTRAL, FACILITY, IDENTIFIERS, REFERENCES, LINKS, DOCUMENTS, RELATED,
    )
} | {
    "Other Names": OTHER_NAMES,
    "Overall Officials": INVESTIGATORS,
    "Primary Outcome Measures": PRIMARY,
    "Secondary Outcome Measures": SECONDARY,
    "Other Outcome Measures": OTHER,
}  # fmt: skip
_PROSE: Final = frozenset({SUMMARY, DESCRIPTION})
_LISTS: Final = frozenset(
    {
        CONDITIONS,
        KEYWORDS,
        OTHER_NAMES,
        SPONSORS,
        RESPONSIBLE,
        INVESTIGATORS,
        LOCATIONS,
        COUNTRIES,
        IDENTIFIERS,
        LINKS,
    }
)
BASIC_LABELS: Final = frozenset(
    {
        "Recruitment Status", "Clinical Phase", "Total Enrollment", "Study Classification", "Official Title",
        "Acronym", "Study Start Date", "Primary Completion Date", "Study Completion Date", "Why Stopped",
    }
)  # fmt: skip
DESIGN_LABELS: Final = frozenset(
    {
        "Allocation Method", "Intervention Model", "Observational Model Type", "Observational Model",
        "Study Time Perspective", "Time Perspective", "Primary Study Purpose", "Blinding Strategy",
        "Sampling Method", "Study Population",
    }
)  # fmt: skip
ELIGIBILITY_LABELS: Final = frozenset(
    {"Minimum Eligible Age", "Maximum Eligible Age", "Eligible Sex", "Accepts Healthy Volunteers"}
)
_LINE_STARTS: Final = (
    "NCT ID:", "Last Updated:", "Group Type", "Intervention Type", "Sponsor Role", "Responsibility Role",
    "Site Status", "Identifier Type:", "Identifier Source:",
)  # fmt: skip
_OF_SEVERAL_LINES: Final = frozenset({"Blinding Strategy", "Study Population"})
_LONGEST_HEADING: Final = 60
_INVITING: Final = frozenset(
    {
        "Access", "Additional", "Browse", "Check", "Compare", "Consult", "Contact", "Discover", "Dive",
        "Download", "Examine", "Explore", "Find", "Follow", "Get", "Identify", "Know", "Learn", "Look",
        "Meet", "Open", "Reach", "Read", "Review", "Search", "See", "Track", "Uncover", "Understand",
        "View",
    }
)  # fmt: skip


class SnapshotPage:
    """The sections of a page without the site's sentences, and the wordings that have no code."""

    def __init__(self, lines: list[str]) -> None:
        self.wordings = Wordings()
        whole = lines[:-1] if lines and _is_torn(lines[-1].strip()) else lines
        self.sections = _sections(whole)

    def lines(self, heading: str) -> list[str]:
        """Give the lines of a section that say something."""
        return [line.strip() for line in self.sections.get(heading, []) if line.strip()]

    def paragraphs(self, heading: str) -> list[str]:
        """Give the paragraphs of a section, which may be of several lines."""
        return ["\n".join(block) for block in blocks(self.sections.get(heading, []))]

    def unknown(self) -> list[str]:
        """Name the sections that the layout is not known to have."""
        return [name for name in self.sections if name and name not in _HEADINGS.values()]

    def facts(self, heading: str, lines: list[str], labels: frozenset[str]) -> dict[str, list[str]]:
        """Group the lines under the labels; a label that is not known and its value are kept as they are."""
        found: dict[str, list[str]] = {}
        label, others = "", list[str]()
        for line in lines:
            if line in labels:
                label = line
                found.setdefault(label, [])
            elif label and (not found[label] or label in _OF_SEVERAL_LINES):
                found[label].append(line)
            else:
                others.append(line)
        for name, value in zip_longest(others[::2], others[1::2]):
            self.wordings.keep(name if value else heading, value or name)
        return found


def _sections(lines: list[str]) -> dict[str, list[str]]:
    spoken = [at for at, line in enumerate(lines) if line.strip()]
    invitations = _invitations(lines, spoken)
    led_in = {lines[at].strip() for at in invitations}
    found: dict[str, list[str]] = {"": []}
    current, invitation = "", -1
    for at, line in enumerate(lines):
        name = line.strip()
        if at in invitations:
            is_heading = name in _HEADINGS or (current in _LISTS and lines[invitations[at]].endswith("."))
        else:
            is_heading = name in _HEADINGS and name not in led_in and not (led_in and current in _PROSE)
        if is_heading or (name in _HEADINGS and at == spoken[-1]):
            current, invitation = _HEADINGS.get(name, name), invitations.get(at, -1)
            found.setdefault(current, [])
        elif at != invitation:
            found[current].append(line)
    return found


def _invitations(lines: list[str], spoken: list[int]) -> dict[int, int]:
    """Find the site's sentences by the lines they follow; none where most headings of a page have none."""
    found = {at: following for at, following in pairwise(spoken) if _is_invited(lines, at, following)}
    names = {lines[at].strip() for at in spoken[:-1]}.intersection(_HEADINGS) - {RESULTS}
    led_in = names.intersection(lines[at].strip() for at in found)
    return found if 2 * len(led_in) > len(names) else {}


def _is_invited(lines: list[str], at: int, following: int) -> bool:
    """Tell a short line that stands alone, like a heading, before an invitation."""
    is_alone = following > at + 1 and len(lines[at]) <= _LONGEST_HEADING and not lines[at].endswith(".")
    return is_alone and _is_invitation(lines[following].strip(), is_last=following == len(lines) - 1)


def _is_invitation(line: str, *, is_last: bool) -> bool:
    """Tell the site's sentence by its first word and its full stop; a page may break off in it."""
    first = line.split(" ", 1)[0]
    if is_last and not line.endswith("."):
        return any(word.startswith(first) for word in _INVITING)
    return first in _INVITING and line.endswith(".") and len(line.split()) > 2


def _is_torn(line: str) -> bool:
    whole = (*_HEADINGS, *BASIC_LABELS, *DESIGN_LABELS, *ELIGIBILITY_LABELS, *_LINE_STARTS)
    return line not in whole and any(one.startswith(line) for one in whole)
