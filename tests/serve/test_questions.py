"""The questions over HTTP: as `kg query` answers them, with what is wrong told by parameter."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import httpx
import pytest

from kg.ask import Page, questions
from kg.serve.forms import FORMS
from kg.serve.questions import RESERVED
from kg.show import FORMATS
from kg.site import Release

HEADLINE = {"a": "radiotherapy", "b": "PD-1 inhibitor"}


def test_headline_question(served: httpx.Client) -> None:
    """The answer has its rows, and of how many they are in the document and in a header."""
    said = served.get("/queries/combination.json", params=HEADLINE)
    assert [row["id"] for row in said.json()["rows"]] == ["NCT06120127", "NCT06794086"]
    sentence = "2 of 10 trials; 5 of the 10 without arms"
    assert sentence == said.json()["counted"]["sentence"] == said.headers["x-counted"]


@pytest.mark.parametrize("suffix", [suffix for suffix in FORMS if suffix != "rq"])
def test_every_form(served: httpx.Client, example_build: Path, suffix: str) -> None:
    """Each form is what `kg query` writes, by its suffix, by Accept and by name."""
    release, form = Release(example_build), FORMS[suffix]
    answer = release.asker.answer(
        release.questions["trials_by_phase"], {"phase": ["Phase 2"]}, Page(limit=100)
    )
    expected = FORMATS[form.name](answer)
    by_suffix = served.get(f"/queries/trials_by_phase.{suffix}", params={"phase": "Phase 2"})
    by_accept = served.get(
        "/queries/trials_by_phase", params={"phase": "Phase 2"}, headers={"Accept": form.type}
    )
    by_name = served.get("/queries/trials_by_phase", params={"phase": "Phase 2", "format": suffix})
    assert [expected] * 3 == [one.content for one in (by_suffix, by_accept, by_name)]
    assert by_suffix.headers["content-type"] == form.media


def test_sparql_that_ran(served: httpx.Client) -> None:
    """`.rq` is the query with the values in it, which the SPARQL service answers alike."""
    text = served.get("/queries/combination.rq", params=HEADLINE).text
    rows = served.get("/sparql", params={"query": text, "format": "csv"}).text
    assert rows == served.get("/queries/combination.csv", params=HEADLINE).text


def test_several_values(served: httpx.Client) -> None:
    """A parameter that takes several values is repeated; one that does not, may not be."""
    both = served.get("/queries/trials_by_phase.json", params={"phase": ["PHASE1", "PHASE2"]}).json()["total"]
    each = [
        served.get("/queries/trials_by_phase.json", params={"phase": one}).json()["total"]
        for one in ("PHASE1", "PHASE2")
    ]
    assert max(each) <= both <= sum(each)
    said = served.get("/queries/combination.csv", params={"a": ["SBRT", "surgery"]})
    assert (said.status_code, said.json()["parameter"]) == (400, "a")


def test_pages_link_to_one_another(served: httpx.Client) -> None:
    """Following rel=next gives every row once, in the order of the whole."""
    whole = list(csv.reader(io.StringIO(served.get("/queries/trials.csv").text)))
    gathered, address = whole[:1], "/queries/trials.csv?limit=3"
    while address:
        said = served.get(address)
        gathered += list(csv.reader(io.StringIO(said.text)))[1:]
        after = said.links.get("next")
        address = str(said.url.join(after["url"])) if after else ""
    assert gathered == whole
    assert len(whole) == 11
    back: list[list[str]] = []
    while before := said.links.get("prev"):
        said = served.get(str(said.url.join(before["url"])))
        back = list(csv.reader(io.StringIO(said.text)))[1:] + back
    assert back == whole[1:10]
    assert set(served.get("/queries/trials.csv?limit=3&offset=3").links) == {"first", "prev", "next"}


@pytest.mark.parametrize(
    ("address", "status", "parameter", "words"),
    [
        ("combination.csv?a=SBRTT", 400, "a", "did you mean SBRT"),
        ("combination.csv?c=SBRT", 400, "c", "it has a, b"),
        ("trials_by_phase.csv?phase=9", 400, "phase", "PHASE1"),
        ("recruiting_near_a_point.csv?lat=91&lon=0", 400, "lat", "90"),
        ("trials.csv?limit=many", 400, "limit", "0 to 100"),
        ("trials.csv?limit=101", 400, "limit", "0 to 100"),
        ("trials.csv?offset=-1", 400, "offset", "0 to"),
        ("combinatoin.csv", 404, None, "did you mean combination"),
        ("combination.xlsx", 404, None, "csv"),
    ],
)
def test_wrong_values_are_told(
    served: httpx.Client, address: str, status: int, parameter: str | None, words: str
) -> None:
    """What cannot be asked names the parameter, and what is known instead."""
    said = served.get(f"/queries/{address}")
    assert (said.status_code, said.json().get("parameter")) == (status, parameter)
    assert words in said.json()["detail"]


def test_people_are_sent_to_pages(served: httpx.Client) -> None:
    """A browser is sent to the page of the question, with its parameters, or to the list."""
    browser = {"Accept": "text/html,*/*;q=0.8"}
    said = served.get("/queries/combination?a=SBRT", headers=browser)
    assert (said.status_code, said.headers["location"]) == (303, "/ask/combination?a=SBRT")
    assert served.get("/queries/combination.html").headers["location"] == "/ask/combination"
    assert served.get("/queries/", headers=browser).headers["location"] == "/ask"


def test_index_lists_every_question(served: httpx.Client) -> None:
    """The index has every question with its parameters, and leads to an answer."""
    listed = {one["name"]: one for one in served.get("/queries/").json()["questions"]}
    assert set(listed) == set(questions())
    assert listed["combination"]["parameters"][0]["example"] == "SBRT"
    assert served.get(f"/queries/{listed['trials']['forms']['tsv']}").status_code == 200


def test_no_parameter_is_called_as_a_reserved_one() -> None:
    """What chooses rows and form cannot be taken for a parameter of a question."""
    named = {param.name for question in questions().values() for param in question.params}
    assert named & set(RESERVED) == set()
