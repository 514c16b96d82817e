"""The site in a real browser: what a reviewer does on it, on a desk and on a phone, by light and by dark.

axe-core, as `make site-assets` fetches it, looks at every kind of page for what keeps people out.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

pytest.importorskip("playwright", reason="NO PLAYWRIGHT IS HERE: the site was not driven in a browser")
from playwright.sync_api import Browser, Page, Route, sync_playwright

from kg.serve.headers import SECURITY
from kg.site.write import write

from .conftest import Server

POLICY = "Content-Security-Policy"
ROOT = Path(__file__).parent.parent.parent.parent
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
DESK, PHONE = (1280, 900), (360, 780)
COMBINATION = "/ask/combination?a=radiotherapy&b=PD-1+inhibitor"
PAGES = (
    "/",
    "/search?q=sintilimab",
    "/search?q=nothing+of+the+kind",
    "/trial/NCT06120127",
    "/trial/NCT06120127/why?concept=NCIT:C132992",
    "/concept/NCIT:C132992",
    "/concept/NCIT:C124946",
    "/ask",
    COMBINATION,
    "/ask/starts_per_year?run=1",
    "/combinations",
    "/sparql/editor",
    "/record/study_details_page/NCT06120127",
    "/ontology",
    "/code/phase/PHASE2",
    "/about",
    "/dumps/",
    "/trial/NCT99999999",
)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-quic"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page as wide as asked for; whatever it asks of another host, or complains of, is a failure."""
    size, scheme = getattr(request, "param", (DESK, "light"))
    context = browser.new_context(
        base_url=server.url,
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        accept_downloads=True,
    )
    context.set_default_timeout(60_000)
    opened, wrong = context.new_page(), list[str]()
    opened.on("request", lambda asked: wrong.append(asked.url) if not _own(asked.url, server) else None)
    opened.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    context.close()
    assert [one for one in wrong if "404 (Not Found)" not in one] == []


def _own(url: str, server: Server) -> bool:
    return url.startswith((server.url, "data:", "blob:"))


def test_from_the_search_to_the_answer(page: Page) -> None:
    """Search, trial, drug, question, download: the way of a reviewer, by clicks alone."""
    page.goto("/")
    page.get_by_role("searchbox").first.fill("sintilmab")  # a slip of the pen
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("link", name="sintilimab").first.click()
    assert "sintilimab" in page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("main").locator("a[href='/trial/NCT06120127']").first.click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("IMPROVE")
    page.get_by_role("link", name="Ask", exact=True).click()
    page.get_by_role("main").locator("a[href^='/ask/combination']").first.click()
    page.get_by_label("first treatment").or_(page.locator("[name=a]")).first.fill("radiotherapy")
    page.locator("[name=b]").first.fill("PD-1 inhibitor")
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_selector("table")
    assert "NCT06120127" in page.get_by_role("main").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").first.click()
    rows = list(csv.DictReader(Path(download.value.path()).read_text(encoding="utf-8").splitlines()))
    assert {row["id"] for row in rows} == {"NCT06120127", "NCT06794086"}


@pytest.mark.parametrize(
    "page",
    [
        pytest.param((DESK, "light"), id="desk"),
        pytest.param((DESK, "dark"), id="dark", marks=pytest.mark.thorough),
        pytest.param((PHONE, "light"), id="phone", marks=pytest.mark.thorough),
    ],
    indirect=True,
)
def test_no_page_keeps_anybody_out(page: Page) -> None:
    """axe-core finds no violation of WCAG 2 A or AA on any kind of page."""
    if not AXE.is_file():
        if os.environ.get("CI") == "true":
            pytest.fail("axe-core is not here, and under CI it must be: make site-assets")
        pytest.skip("NO AXE-CORE IS HERE: accessibility was not checked; make site-assets fetches it")
    axe = AXE.read_text(encoding="utf-8")
    found = {address: broken for address in PAGES if (broken := _violations(page, address, axe))}
    assert found == {}


def _violations(page: Page, address: str, axe: str) -> list[str]:
    page.goto(address)
    page.evaluate(axe)
    rules = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}"
    report: dict[str, Any] = page.evaluate(f"axe.run(document, {rules})")
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in report["violations"]]


@pytest.mark.parametrize("page", [(PHONE, "light")], indirect=True, ids=["phone"])
def test_no_page_is_wider_than_a_phone(page: Page) -> None:
    """On 360 pixels nothing but tables, in their own frames, is scrolled sideways."""
    wide = {}
    for address in PAGES:
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE[0]:
            wide[address] = width
    assert wide == {}


def test_site_is_read_without_scripts(browser: Browser, server: Server) -> None:
    """Without JavaScript every page shows its content, and a question is asked and answered."""
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    page = context.new_page()
    for address in PAGES:
        page.goto(address)
        assert page.get_by_role("heading", level=1).is_visible(), address
    page.goto(COMBINATION)
    assert "NCT06120127" in page.get_by_role("main").inner_text()
    context.close()


def test_site_is_used_by_keyboard(page: Page) -> None:
    """The first stop skips to the content, and the notes of a trial's facts open by the space bar."""
    page.goto("/trial/NCT06120127")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    note = page.locator("details.note summary").first
    note.focus()
    page.keyboard.press("Space")
    assert page.locator("details.note[open]").count() == 1


@pytest.fixture(scope="session")
def copied(example_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the examples as files."""
    folder = tmp_path_factory.mktemp("copy") / "site"
    for _ in write(example_build, folder, "", (), 1):
        pass
    return folder


@pytest.mark.parametrize("place", ["http://copy.test/below/", "file://"])
def test_copy_is_searched_without_a_server(browser: Browser, copied: Path, place: str) -> None:
    """On a web server with our policy as on a disk, a synonym leads to its drug, and a title to its trial."""
    context = browser.new_context()
    page, wrong = context.new_page(), list[str]()
    page.on("console", lambda said: wrong.append(said.text))

    def answer(route: Route) -> None:
        path = unquote(urlsplit(route.request.url).path).removeprefix("/below/")
        route.fulfill(path=copied / path, headers={POLICY: SECURITY[POLICY]})

    page.route("http://copy.test/**", answer)
    page.goto((place if place != "file://" else f"file://{copied}/") + "trial/NCT06794086.html")
    page.get_by_role("searchbox").fill("Tyvyt")
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("link", name="sintilimab").click()
    assert page.get_by_role("heading", level=1).inner_text() == "sintilimab"
    page.get_by_role("searchbox").fill("improve chemo")
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("link").first.click()
    assert page.url.endswith("/trial/NCT06120127.html")
    page.get_by_role("searchbox").fill("nothing of the kind")
    page.keyboard.press("Enter")
    page.get_by_text("Nothing here has").wait_for()
    context.close()
    assert wrong == []
