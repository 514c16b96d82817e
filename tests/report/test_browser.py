"""The pages of the quality report in a real browser: whole, narrow, and without a word to anybody."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Browse = Callable[..., subprocess.CompletedProcess[str]]

QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--enable-logging=stderr",
)
# a page that shows another one at the width of a phone, and writes down how wide that one becomes
FRAME = """<!doctype html><title>frame</title>
<iframe id="page" src="{page}" style="width:390px;height:2000px;border:0"></iframe>
<script>
document.getElementById("page").addEventListener("load", (event) => {{
  const root = event.target.contentDocument.documentElement;
  document.title = root.scrollWidth + " of " + root.clientWidth;
}});
</script>"""


@pytest.fixture
def browse(chromium: str, tmp_path: Path) -> Browse:
    """Open an address, and give the document as it is in the end and what the browser logged."""

    def opened(address: str, *options: str) -> subprocess.CompletedProcess[str]:
        command = [chromium, *QUIET, f"--user-data-dir={tmp_path / 'profile'}", *options, "--dump-dom"]
        return subprocess.run([*command, address], capture_output=True, text=True, check=True, timeout=120)

    return opened


@pytest.mark.parametrize("name", ["index.html", "trials-0000.html"])
def test_page_opens_whole_and_loads_nothing(example_build: Path, browse: Browse, name: str) -> None:
    """A page opens with all its sections and logs nothing; loading is forbidden to it, and logged."""
    page = example_build / "report" / name
    opened = browse(page.as_uri())
    assert "CONSOLE" not in opened.stderr
    assert opened.stdout.count("<section") == page.read_text(encoding="utf-8").count("<section")


def test_page_that_loads_something_is_found_out(example_build: Path, tmp_path: Path, browse: Browse) -> None:
    """A picture from another host, put into the page, is refused and logged: the test above can fail."""
    page = (example_build / "report" / "index.html").read_text(encoding="utf-8")
    picture = '<img src="http://127.0.0.1:9/x.png">'
    (tmp_path / "index.html").write_text(page.replace("<main>", f"<main>{picture}"), encoding="utf-8")
    assert "Content Security Policy" in browse((tmp_path / "index.html").as_uri()).stderr


@pytest.mark.parametrize("name", ["index.html", "trials-0000.html"])
def test_page_is_no_wider_than_a_phone(
    example_build: Path, tmp_path: Path, browse: Browse, name: str
) -> None:
    """At 390 pixels nothing sticks out: wide tables and charts scroll inside themselves."""
    frame = tmp_path / "frame.html"
    frame.write_text(FRAME.format(page=(example_build / "report" / name).as_uri()))
    opened = browse(frame.as_uri(), "--allow-file-access-from-files", "--virtual-time-budget=5000")
    assert "<title>390 of 390</title>" in opened.stdout
