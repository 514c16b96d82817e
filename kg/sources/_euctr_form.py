"""The form behind every EUCTR record: its fields in their order, and their names as downloads spell them.

The EU Clinical Trials Register shows the EudraCT application form. Its text download names each field as
the form does (`E.5.1 Primary end point(s)`); the R package ctrdata makes a name for JSON of the same words
(`e51_primary_end_points`).
"""

from __future__ import annotations

import re
from functools import cache

from kg.sources._euctr_labels import FORM

HEADING_MARK = "= "
# what stands above section A, and the names ctrdata numbers it by
HEADER = {
    "EudraCT Number": "x1_eudract_number",
    "Sponsor's Protocol Code Number": "x2_sponsors_protocol_code_number",
    "National Competent Authority": "x3_national_competent_authority",
    "Clinical Trial Type": "x4_clinical_trial_type",
    "Trial Status": "x5_trial_status",
    "Date on which this record was first entered in the EudraCT database": (
        "x6_date_on_which_this_record_was_first_entered_in_the_eudract_database"
    ),
    "Link": "x7_link",
}
_TRANSLATION = re.compile(r"(.+)_([a-z]{2})")


def field_key(label: str) -> str:
    """Make the name that ctrdata gives a field.

    >>> field_key("E.5.1.1 Timepoint(s) of evaluation of this end point")
    'e511_timepoints_of_evaluation_of_this_end_point'
    """
    return re.sub(r"\s", "_", re.sub(r"[^a-z0-9_\s]", "", label.lower()))


def headings() -> list[str]:
    """List the headings of the form."""
    return [line.removeprefix(HEADING_MARK) for line in FORM if line.startswith(HEADING_MARK)]


@cache
def labels() -> dict[str, str]:
    """Give the label of each field by its name, in the order of the form."""
    fields = {field_key(line): line for line in FORM if not line.startswith(HEADING_MARK)}
    return {key: label for label, key in HEADER.items()} | fields


@cache
def places() -> dict[str, int]:
    """Give the place of each field in the form by its name."""
    return {key: place for place, key in enumerate(labels())}


def untranslated(key: str) -> tuple[str, str | None]:
    """Tell a field that a record states in another language than English.

    >>> untranslated("a3_full_title_of_the_trial_es")
    ('a3_full_title_of_the_trial', 'es')
    """
    found = _TRANSLATION.fullmatch(key)
    if found and key not in labels() and found[1] in labels():
        return found[1], found[2]
    return key, None


def label(key: str) -> str:
    """Name a field as the form does; one that the form does not have keeps its own name."""
    base, language = untranslated(key)
    words = labels().get(base.rstrip("_"), base)
    return f"{words} ({language})" if language else words
