"""Pages of what is no trial: concepts, organisations, codes, the ontology, vocabularies, lists."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from itertools import pairwise

import pyoxigraph
import pytest

from kg.search.members import of_concept, paths, standing
from kg.search.standing import NAMED
from kg.site import Asked, Release, addresses, find
from kg.site.entity import hierarchy
from kg.site.entity.neighbours import MOST, UP, picture, tied
from kg.site.things import Thing
from kg.terms import CONCEPTS, LABEL, ONTOLOGY, SKOS, TKG, A
from tests.site.conftest import HOSTILE, html

Shown = Callable[[str], str]
PD1, SINTILIMAB, FOLFOX, RADIOTHERAPY = (
    f"/concept/NCIT:{code}" for code in ("C124946", "C132992", "C11197", "C15313")
)


def words(page: str) -> str:
    """Give the text of a page without its elements."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def own(release: Release, *begins: str) -> list[str]:
    return [path for path in addresses(release) if path.startswith(begins)]


@pytest.fixture(scope="module")
def broken(made: Release, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A build with what no table of ours lets through: a circle, a concept without a name, a hostile name."""
    folder = tmp_path_factory.mktemp("broken") / "output"
    shutil.copytree(made.build, folder)
    store = pyoxigraph.Store(str(folder / "store"))
    graph = pyoxigraph.NamedNode(f"{made.base}graph/vocabulary")

    def node(name: str) -> pyoxigraph.NamedNode:
        return pyoxigraph.NamedNode(CONCEPTS + name)

    def say(one: str, predicate: str, value: pyoxigraph.NamedNode | pyoxigraph.Literal) -> None:
        store.add(pyoxigraph.Quad(node(one), pyoxigraph.NamedNode(predicate[1:-1]), value, graph))

    for name in ("one", "two", "bare", "bad"):
        say(name, A, pyoxigraph.NamedNode(TKG.Concept[1:-1]))
    say("one", LABEL, pyoxigraph.Literal("one"))
    say("two", LABEL, pyoxigraph.Literal("two"))
    say("bad", LABEL, pyoxigraph.Literal(HOSTILE))
    say("bad", SKOS.exactMatch, pyoxigraph.NamedNode("javascript:alert(1)"))
    for one, other in (("one", "two"), ("two", "one"), ("one", "one"), ("bare", "two"), ("bad", "bare")):
        say(one, SKOS.broader, node(other))
    store.flush()
    return Release(folder)


def test_every_address_has_a_page(release: Release) -> None:
    """Every concept that a trial has, and each organisation, code, list, vocabulary and kind has a page."""
    few = ("/organization/", "/code", "/ontology", "/vocabulary/", "/browse")
    named = [f"/concept/{path.partition('/concept/')[2]}" for path in own(release, "/concept/")]
    for path in [*own(release, *few), *named[:: max(1, len(named) // 300)]]:
        page = find(release, Asked(path))
        assert page is not None, path
        assert page.html(), path
    assert {PD1, SINTILIMAB, FOLFOX, RADIOTHERAPY} <= set(named)


def test_concept_tells_names_place_and_trials(shown: Shown) -> None:
    """A class has its synonyms, its way to the top, its kinds with their trials, and the trials of both."""
    page = words(shown(PD1))
    assert "Drug class PD-1 inhibitor" in page
    assert "anti-PD-1 antibody" in page
    assert "immune checkpoint inhibitor › PD-1/PD-L1 inhibitor › PD-1 inhibitor" in page
    assert re.search(r"sintilimab 1 trial\b", page)
    assert "NCT06120127" in page


def test_trials_are_told_apart_by_how_they_name_it(release: Release, shown: Shown) -> None:
    """Of the trials of a class, those that name it, and those that name a kind of it, add up to all."""
    concept = release.search.called("chemotherapy", ["drug class", "procedure"])
    assert concept is not None
    counted = standing(release.search, of_concept(concept))
    by_name = [sum(n for how, n in counted.items() if how & NAMED == value) for value in (NAMED, 0)]
    assert all(by_name)
    assert sum(by_name) == concept.trials
    listed = [set(paths(release.search, of_concept(concept), NAMED, value, 99, 0)) for value in (NAMED, 0)]
    assert [len(one) for one in listed] == by_name
    page = shown(f"{concept.path}?of=narrower")
    assert all(f'href="{path}"' in page for path in listed[1])
    assert not [path for path in listed[0] if f'href="{path}"' in page]


def test_trials_can_be_chosen_by_role(shown: Shown) -> None:
    """A treatment's trials are shown by the role in which they give it."""
    assert re.search(r'of=investigational#trials">investigational', shown(SINTILIMAB))
    assert "NCT06120127" in shown(f"{SINTILIMAB}?of=investigational")
    assert "of=sham" not in shown(SINTILIMAB)


@pytest.mark.parametrize("query", ["of=nonsense", "page=99999", "page=-1", "page=x", "of=sham&page=3"])
def test_what_cannot_be_asked_shows_what_is_there(shown: Shown, query: str) -> None:
    """A sort of trials, or a page, that there is not leaves a whole page."""
    assert 'id="trials"' in shown(f"{RADIOTHERAPY}?{query}")


def test_pages_of_trials_hold_each_once(release: Release) -> None:
    """All pages together list as many trials as the heading says."""
    page = find(release, Asked(RADIOTHERAPY))
    assert page is not None
    paging = page.content["trials"].paging
    found = [
        one.id
        for number in range(1, paging.pages + 1)
        for one in find(release, Asked(RADIOTHERAPY, (("page", str(number)),))).content["trials"].trials  # type: ignore[union-attr]
    ]
    assert len(found) == len(set(found)) == paging.total


def test_regimen_tells_its_components_and_they_it(shown: Shown) -> None:
    """FOLFOX contains fluorouracil, and the page of fluorouracil says so."""
    page = shown(FOLFOX)
    link = re.search(r'<a href="(/concept/[^"]*)">fluorouracil</a>', page)
    assert "Contains" in page
    assert link
    assert re.search(r"Regimens that contain it.*FOLFOX", words(shown(link[1])))


def test_picture_is_linked_told_in_words_and_capped(shown: Shown) -> None:
    """The picture names its neighbours in its label, links to them, and draws no more than fit."""
    drawn = re.search(
        r"<svg viewBox[^>]*>.*?</svg>", shown(PD1)[shown(PD1).index('class="neighbours"') :], re.S
    )
    assert drawn
    assert "is a kind of PD-1/PD-L1 inhibitor" in drawn[0]
    assert f'href="{SINTILIMAB}"' in drawn[0]
    many = [Thing(f"<x:{n}>", f"thing {n}", "/x") for n in range(100)]
    found = picture("all", [tied("first", UP, many, 90), tied("second", UP, many, 90)])
    assert found is not None
    assert sum(len(group.spots) for group in found.groups) == MOST
    assert picture("alone", [tied("first", UP, [], 9)]) is None


def test_questions_are_asked_of_it(release: Release, shown: Shown) -> None:
    """A link to a question carries the concept, and the question takes it."""
    page = shown(PD1)
    assert 'href="/ask/trials_by_treatment?treatment=PD-1+inhibitor"' in page
    assert 'href="/queries/trials_by_treatment.csv?treatment=PD-1+inhibitor"' in page
    assert "trials_by_condition" not in page
    assert find(release, Asked.of("/ask/trials_by_treatment", "treatment=PD-1+inhibitor")) is not None


def test_organization_tells_what_it_was_recognised_as_and_why(release: Release) -> None:
    """A sponsor whose name is known leads to the known organisation, by which words, and to the evidence."""
    pages = {path: html(release, path) for path in own(release, "/organization/")}
    known = [page for page in pages.values() if "by the words" in page]
    assert known
    for page in known:
        evidence = re.search(r'\(<a href="(/trial/[^"]*)">evidence</a>\)', page)
        assert evidence
        assert find(release, Asked(evidence[1])) is not None
    assert any("as lead sponsor" in page for page in pages.values())
    assert any("as collaborator" in page for page in pages.values())


def test_sponsor_with_a_hostile_name_is_shown_as_letters(made: Release) -> None:
    """The name of a sponsor is never markup, and its trial is listed with its title as letters."""
    path = next(path for path in own(made, "/organization/") if "script" in path)
    page = html(made, path)
    assert HOSTILE not in page
    assert "Sponsor &lt;script&gt;" in page
    assert "NCT09990001" in page


def test_circle_in_the_hierarchy_ends(broken: Release) -> None:
    """A concept that is above itself has a page, and a way to the top without itself."""
    page = words(html(broken, "/concept/one"))
    assert "two › one" in page
    assert all(len(way) <= hierarchy.STEPS for way in hierarchy.ways(broken, f"<{CONCEPTS}one>"))


def test_concept_without_a_name_is_called_as_its_iri_ends(broken: Release) -> None:
    """It has a page, and stands among the kinds of what is above it, after those with names."""
    assert "<h1>bare</h1>" in html(broken, "/concept/bare")
    assert "bare 0 trials" in words(html(broken, "/concept/two"))


def test_hostile_name_of_a_concept_is_letters(broken: Release) -> None:
    """Neither page nor picture lets a name become markup, and only web addresses are links."""
    for path in ("/concept/bad", "/concept/bare", "/browse/drug"):
        page = html(broken, path)
        assert HOSTILE not in page
        assert not re.search(r"""\sstyle=|\son\w+=|href=["']?javascript""", page)


def test_concept_without_trials_says_so(broken: Release) -> None:
    """Where no trial has it, the page says it, and draws nothing about trials."""
    page = html(broken, "/concept/bad")
    assert "No trial of this release." in page
    assert "by-year" not in page


def test_code_lists_its_trials(shown: Shown) -> None:
    """A code says of what list it is, by which property it is said, and of which trials."""
    page = words(shown("/code/phase/PHASE2"))
    assert "Code lists › Phase" in page
    assert "phase" in page
    assert "NCT06120127" in page
    assert "/code/phase/PHASE2" in shown("/code/phase")
    assert re.search(r"Trials with a site there \d", words(shown("/code/country/CN")))
    assert 'href="/ask/trials_by_country_and_status?country=China"' in shown("/code/country/CN")
    assert "/code/phase" in shown("/code")


def test_every_term_of_the_ontology_has_its_anchor(release: Release, shown: Shown) -> None:
    """The page has a row for each class and property that is declared, and what is used has a number."""
    page = shown("/ontology")
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert sorted(set(ids)) == sorted(ids)
    graph = pyoxigraph.Store()
    graph.load(path=str(release.build / "ontology" / "trialkg.ttl"), format=pyoxigraph.RdfFormat.TURTLE)
    label = pyoxigraph.NamedNode(LABEL[1:-1])
    terms = {str(quad.subject)[1:-1] for quad in graph.quads_for_pattern(None, label, None)}
    assert {term.removeprefix(ONTOLOGY) for term in terms if term.startswith(ONTOLOGY)} <= set(ids)
    assert re.search(r'id="hasArm".*?<td class="n">[1-9]', page, re.S)
    assert re.search(r'id="Concept".*?<td class="n">[1-9]', page, re.S)


def test_vocabulary_tells_its_release_and_terms(release: Release) -> None:
    """Each vocabulary that was used says which release it is, and on which terms."""
    (path,) = own(release, "/vocabulary/")
    page = words(html(release, path))
    assert "Release 0.1.0" in page
    assert "CC BY 4.0" in page
    assert "NCIT" in page


def test_lists_are_ordered_by_trials_or_by_name(release: Release) -> None:
    """What most trials have comes first; by name, the alphabet decides."""
    by_trials = find(release, Asked("/browse/drug"))
    by_name = find(release, Asked("/browse/drug", (("by", "name"),)))
    assert by_trials is not None
    assert by_name is not None
    numbers = [one.trials for one in by_trials.content["things"]]
    names = [one.label.casefold() for one in by_name.content["things"]]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > 0
    assert names == sorted(names)


def test_headings_go_down_one_step_at_a_time(shown: Shown) -> None:
    """One first heading, and none skips a level, on every kind of page."""
    for path in (PD1, FOLFOX, "/code/phase/PHASE2", "/ontology", "/browse", "/browse/drug", "/code"):
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", shown(path))]
        assert levels.count(1) == 1, path
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), path


