"""The page of a trial, as a reviewer reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from kg.site import Asked, Release, addresses, find
from tests.site.conftest import EVENTS, HOSTILE

Shown = Callable[[str], str]
TRIAL = "/trial/NCT09990001"


def words(html: str) -> str:
    """Give the text of a page without its elements."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_who_receives_what_is_a_table_of_arms(shown: Shown) -> None:
    """Each treatment has a row with its role in each arm, its class, and the words it was read from."""
    page = shown("/trial/NCT06120127")
    row = next(row for row in page.split("<tr") if "from “Sintilimab”" in row)
    assert "sintilimab" in row
    assert "Investigational" in row
    assert "PD-1 inhibitor" in row
    assert 'href="/trial/NCT06120127/why?concept=' in row


def test_radiation_schedule_is_told_with_its_words(shown_made: Shown) -> None:
    """Dose, fractions and dose of each stand beside the words they were read from, and the arm."""
    row = next(row for row in shown_made(TRIAL).split("<tr") if "“30 Gy in 5 fractions”" in row)
    assert re.findall(r"<td>([^<]*)</td>", row)[1:] == ["30 Gy", "5", "6 Gy", "Ultrahypofractionated", "1"]


def test_trial_without_arms_says_so(shown: Shown) -> None:
    """Where the record names no arms, the page says it instead of showing an empty table."""
    assert "The record names no arms" in shown("/trial/NCT06794086")


def test_fact_opens_its_source_without_script(shown: Shown) -> None:
    """The source of a fact is an element that opens by itself, and names document and field."""
    page = shown("/trial/NCT06120127")
    note = re.search(r'<summary aria-label="Source of phase: record 1">.*?</details>', page, re.DOTALL)
    assert note
    assert "NCT06120127.study-details.txt" in note[0]
    assert "designModule" in note[0]


def test_records_that_differ_are_told_with_their_numbers(shown_made: Shown) -> None:
    """Two records of one trial are one page: each value with its source, and a word on the contradiction."""
    page = words(shown_made(TRIAL))
    assert "Sources contradict one another" in page
    assert re.search(r"Enrollment 100 \(actual\) 1 .*? 80 2 .*? Sources differ", page)


def test_second_place_of_a_record_is_told_beside_the_fact(shown: Shown) -> None:
    """Where one record gives two phases, both stand on the page, and that they differ."""
    page = words(shown("/trial/NCT06794086"))
    assert re.search(r"Phase .*? Phase 2 1 .*? said elsewhere in the record Sources differ", page)


def test_dates_that_say_less_do_not_contradict(shown: Shown) -> None:
    """A trial with one record contradicts nothing."""
    assert "Sources differ" not in shown("/trial/NCT06120127")


@pytest.mark.parametrize(
    "address", [TRIAL, f"{TRIAL}/results", f"{TRIAL}/results/events", f"{TRIAL}/sites", f"{TRIAL}/why"]
)
def test_text_of_a_trial_is_never_markup(shown_made: Shown, address: str) -> None:
    """A title with a script in it is shown as letters on every page, and no style or script is inline."""
    page = shown_made(address)
    assert HOSTILE not in page
    assert not re.search(r"""\sstyle=|\son\w+=|href=["']?javascript""", page)
    assert all('src="/static/' in tag or "ld+json" in tag for tag in re.findall(r"<script[^>]*>", page))


def test_address_from_a_record_is_linked_only_as_http(shown_made: Shown) -> None:
    """A reference to `javascript:` is words, and one to PubMed a link that passes nothing on."""
    page = shown_made(TRIAL)
    assert "bait" in page
    assert '<a href="https://pubmed.ncbi.nlm.nih.gov/12345/" rel="nofollow noopener">' in page


def test_criteria_are_lists(shown_made: Shown) -> None:
    """Bullets and numbers of the criteria are points of a list, and escapes are gone."""
    page = shown_made(TRIAL)
    assert re.search(r"<li class=\"deep0\">Age &gt;= 18</li>", page)
    assert re.search(r"<li class=\"deep0 numbered\">1\. Pregnancy</li>", page)


def test_many_outcomes_are_folded_and_none_is_lost(shown_made: Shown) -> None:
    """Of eleven secondary outcomes eight are open, and the others in an element that opens."""
    page = shown_made(TRIAL)
    assert "3 more secondary outcomes" in page
    assert all(f"Outcome {n}<" in page for n in range(1, 12))


def test_many_sites_have_a_page_of_their_own(shown_made: Shown) -> None:
    """The page of a trial counts them by country; the page of its sites lists them."""
    assert "103 sites in 1 country" in words(shown_made(TRIAL))
    assert "Hospital 17" not in shown_made(TRIAL)
    assert "Hospital 17" in shown_made(f"{TRIAL}/sites")


