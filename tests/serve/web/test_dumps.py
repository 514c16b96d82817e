"""Dumps, the sitemap and the other fixed places."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from pathlib import Path

import httpx
from rdflib import Graph

DUMP = "/dumps/nquads/vocabulary.nq.gz"


def test_dumps_are_listed_with_sizes_and_checksums(web: httpx.Client, example_build: Path) -> None:
    """The list, as JSON, names every published file; each is what it says."""
    listed = web.get("/dumps/", headers={"Accept": "application/json"}).json()
    files = [file for folder in listed["folders"] for file in folder["files"]]
    assert {file["path"].partition("/")[0] for file in files} >= {"nquads", "turtle", "jsonld", "void.ttl"}
    for file in files:
        content = (example_build / file["path"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        assert web.get(f"/dumps/{file['path']}").content == content, file["path"]


def test_dump_has_its_digest(web: httpx.Client) -> None:
    """Repr-Digest and the .sha256 beside a file are those of its bytes."""
    answer = web.get(DUMP)
    digest = hashlib.sha256(answer.content).digest()
    assert answer.headers["repr-digest"] == f"sha-256=:{base64.b64encode(digest).decode()}:"
    assert web.get(f"{DUMP}.sha256").text == f"{digest.hex()}  vocabulary.nq.gz\n"
    assert web.get(DUMP, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_download_goes_on_where_it_stopped(web: httpx.Client) -> None:
    """Ranges: a part, its end, one that is not there; If-Range with an old tag gives the whole."""
    whole = web.get(DUMP)
    half = len(whole.content) // 2
    first = web.get(DUMP, headers={"Range": f"bytes=0-{half - 1}"})
    rest = web.get(DUMP, headers={"Range": f"bytes={half}-", "If-Range": whole.headers["etag"]})
    assert (first.status_code, rest.status_code) == (206, 206)
    assert first.content + rest.content == whole.content
    assert rest.headers["content-range"] == f"bytes {half}-{len(whole.content) - 1}/{len(whole.content)}"
    assert web.get(DUMP, headers={"Range": "bytes=99999999-"}).status_code == 416
    changed = web.get(DUMP, headers={"Range": "bytes=5-", "If-Range": '"another"'})
    assert (changed.status_code, changed.content) == (200, whole.content)
    assert web.head(DUMP).headers["content-length"] == str(len(whole.content))


def test_sitemap_names_pages_that_are_there(web: httpx.Client) -> None:
    """Each file of the index is read, and the pages that it names answer."""
    base = "https://w3id.org/trialkg/"
    files = re.findall("<loc>(.*?)</loc>", web.get("/sitemap.xml").text)
    pages = []
    for file in files:
        content = web.get("/" + file.removeprefix(base)).content
        pages += re.findall("<loc>(.*?)</loc>", gzip.decompress(content).decode())
    assert f"{base}trial/NCT06120127" in pages
    for page in pages[:: max(1, len(pages) // 20)]:
        assert web.get("/" + page.removeprefix(base)).status_code == 200, page
    assert web.get("/sitemap/99.xml.gz").status_code == 404
    assert f"Sitemap: {base}sitemap.xml" in web.get("/robots.txt").text


def test_questions_are_examples_for_others(web: httpx.Client) -> None:
    """The examples are RDF, with the endpoint of the site."""
    graph = Graph().parse(data=web.get("/.well-known/sparql-examples").text, format="turtle")
    assert "https://w3id.org/trialkg/sparql" in {str(value) for value in graph.objects()}


def test_health_and_metrics_tell_how_it_is_doing(web: httpx.Client) -> None:
    """Health names the release; metrics count requests by kind of address, and never by what was asked."""
    assert web.get("/health").json()["status"] == "ready"
    web.get("/trial/NCT06120127")
    web.get("/some-made-up-kind/1")
    text = web.get("/metrics").text
    assert re.search(r'kg_requests_total\{kind="trial",method="GET",status="200"\} \d', text)
    assert "made-up" not in text
    assert re.search(r'kg_request_seconds_bucket\{kind="trial",le="\+Inf"\} \d', text)
    assert "kg_release_info{release=" in text
