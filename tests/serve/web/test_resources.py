"""Things over HTTP: forms, headers, conditions, and where things that are not there are."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from rdflib import RDFS, Graph

from kg.site.representation import ALL, DATA
from kg.terms import DEFAULT_BASE

TRIAL = "/trial/NCT06120127"
READERS = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdf": "xml"}
THINGS = [TRIAL, "/concept/NCIT:C71104", "/ontology", "/code/phase/PHASE2", "/vocabulary/trialkg", "/dataset"]
THINGS[1] = "/concept/NCIT:C15313"


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.name)
def test_suffix_format_and_accept_agree(web: httpx.Client, form: object) -> None:
    """A form is the same bytes by suffix, ?format= and Accept, and each answer says where it stands."""
    by_suffix = web.get(f"{TRIAL}.{form.name}")  # type: ignore[attr-defined]
    by_format = web.get(TRIAL, params={"format": form.name})  # type: ignore[attr-defined]
    by_accept = web.get(TRIAL, headers={"Accept": form.media_type})  # type: ignore[attr-defined]
    for answer in (by_suffix, by_format, by_accept):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == form.content_type  # type: ignore[attr-defined]
        assert answer.headers["content-location"] == f"{TRIAL}.{form.name}"  # type: ignore[attr-defined]
        assert answer.content == by_suffix.content
    assert "Accept" in by_accept.headers["vary"]


@pytest.mark.parametrize("path", THINGS)
def test_twins_say_the_same(web: httpx.Client, path: str) -> None:
    """Every data form holds the same triples; published JSON-LD leaves out labels of other things."""
    graphs = {}
    for form in DATA:
        answer = web.get(f"{path}.{form.name}")
        assert answer.status_code == 200, (path, form.name)
        graphs[form.name] = Graph().parse(data=answer.content, format=READERS[form.name])
    assert len(graphs["nt"]) > 2
    for name, graph in graphs.items():
        missing, more = graphs["nt"] - graph, graph - graphs["nt"]
        assert len(more) == 0, name
        labels_alone = path == TRIAL and name == "jsonld"
        assert {p for _, p, _ in missing} <= ({RDFS.label} if labels_alone else set()), name


def test_trial_as_jsonld_is_the_published_document(web: httpx.Client, example_build: Path) -> None:
    """The JSON-LD of a trial is byte for byte that of the dump."""
    published = (example_build / "jsonld" / "NCT06120127.jsonld").read_bytes()
    assert web.get(f"{TRIAL}.jsonld").content == published


def test_page_holds_schema_org(web: httpx.Client) -> None:
    """The page of a trial embeds what schema.org has words for, with the IRI of the trial."""
    page = web.get(f"{TRIAL}.html").text
    assert (
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"MedicalTrial"' in page
    )
    assert f'"@id":"{DEFAULT_BASE}trial/NCT06120127"' in page


def test_links_lead_to_every_other_form(web: httpx.Client) -> None:
    """Link names alternates, the canonical address and what describes the data; each leads somewhere."""
    answer = web.get(f"{TRIAL}.ttl")
    links = answer.headers["link"]
    for form in ALL:
        assert (f'<{TRIAL}.{form.name}>; rel="alternate"' in links) is (form.name != "ttl")
    assert f'<{TRIAL}>; rel="canonical"' in links
    assert '</.well-known/void>; rel="describedby"' in links
    assert web.get("/.well-known/void").headers["content-type"].startswith("text/turtle")


def test_what_the_client_has_is_not_sent_again(web: httpx.Client) -> None:
    """If-None-Match with the tag gets 304 with the headers of a 200; the tag of another form does not."""
    answer = web.get(f"{TRIAL}.ttl")
    tag = answer.headers["etag"]
    again = web.get(f"{TRIAL}.ttl", headers={"If-None-Match": f'"x", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag.replace("-gzip", ""))
    for name in ("vary", "cache-control", "content-location", "release"):
        assert again.headers[name] == answer.headers[name]
    assert web.get(f"{TRIAL}.nt", headers={"If-None-Match": tag}).status_code == 200


def test_compressed_answers_have_a_tag_of_their_own(web: httpx.Client) -> None:
    """gzip is the same content under another strong tag, and Vary says so."""
    plain = web.get(f"{TRIAL}.nt", headers={"Accept-Encoding": "identity"})
    packed = web.get(f"{TRIAL}.nt", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert plain.content == packed.content
    assert plain.headers["etag"] != packed.headers["etag"]
    assert "Accept-Encoding" in packed.headers["vary"]


def test_head_is_get_without_the_body(web: httpx.Client) -> None:
    """HEAD has the headers of GET."""
    head, get = web.head(f"{TRIAL}.ttl"), web.get(f"{TRIAL}.ttl")
    assert head.content == b""
    own = ("date", "x-request-id")
    assert {k: v for k, v in head.headers.items() if k not in own} == {
        k: v for k, v in get.headers.items() if k not in own
    }


def test_scripts_of_other_sites_may_read(web: httpx.Client) -> None:
    """CORS: any origin may read, and a preflight says with which methods and headers."""
    assert (
        web.get(TRIAL, headers={"Origin": "https://example.org"}).headers["access-control-allow-origin"]
        == "*"
    )
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    answer = web.options(TRIAL, headers=asked)
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    assert "Accept" in answer.headers["access-control-allow-headers"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_nothing_can_be_written(web: httpx.Client, method: str) -> None:
    """Other methods are refused with what is allowed."""
    answer = web.request(method, TRIAL)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("path", "status", "to"),
    [
        ("/trial/nct06120127", 301, TRIAL),
        ("/trial/nct06120127.ttl", 301, f"{TRIAL}.ttl"),
        ("/trial/NCT06120127/", 301, TRIAL),
        ("/concept/ncit:C15313", 301, "/concept/NCIT:C15313"),
        ("/dumps", 301, "/dumps/"),
        ("/trial/NCT06120127/arm/1.ttl", 303, f"{TRIAL}.ttl"),
    ],
)
def test_other_spellings_lead_to_the_right_one(web: httpx.Client, path: str, status: int, to: str) -> None:
    """Letter case, a slash at the end, and the data of a part are told apart and lead on."""
    answer = web.get(path)
    assert (answer.status_code, answer.headers.get("location")) == (status, to)
    assert web.get(to).status_code == 200


def test_former_id_leads_to_the_trial(web: httpx.Client, example_build: Path) -> None:
    """An id that the registry gave up leads to the trial for good."""
    import pyoxigraph

    from kg.store import open_build
    from kg.terms import TKG, inside

    store = open_build(example_build)
    former = list(store.quads_for_pattern(None, pyoxigraph.NamedNode(inside(TKG.formerId)), None, None))
    for quad in former:
        answer = web.get(f"/trial/{quad.object.value}")  # type: ignore[union-attr]
        expected = str(quad.subject)[1:-1].removeprefix(DEFAULT_BASE)
        assert (answer.status_code, answer.headers["location"]) == (301, f"/{expected}")


def test_unknown_trial_names_the_nearest(web: httpx.Client) -> None:
    """A trial that is not there is 404, with ids that look like it: as a page, and as problem+json."""
    answer = web.get("/trial/NCT06120128")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert (said["status"], said["title"], said["type"]) == (404, "Not Found", "about:blank")
    assert {"href": TRIAL, "title": "NCT06120127"} in said["choices"]
    page = web.get("/trial/NCT06120128", headers={"Accept": "text/html"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<a href="{TRIAL}">NCT06120127</a>' in page.text


def test_unknown_concept_names_the_nearest(web: httpx.Client) -> None:
    """A concept by a name that is nearly one is 404 with the concepts of names like it."""
    said = web.get("/concept/radiotherapi").json()
    assert any("radiotherapy" in one["title"] for one in said["choices"])


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        (TRIAL, "image/png"),
        (TRIAL, "text/turtle;q=0"),
        ("/about", "text/turtle"),
        (f"{TRIAL}?format=csv", "*/*"),
    ],
)
def test_form_that_there_is_not_is_refused(web: httpx.Client, path: str, accept: str) -> None:
    """406 says what there is."""
    answer = web.get(path, headers={"Accept": accept})
    assert answer.status_code == 406
    assert answer.json()["choices"]


def test_page_without_data_has_no_twin(web: httpx.Client) -> None:
    """A suffix of data on what is only a page is 404, not the page."""
    assert web.get("/about.ttl").status_code == 404
    assert web.get("/about.html").status_code == 200


def test_every_answer_names_the_release_and_is_guarded(web: httpx.Client, example_build: Path) -> None:
    """The release, a request id and the security headers are on every answer, errors included."""
    import hashlib

    name = hashlib.sha256((example_build / "manifest.json").read_bytes()).hexdigest()
    for path in (TRIAL, "/nothing", "/health", "/static/site.css", "/dumps/", "/%zz", "/sparql", "/queries/"):
        headers = web.get(path).headers
        assert headers["release"] == name, path
        assert len(headers["x-request-id"]) == 16
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers


def test_what_points_to_a_thing_comes_in_pages(web: httpx.Client) -> None:
    """Of a thing that much points to, the first thousand statements are given, and Link names the next."""
    first = web.get("/vocabulary/trialkg.nt")
    if 'rel="next"' in first.headers["link"]:
        second = web.get("/vocabulary/trialkg.nt?page=2")
        assert second.status_code == 200
        assert 'rel="prev"' in second.headers["link"]
        assert set(first.text.splitlines()) != set(second.text.splitlines())
    assert web.get("/vocabulary/trialkg.nt?page=99999").status_code == 404


def done_for_pages(web: httpx.Client) -> int:
    """Read how many jobs the workers of pages have done."""
    found = re.search(r"^kg_jobs_done_total (\d+)$", web.get("/metrics").text, re.MULTILINE)
    assert found
    return int(found[1])


def test_questions_do_not_take_the_workers_of_pages(web: httpx.Client) -> None:
    """Answers are made where queries run, so that a slow one holds up no page; a form is a page."""
    before = done_for_pages(web)
    assert "<table" in web.get("/ask/starts_per_year", params={"run": "1", "sort": "-year"}).text
    assert done_for_pages(web) == before
    assert web.get("/ask/starts_per_year", headers={"Accept": "text/html"}).status_code == 200
    assert done_for_pages(web) == before + 1
