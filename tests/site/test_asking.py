"""The start page, the search, the questions, the combinations and the editor."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import msgspec
import pytest

from kg.site import Asked, Release, addresses, find
from kg.site.answers import answer, size
from kg.site.search import suggestions

Shown = Callable[[str], str]


def test_start_page_counts_what_is_in_the_release(shown: Shown, release: Release) -> None:
    """Trials, records and sources are named with their numbers, and a question is one click away."""
    page = shown("/")
    assert f"<dt>trials</dt><dd>{release.manifest.trials}</dd>" in page
    assert "/ask/combination?a=radiotherapy&amp;b=PD-1+inhibitor" in page
    assert '<svg class="chart"' in page


def test_search_groups_what_it_finds(shown: Shown) -> None:
    """A synonym finds its concept, which says why it matched; a title finds its trial."""
    page = shown("/search?q=SBRT")
    assert "stereotactic body radiotherapy" in page and "synonym: <q>SBRT</q>" in page
    assert "/trial/NCT06794086" in page


@pytest.mark.parametrize("typed", ["nct06120127", "NCT06120127", " nct 06120127 "])
def test_id_of_a_trial_leads_to_it(release: Release, typed: str) -> None:
    """Who searches for an id is sent to the trial."""
    page = find(release, Asked("/search", (("q", typed),)))
    assert page and page.location == "/trial/NCT06120127"


def test_search_says_what_it_looked_for_instead(shown: Shown) -> None:
    """Where nothing has a word, the nearest word is looked for, and named."""
    assert "<b>sintilimab</b>" in shown("/search?q=sintilmab")


def test_search_without_a_hit_shows_a_way_on(shown: Shown) -> None:
    """Nothing found is no dead end."""
    assert "/ask/trials_by_condition" in shown("/search?q=zzqqxxyyzz")


@pytest.mark.parametrize(
    "query", ["q=a&kind=nonsense", "q=agent&kind=treatment&page=99999", "q=%00%22%2A", "", "page=-1"]
)
def test_search_answers_whatever_is_asked(shown: Shown, query: str) -> None:
    """Unknown kinds, pages out of bounds and signs of the query language are nothing special."""
    assert "<h1>" in shown(f"/search?{query}")


def test_hostile_words_and_titles_stay_text(shown_made: Shown) -> None:
    """Neither a title of the data nor the words of the visitor are markup."""
    for address in ("/search?q=<script>alert(1)</script>", "/search?q=Nivolumab+script", "/ask/trials?run=1"):
        page = shown_made(address)
        assert "&lt;script&gt;" in page
        assert not re.search(r"<script>|<script (?!src=)", page)


def test_suggestions_are_few_and_of_the_kind(release: Release) -> None:
    """Completions are concepts of the kind that is asked for, bounded in number."""
    body = json.loads(suggestions(release, Asked.of("/suggest", "q=a&kind=condition")))
    kinds = {one["kind"] for one in body["suggestions"]}
    assert 0 < len(body["suggestions"]) <= 20
    assert kinds <= {"condition", "stage", "biomarker"}


def test_every_question_has_a_form(shown: Shown, release: Release) -> None:
    """The list names all of them; each shows its fields, labelled, and its SPARQL or what it needs."""
    listed = shown("/ask")
    for name, question in release.questions.items():
        assert f'href="/ask/{name}"' in listed
        page = shown(f"/ask/{name}")
        for param in question.params:
            assert f'name="{param.name}"' in page
        labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', page))
        typed = set(re.findall(r'<(?:input|select) id="([^"]+)"', page))
        assert typed <= labelled


def test_answer_says_of_how_many_and_links_to_trials(shown: Shown) -> None:
    """The headline question: sentence, linked trial, downloads and its SPARQL."""
    page = shown("/ask/combination?a=radiotherapy&b=PD-1+inhibitor")
    assert "2 of 10 trials; 5 of the 10 without arms." in page
    assert '<a href="/trial/NCT06120127">NCT06120127</a>' in page
    assert "/queries/combination.csv?a=radiotherapy&amp;b=PD-1+inhibitor" in page
    assert "SELECT ?id" in page


def test_answer_is_sorted_by_a_column(shown: Shown) -> None:
    """A head sorts, again the other way; the page says which column it is sorted by."""
    up, down = (re.findall(r"/trial/(NCT\d+)", shown(f"/ask/trials?run=1&sort={by}")) for by in ("id", "-id"))
    assert up == sorted(up) and down == up[::-1]
    assert 'aria-sort="descending"' in shown("/ask/trials?run=1&sort=-id")


def test_wrong_value_is_told_beside_its_field(shown: Shown) -> None:
    """What is not known is named, with what is near it, and the other fields keep their values."""
    page = shown("/ask/combination?a=radiotherpay&b=sintilimab")
    assert 'id="a-error"' in page and "Perhaps radiotherapy" in page
    assert 'value="sintilimab"' in page and 'id="answer"' not in page


def test_code_that_is_none_is_told_with_those_there_are(shown: Shown) -> None:
    """A code outside of its list is an error of its field."""
    assert "PHASE3" in shown("/ask/trials_by_phase?phase=PHASE9").partition("Error:")[2]


def test_needed_value_is_asked_for(shown: Shown) -> None:
    """A parameter without a default says that it needs a value once the question is asked."""
    assert "A value is needed" in shown("/ask/serious_events_by_arm?least=1")


@pytest.mark.parametrize("path", ["/ask/nonesuch", "/ask/combination/more", "/ask/../etc"])
def test_question_that_is_none_has_no_page(release: Release, path: str) -> None:
    """Only questions have pages."""
    assert find(release, Asked(path)) is None


def test_page_of_rows_beyond_the_last_is_the_last(shown: Shown) -> None:
    """A page number out of bounds shows the nearest page."""
    assert "1–10 of 10 rows" in shown("/ask/trials?run=1&page=777")


def test_series_is_drawn_and_matrix_too(shown: Shown) -> None:
    """Years become columns, pairs of classes a matrix."""
    assert '<svg class="chart"' in shown("/ask/starts_per_year?run=1")
    assert '<table class="matrix">' in shown("/ask/classes_together?least=1")


def test_cell_of_the_matrix_leads_to_its_trials(shown: Shown) -> None:
    """A count of combinations is the number of trials that its link lists."""
    page = shown("/combinations?treatment=radiotherapy&treatment=PD-1+inhibitor")
    cell = re.search(
        r'href="/ask/combination\?a=radiotherapy&amp;b=PD-1\+inhibitor">(\d+)<small>of (\d+)', page
    )
    assert cell and cell.groups() == ("1", "2")
    assert "2 of 10 trials" in shown("/ask/combination?a=radiotherapy&b=PD-1+inhibitor")


def test_combinations_narrow_to_a_condition(shown: Shown) -> None:
    """Of a condition, only its trials count, and its name is in the heading."""
    page = shown("/combinations?condition=colorectal+cancer")
    assert "combine in colorectal cancer" in page and 'class="matrix"' in page


def test_unknown_treatment_of_the_matrix_is_told(shown: Shown) -> None:
    """What was picked and is not known stays in the form with what is near it."""
    page = shown("/combinations?treatment=sintilmab")
    assert "nothing is called “sintilmab”" in page and "Perhaps sintilimab" in page


def test_editor_is_a_form_without_scripts(shown: Shown) -> None:
    """The query is in a text area that /sparql answers; an example may stand in it, or any text, escaped."""
    assert 'action="/sparql"' in shown("/sparql/editor")
    assert "tkg:startDate" in shown("/sparql/editor?example=starts_per_year")
    assert "&lt;/textarea&gt;" in shown("/sparql/editor?query=</textarea>")


def test_every_page_stands_at_its_address(release: Release) -> None:
    """What a static site is made of is there: the start, the questions, the matrix, the editor."""
    listed = set(addresses(release))
    assert {"/", "/ask", "/ask/combination", "/combinations", "/sparql/editor"} <= listed


def test_answers_are_kept_by_what_they_take(release: Release) -> None:
    """An answer is estimated by its cells, and asked for again it is the one that is kept."""
    found = answer(release, "starts_per_year", ())
    assert answer(release, "starts_per_year", ()) is found
    assert size(found) > 100 * len(found.rows) * len(found.columns) > 0
    assert size(msgspec.structs.replace(found, rows=found.rows * 2)) == 2 * size(found)
