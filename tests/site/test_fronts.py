"""The files of `kg site` behind nginx and Caddy, as deploy/ sets them up: forms, headers, errors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import rdflib

from kg.site.write import write
from tests.stores.conftest import CACHE, free_port, need, running

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
FORMS = ("ttl", "jsonld", "nt", "rdf")
SITE = "/srv/trialkg/site"
TRIAL = "/trial/NCT06120127"
# as root it would serve as somebody else, who may not look into the folders of tests
MAIN = """\
daemon off; user root; pid FOLDER/pid; error_log stderr;
events { }
http { access_log off; client_body_temp_path FOLDER/body; proxy_temp_path FOLDER/proxy;
  fastcgi_temp_path FOLDER/fastcgi; uwsgi_temp_path FOLDER/uwsgi; scgi_temp_path FOLDER/scgi;
  include FOLDER/site.conf; }
"""


@pytest.fixture(scope="module")
def site(example_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the examples."""
    folder = tmp_path_factory.mktemp("fronts") / "site"
    list(write(example_build, folder, "", FORMS, 1))
    return folder


def nginx(site: Path, folder: Path, port: int) -> list[str]:
    """Write the configuration with another folder and port, and give the command."""
    spelt = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    spelt = spelt.replace(SITE, str(site)).replace("listen 80;", f"listen 127.0.0.1:{port};")
    (folder / "site.conf").write_text(spelt, encoding="utf-8")
    (folder / "nginx.conf").write_text(MAIN.replace("FOLDER", str(folder)), encoding="utf-8")
    return [_program("usr/sbin/nginx"), "-e", "stderr", "-c", str(folder / "nginx.conf")]


def caddy(site: Path, folder: Path, port: int) -> list[str]:
    """Do the same for Caddy, which would else listen for an administrator too."""
    spelt = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    spelt = spelt.replace(SITE, str(site)).replace(":80 {", f"http://127.0.0.1:{port} {{")
    (folder / "Caddyfile").write_text("{\n\tadmin off\n}\n" + spelt, encoding="utf-8")
    program = _program("usr/bin/caddy")
    apart = [f"XDG_{kind}_HOME={folder}" for kind in ("CONFIG", "DATA")]
    return ["env", *apart, program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


def _program(path: str) -> str:
    kept = CACHE / "fronts" / path
    return need(kept if kept.is_file() else kept.name)


@pytest.fixture(scope="module", params=[nginx, caddy], ids=lambda one: one.__name__)
def front(
    request: pytest.FixtureRequest, site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of each web server."""
    folder, port = tmp_path_factory.mktemp("front"), free_port()
    address = f"http://127.0.0.1:{port}/"
    with (
        running(request.param(site, folder, port), folder, address),
        httpx.Client(base_url=address) as client,
    ):
        yield client


@pytest.mark.parametrize(
    ("accept", "media", "suffix"),
    [
        ("text/html,*/*;q=0.8", "text/html", "html"),
        ("text/turtle", "text/turtle", "ttl"),
        ("application/ld+json, */*", "application/ld+json", "jsonld"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/rdf+xml;q=0.9", "application/rdf+xml", "rdf"),
    ],
)
def test_form_is_chosen_by_accept(
    front: httpx.Client, site: Path, accept: str, media: str, suffix: str
) -> None:
    """One address gives the page or its data, and says by what it chose; the data have an address as well."""
    answer = front.get(TRIAL, headers={"Accept": accept})
    assert answer.status_code == httpx.codes.OK
    assert answer.headers["content-type"].partition(";")[0] == media
    assert "Accept" in answer.headers["vary"]
    assert answer.content == (site / f"{TRIAL[1:]}.{suffix}").read_bytes()
    twin = front.get(f"{TRIAL}.{suffix}", headers={"Accept": "*/*"})
    assert (twin.content, twin.headers["content-type"].partition(";")[0]) == (answer.content, media)


def test_start_description_and_missing_pages(front: httpx.Client) -> None:
    """The start page and the description are there; what is not there says so, as a page of the site."""
    assert front.get("/").headers["content-type"].startswith("text/html")
    described = front.get("/.well-known/void")
    assert described.headers["content-type"].startswith("text/turtle")
    assert len(rdflib.Graph().parse(data=described.text, format="turtle")) > 0
    missing = front.get("/trial/NCT00000000", headers={"Accept": "text/turtle"})
    assert missing.status_code == httpx.codes.NOT_FOUND
    assert missing.headers["content-type"].startswith("text/html")


def test_every_answer_is_kept_from_running_what_it_should_not(front: httpx.Client) -> None:
    """Pages, data and errors have the policy, and data may be read by scripts of other sites."""
    for path in ("/", f"{TRIAL}.ttl", "/nowhere"):
        headers = front.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert (headers["x-content-type-options"], headers["access-control-allow-origin"]) == ("nosniff", "*")
