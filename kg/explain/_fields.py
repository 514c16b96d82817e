"""The fields of a record in words: `interventions[1].name` is the name of intervention 2."""

from __future__ import annotations

import re

import msgspec

from kg.terms import DCTERMS, LABEL, TKG, Term


class Field(msgspec.Struct, frozen=True):
    """A kind of field: what it is in words, its path in a Study, and where its text stands in the graph.

    `role` says what the field is for: a `name`, a `label` of an arm, a `description` of one of them, and so
    on. `{}` in `words` is filled with what the groups of `path`, or of `part`, match.
    """

    role: str
    words: str
    path: str
    part: str
    predicate: Term


_INTERVENTION, _ARM = r"interventions\[(\d+)\]", r"armGroups\[(\d+)\]"
FIELDS = (
    Field("name", "the name of intervention {}", rf"{_INTERVENTION}\.name", r"intervention/(\d+)", LABEL),
    Field(
        "name",
        "another name of intervention {}",
        rf"{_INTERVENTION}\.otherNames\[\d+\]",
        r"intervention/(\d+)",
        TKG.otherName,
    ),
    Field("label", "the label of arm {}", rf"{_ARM}\.label", r"arm/(\d+)", LABEL),
    Field(
        "description",
        "the description of intervention {}",
        rf"{_INTERVENTION}\.description",
        r"intervention/(\d+)",
        DCTERMS.description,
    ),
    Field(
        "description", "the description of arm {}", rf"{_ARM}\.description", r"arm/(\d+)", DCTERMS.description
    ),
    Field("title", "the brief title", "briefTitle", "", TKG.briefTitle),
    Field("title", "the official title", "officialTitle", "", TKG.officialTitle),
    Field("keyword", "a keyword", r"keywords\[\d+\]", "", TKG.keyword),
    Field("condition", "condition {}", r"conditionsModule\.conditions\[(\d+)\]", r"condition/(\d+)", LABEL),
    Field(
        "condition",
        "a MeSH heading of the conditions",
        r"conditionBrowseModule\.meshes\[\d+\]\.term",
        r"index-term/condition/\d+",
        LABEL,
    ),
    Field(
        "outcome",
        "{} outcome {}",
        r"(primary|secondary|other)Outcomes\[(\d+)\]\.measure",
        r"outcome/(primary|secondary|other)/(\d+)",
        LABEL,
    ),
    Field(
        "outcome",
        "reported outcome {}",
        r"outcomeMeasures\[(\d+)\]\.title",
        r"results/outcome/(\d+)",
        LABEL,
    ),
    Field("body", "the name of the lead sponsor", r"leadSponsor\.name", "-", LABEL),
    Field("body", "the name of collaborator {}", r"collaborators\[(\d+)\]\.name", "-", LABEL),
    Field("body", "the name of an organisation behind the trial", "-", r"organization:.*", LABEL),
    # what follows is never read for concepts
    Field("eligibility", "the inclusion criteria", "-", "eligibility", TKG.inclusionCriteria),
    Field("eligibility", "the exclusion criteria", "-", "eligibility", TKG.exclusionCriteria),
    Field("eligibility", "the eligibility criteria", "-", "eligibility", TKG.criteria),
    Field("eligibility", "the study population", "-", "eligibility", TKG.studyPopulation),
    Field("background", "the brief summary", "-", "", TKG.briefSummary),
    Field("background", "the detailed description", "-", "", TKG.detailedDescription),
    Field(
        "background",
        "the description of {} outcome {}",
        "-",
        r"outcome/(primary|secondary|other)/(\d+)",
        DCTERMS.description,
    ),
    Field("elsewhere", "the title of a related trial", "-", r"listing/\d+", TKG.listedTitle),
    Field("background", "the reason it was stopped", "-", "", TKG.whyStopped),
    Field(
        "background",
        "a MeSH heading of the interventions",
        "-",
        r"index-term/intervention/\d+",
        LABEL,
    ),
    Field("elsewhere", "a cited publication", "-", r"reference/\d+", LABEL),
)
# text of ours about the record, or said again elsewhere
_NOT_OF_THE_RECORD = re.compile(
    r"(?:link|exposure|restatement|radiation-schedule|identifier|browse-\w+|index-ancestor)/.*"
)


def named_field(path: str) -> str:
    """Say which field of a Study a path is.

    >>> named_field("protocolSection.armsInterventionsModule.interventions[1].name")
    'the name of intervention 2'
    """
    for field in FIELDS:
        if found := re.search(rf"(?:\A|\.){field.path}\Z", path):
            numbers = (str(int(group) + 1) if group.isdigit() else group for group in found.groups())
            return field.words.format(*numbers)
    return f"the field {path}"


def field_of(part: str, predicate: Term) -> tuple[str, str] | None:
    """Give role and words of the field whose text a part of a trial has; None where it is no field.

    >>> from kg.terms import LABEL
    >>> field_of("arm/1", LABEL)
    ('label', 'the label of arm 1')
    """
    if _NOT_OF_THE_RECORD.fullmatch(part) or (not part and predicate == LABEL):
        return None
    for field in FIELDS:
        if field.predicate == predicate and (found := re.fullmatch(field.part, part)):
            return field.role, field.words.format(*found.groups())
    name = re.sub(r".*[/#]|>", "", predicate) if predicate != LABEL else ""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    kind = " ".join(word for word in part.split("/") if not word.isdigit())
    return "background", "another part of the record ({})".format(" of ".join(filter(None, (spaced, kind))))