def test_results_are_paged_with_values_and_analyses(shown_made: Shown) -> None:
    """Ten outcome measures stand on the first page, the others on the second; each with value and p value."""
    first, second = shown_made(f"{TRIAL}/results"), shown_made(f"{TRIAL}/results?page=2")
    assert ("<td>10.5</td>" in first, "<td>11.5</td>" in first) == (True, False)
    assert ("<td>10.5</td>" in second, "<td>11.5</td>" in second) == (False, True)
    assert "Log Rank" in first
    assert f'href="{TRIAL}/results?page=2#outcome/11"' in shown_made(TRIAL)


def test_events_are_paged_with_shares(shown_made: Shown) -> None:
    """Fifty events stand on a page, under their organ system, with how many of how many and the per cent."""
    page = shown_made(f"{TRIAL}/results/events?serious=3")
    assert f"101–{EVENTS} of {EVENTS} serious events" in words(page)
    assert "Vascular disorders" in page
    assert "1 of 50 (2.0 %)" in page
    assert "Event 130" in page
    assert "Event 100" not in page


@pytest.mark.parametrize(("asked", "number"), [("0", 1), ("99999", 3), ("-1", 1), ("x", 1), ("", 1)])
def test_page_beyond_the_list_is_the_nearest(shown_made: Shown, asked: str, number: int) -> None:
    """A page that is not there shows the nearest one that is."""
    assert f"page {number} of 3" in words(shown_made(f"{TRIAL}/results/events?serious={asked}"))


@pytest.mark.parametrize(
    "path",
    [
        "/trial/NCT00000000",
        "/trial/<script>",
        "/trial/NCT06120127/results",
        "/trial/NCT06120127/results/events",
        "/trial/NCT00000000/why",
        "/trial/NCT00000000/sites",
        "/trial/NCT06120127/arm/99",
        "/site/none",
        "/record/none/NCT06120127",
        "/document/none",
    ],
)
def test_nothing_stands_where_nothing_is(release: Release, path: str) -> None:
    """An address that does not exist has no page."""
    assert find(release, Asked(path)) is None


def test_why_tells_words_and_arms(shown: Shown) -> None:
    """The explanation names the words, their place, and the arm."""
    page = words(shown("/trial/NCT06120127/why?concept=PD-1%20inhibitor"))
    assert "Yes: PD-1 inhibitor is among the treatments of NCT06120127." in page
    assert "Sintilimab" in page


def test_quality_notes_stand_on_the_page(shown: Shown) -> None:
    """What the quality report says of the trial is told on its page."""
    assert "It does not state:" in words(shown("/trial/NCT06120127"))


def test_headings_go_down_one_step_at_a_time(shown_made: Shown) -> None:
    """One first heading, and none skips a level."""
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", shown_made(TRIAL))]
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_no_two_elements_have_one_id(shown_made: Shown) -> None:
    """Anchors are unambiguous even where two records tell the same part."""
    ids = re.findall(r'\sid="([^"]*)"', shown_made(TRIAL))
    assert sorted(set(ids)) == sorted(ids)


def test_links_within_the_page_lead_somewhere(shown_made: Shown) -> None:
    """Every link to an anchor of the page has that anchor."""
    page = shown_made(TRIAL)
    ids = set(re.findall(r'\sid="([^"]*)"', page))
    assert set(re.findall(r'href="#([^"]*)"', page)) <= ids


def test_every_address_has_a_page(made: Release) -> None:
    """What the site says exists can be shown."""
    own = [
        path for path in addresses(made) if path.startswith(("/trial/", "/record/", "/document/", "/site/"))
    ]
    assert {f"{TRIAL}/results", f"{TRIAL}/results/events", f"{TRIAL}/sites", TRIAL} <= set(own)
    for path in own:
        page = find(made, Asked(path))
        assert page is not None, path
        assert page.html()


def test_part_of_a_trial_is_told(shown: Shown, release: Release) -> None:
    """A link, which the page of the trial shows only by its words, has a page with all that is said of it."""
    page = words(shown("/trial/NCT06120127/link/1"))
    assert "confidence" in page
    assert find(release, Asked("/trial/NCT06120127/arm/1")) is None


def test_site_lists_its_trials(made: Release, shown_made: Shown) -> None:
    """A site says where it is, and which trials are there."""
    path = next(path for path in addresses(made) if path.startswith("/site/hospital-17-"))
    page = words(shown_made(path))
    assert "City Lyon" in page
    assert "NCT09990001" in page


def test_record_and_document_tell_where_it_was_read(shown_made: Shown) -> None:
    """A record leads to its document, and the document back to its records."""
    record = shown_made("/record/ctgov_json/NCT09990001")
    document = re.search(r'href="(/document/[^"]*)"', record)
    assert document
    assert 'href="/record/ctgov_json/NCT09990001"' in shown_made(document[1])