@pytest.mark.parametrize(
    "path",
    [
        "/concept/NCIT:C0",
        "/concept/nowhere",
        "/concept/none:1",
        "/concept/<script>",
        "/organization/none",
        "/code/phase/NONE",
        "/code/none",
        "/vocabulary/none",
        "/browse/none",
    ],
)
def test_nothing_stands_where_nothing_is(release: Release, path: str) -> None:
    """An address that does not exist has no page."""
    assert find(release, Asked(path)) is None


def test_index_counts_what_the_store_says(release: Release) -> None:
    """The index counts for a concept as many trials as the store says involve it."""
    found = release.store.query(
        f"SELECT (COUNT(DISTINCT ?trial) AS ?n) WHERE {{ GRAPH ?g {{ ?trial a {TKG.Trial} ;"
        f" {TKG.involves} <http://purl.obolibrary.org/obo/NCIT_C15313> }} }}"
    )
    counted = release.search.concept("http://purl.obolibrary.org/obo/NCIT_C15313")
    assert counted is not None
    assert int(next(iter(found))[0].value) == counted.trials  # type: ignore[arg-type]


def test_page_depends_on_the_build_alone(made: Release, broken: Release) -> None:
    """Pages do not tell where the build lies."""
    path = "/code/overall-status/COMPLETED"
    assert html(made, path) == html(broken, path)
