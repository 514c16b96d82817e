"""Releases to look at: the examples, and records made to be hostile, contradictory and long."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.build import build
from kg.site import Asked, Release, find

HOSTILE = '<script>alert("x")</script>'
EVENTS = 130
NAMES = ["Drug: nivolumab", "Radiation: SBRT, 30 Gy in 5 fractions"]


@pytest.fixture(scope="session")
def release(example_build: Path) -> Release:
    """The examples, opened."""
    return Release(example_build)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Two records of one trial that differ, one of them hostile, with results and many sites."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "NCT09990001.json").write_text(json.dumps(study()), encoding="utf-8")
    (folder / "export.csv").write_text(ROW, encoding="utf-8")
    build([folder / "NCT09990001.json", folder / "export.csv"], folder / "output")
    return Release(folder / "output")


@pytest.fixture
def shown(release: Release) -> Callable[[str], str]:
    """Spell the page of the examples at an address."""
    return lambda address: html(release, address)


@pytest.fixture
def shown_made(made: Release) -> Callable[[str], str]:
    """Spell the page of the made records at an address."""
    return lambda address: html(made, address)


def html(release: Release, address: str) -> str:
    """Spell a page that is there."""
    path, _, query = address.partition("?")
    page = find(release, Asked.of(path, query))
    assert page is not None, f"nothing stands at {address}"
    return page.html()


ROW = (
    "TrialID,Public title,Recruitment Status,Target size,Study type,"
    "Intervention,Primary outcome,web address\n"
    "NCT09990001,Another title,Recruiting,80,Interventional,Drug: nivolumab,Overall survival,"
    "https://clinicaltrials.gov/show/NCT09990001\n"
)


def study() -> dict[str, Any]:
    """Make a study with hostile text, three sites more than a page lists, and results."""
    return {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT09990001", "briefTitle": f"Nivolumab {HOSTILE}"},
            "statusModule": {"overallStatus": "COMPLETED", "startDateStruct": {"date": "2020-03"}},
            "sponsorCollaboratorsModule": {"leadSponsor": {"name": f"Sponsor {HOSTILE}", "class": "OTHER"}},
            "descriptionModule": {"briefSummary": f"First line.\n\n* a point\n* {HOSTILE}"},
            "conditionsModule": {"conditions": ["Melanoma", HOSTILE]},
            "designModule": {
                "studyType": "INTERVENTIONAL",
                "phases": ["PHASE2"],
                "enrollmentInfo": {"count": 100, "type": "ACTUAL"},
            },
            "armsInterventionsModule": {
                "armGroups": [
                    {"label": "Both", "type": "EXPERIMENTAL", "interventionNames": NAMES},
                    {"label": HOSTILE, "type": "NO_INTERVENTION"},
                ],
                "interventions": [
                    {"type": "DRUG", "name": "nivolumab", "armGroupLabels": ["Both"]},
                    {"type": "RADIATION", "name": "SBRT, 30 Gy in 5 fractions", "armGroupLabels": ["Both"]},
                ],
            },
            "outcomesModule": {
                "primaryOutcomes": [{"measure": "Overall survival", "timeFrame": "2 years"}],
                "secondaryOutcomes": [{"measure": f"Outcome {n}"} for n in range(1, 12)],
            },
            "eligibilityModule": {
                "eligibilityCriteria": "Inclusion Criteria:\n\n* Age \\>= 18\n\n"
                "Exclusion Criteria:\n\n1. Pregnancy",
                "sex": "ALL",
                "minimumAge": "18 Years",
            },
            "contactsLocationsModule": {
                "locations": [
                    {"facility": f"Hospital {n}", "city": "Lyon", "country": "France"} for n in range(103)
                ]
            },
            "referencesModule": {
                "seeAlsoLinks": [{"label": "bait", "url": "javascript:alert(1)"}],
                "references": [{"pmid": "12345", "type": "RESULT", "citation": f"Paper {HOSTILE}"}],
            },
        },
        "resultsSection": results(),
    }


def results() -> dict[str, Any]:
    """Make results with one outcome measure and more events than a page lists."""
    group = {"id": "OG000", "title": f"Both {HOSTILE}"}
    return {
        "outcomeMeasuresModule": {
            "outcomeMeasures": [
                {
                    "type": "PRIMARY",
                    "title": f"Measure {n}",
                    "paramType": "MEDIAN",
                    "unitOfMeasure": "months",
                    "groups": [group],
                    "classes": [
                        {"categories": [{"measurements": [{"groupId": "OG000", "value": f"{n}.5"}]}]}
                    ],
                    "analyses": [{"groupIds": ["OG000"], "pValue": "0.03", "statisticalMethod": "Log Rank"}],
                }
                for n in range(1, 13)
            ]
        },
        "adverseEventsModule": {
            "eventGroups": [
                {"id": "EG000", "title": "Both", "seriousNumAffected": 3, "seriousNumAtRisk": 50}
            ],
            "seriousEvents": [
                {
                    "term": f"Event {n:03}",
                    "organSystem": "Vascular disorders",
                    "stats": [{"groupId": "EG000", "numAffected": 1, "numAtRisk": 50}],
                }
                for n in range(1, EVENTS + 1)
            ],
        },
    }
