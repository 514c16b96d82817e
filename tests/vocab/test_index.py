"""The index keeps what was added, whole or not at all, and finds names in a fixed order."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import VocabularyError
from kg.folding import fold
from kg.vocab.entry import About, Entry, Match, Name
from kg.vocab.index import Candidate, Index

ROOT = Path(__file__).parent.parent.parent


def about(name: str = "x") -> About:
    return About(name, name.upper(), "1", "CC0-1.0")


def entry(number: int, *names: str, kind: str = "drug", **more: object) -> Entry:
    named = [Name(text, "synonym" if place else "label") for place, text in enumerate(names)]
    return Entry(iri=f"https://x.test/{number}", kind=kind, names=named, **more)  # type: ignore[arg-type]


def test_candidates_come_in_the_order_of_vocabularies_then_types(index: Index) -> None:
    """The first vocabulary asked for comes first; in one vocabulary a label comes before a synonym."""
    index.add(about("a"), [entry(1, "Bevax", "Alphamab"), entry(2, "Alphamab")])
    index.add(about("b"), [entry(3, "alphamab")])
    found = index.named(fold("ALPHAMAB"), ["b", "a"])
    assert found == [
        Candidate("https://x.test/3", "drug", "b", "alphamab", "label"),
        Candidate("https://x.test/2", "drug", "a", "Alphamab", "label"),
        Candidate("https://x.test/1", "drug", "a", "Alphamab", "synonym"),
    ]


def test_only_the_vocabularies_asked_for_answer(index: Index) -> None:
    """A vocabulary that is not named gives no candidates."""
    index.add(about("a"), [entry(1, "Alphamab")])
    assert index.named(fold("alphamab"), ["b"]) == []


def test_obsolete_concepts_are_found_and_never_candidates(index: Index) -> None:
    """What a publisher has withdrawn can be searched for and is not linked."""
    added = index.add(about(), [entry(1, "Alphamab", obsolete=True)])
    assert (added.obsolete, index.named(fold("alphamab"), ["x"])) == (1, [])
    assert [each.obsolete for each in index.find("alphamab")] == [True]


def test_adding_again_replaces(index: Index) -> None:
    """A vocabulary of the same name takes the place of the old one, and others stay."""
    index.add(about("a"), [entry(1, "Alphamab"), entry(2, "Betamab", broader=["https://x.test/1"])])
    index.add(about("b"), [entry(3, "Gammamab")])
    index.add(about("a"), [entry(4, "Deltamab")])
    assert [(each.name, each.concepts) for each in index.vocabularies()] == [("a", 1), ("b", 1)]
    assert index.named(fold("alphamab"), ["a", "b"]) == []
    assert index.broader("https://x.test/2", ["a"]) == []
    assert index.label("https://x.test/3") == "Gammamab"


def test_interrupted_add_keeps_the_old(index: Index) -> None:
    """Where reading fails in the middle, the old vocabulary answers as before."""
    index.add(about(), [entry(1, "Alphamab")])

    def breaking() -> Iterator[Entry]:
        yield entry(2, "Betamab")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.add(about(), breaking())
    assert [each.label for each in index.find("alphamab")] == ["Alphamab"]
    assert index.named(fold("betamab"), ["x"]) == []


def test_killed_add_keeps_the_old(tmp_path: Path) -> None:
    """A process that is killed while it writes leaves the index as it was."""
    path = tmp_path / "vocabularies.sqlite"
    Index(path).add(about(), [entry(1, "Alphamab")])
    script = f"""
import os, signal
from pathlib import Path
from kg.vocab.entry import About, Entry, Name
from kg.vocab.index import Index

def entries():
    for number in range(400_000):
        yield Entry(f"https://x.test/{{number}}", "", [Name(f"name {{number}} " + "y" * 200, "label")])
        if number == 399_000:
            os.kill(os.getpid(), signal.SIGKILL)

Index(Path({str(path)!r})).add(About("x", "X", "2", "CC0-1.0"), entries())
"""
    done = subprocess.run([sys.executable, "-c", script], env={"PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == -9
    assert [each.version for each in Index(path).vocabularies()] == ["1"]
    assert len(Index(path).named(fold("alphamab"), ["x"])) == 1


def test_name_of_two_concepts_is_kept_and_reported(index: Index) -> None:
    """Both concepts answer to a name they share."""
    added = index.add(about(), [entry(1, "Alphamab"), entry(2, "Betamab", "alphamab")])
    assert (added.shared_count, added.shared) == (1, ["Alphamab"])
    assert len(index.named(fold("alphamab"), ["x"])) == 2


def test_cycle_is_kept_and_reported(index: Index) -> None:
    """A hierarchy that leads back to its start is told of, and does not hang what goes up it."""
    one, two = "https://x.test/1", "https://x.test/2"
    added = index.add(about(), [entry(1, "a one", broader=[two]), entry(2, "b two", broader=[one])])
    assert (added.cycle_count, added.cycles) == (1, [[one, two, one]])
    assert index.ancestors(one, ["x"]) == [two]


def test_ancestors_are_nearest_first(index: Index) -> None:
    """Every broader concept is listed once, level by level."""
    above = {3: [1, 2], 4: [3], 5: [4, 1]}
    entries = [
        entry(n, f"n {n}", broader=[f"https://x.test/{p}" for p in above.get(n, [])]) for n in range(1, 6)
    ]
    index.add(about(), entries)
    assert [iri[-1] for iri in index.ancestors("https://x.test/5", ["x"])] == ["1", "4", "3", "2"]


def test_drugs_over_drugs_are_classes(index: Index) -> None:
    """A drug with two drugs under it is a class; salts and forms that bear its name do not make one of it."""
    above, drug = ["https://x.test/1"], ["https://x.test/2"]
    members = [entry(2, "Alphamab", broader=above), entry(3, "Betamab", broader=above)]
    forms = [entry(4, "Alphamab hydrochloride", broader=drug), entry(5, "Oral alphamab", broader=drug)]
    added = index.add(about(), [entry(1, "Mabs"), *members, *forms])
    assert added.kinds == {"drug": 4, "drug class": 1}


def test_kind_comes_down_from_a_root(index: Index) -> None:
    """What is under Disease or Disorder of the NCI Thesaurus is a condition; what says otherwise stays."""
    base = "http://purl.obolibrary.org/obo/NCIT_"
    top = Entry(f"{base}C2991", "", [Name("Disease or Disorder", "label")])
    under = Entry(f"{base}C1", "", [Name("Some disease", "label")], broader=[f"{base}C2991"])
    below = Entry(f"{base}C2", "endpoint", [Name("Its end", "label")], broader=[f"{base}C1"])
    lowest = Entry(f"{base}C3", "", [Name("Later end", "label")], broader=[f"{base}C2"])
    added = index.add(about(), [lowest, below, under, top])
    assert added.kinds == {"condition": 2, "endpoint": 2}


def test_matches_are_said_both_ways(index: Index) -> None:
    """An exact match of one is one of the other, whichever file says so; a broad one is not."""
    exact, broad = Match("https://y.test/1", "exact"), Match("https://y.test/2", "broad")
    index.add(about(), [entry(1, matches=[exact, broad])])
    assert index.matches("https://x.test/1") == [exact, broad]
    assert index.matches("https://y.test/1") == [Match("https://x.test/1", "exact")]
    assert index.matches("https://y.test/2") == []


def test_entries_of_one_iri_are_one_concept(index: Index) -> None:
    """A concept that a file speaks of twice has the names of both."""
    index.add(about(), [entry(1, "Alphamab"), entry(1, "Betamab")])
    assert [each.label for each in index.find("betamab")] == ["Alphamab"]


def test_search_goes_from_exact_to_prefix_to_fuzzy(index: Index) -> None:
    """The same name comes before one that begins so; a misspelt name finds what is alike."""
    index.add(about(), [entry(1, "Regorafenib"), entry(2, "Regorafenib mesylate"), entry(3, "Sorafenib")])
    assert [(each.text, each.how) for each in index.find("regorafenib")] == [
        ("Regorafenib", "exact"),
        ("Regorafenib mesylate", "prefix"),
    ]
    assert [(each.text, each.how) for each in index.find("regorafenb")][:1] == [("Regorafenib", "fuzzy")]
    assert index.find("xylophone") == []


def test_source_of_a_name_is_kept(index: Index) -> None:
    """Where two sources use a name, both stand beside it, and it has the better type."""
    names = [Name("Alphamab", "synonym", "two"), Name("Alphamab", "label", "one")]
    index.add(about(), [Entry("https://x.test/1", "drug", names)])
    assert [(each.type, each.source) for each in index.find("alphamab")] == [("label", "one, two")]


@pytest.mark.parametrize("text", ["x" * 10_000, "تجربة سريرية", "ＰＤ－１阻害薬", "π-mab \u202e evil"])
def test_unusual_names_are_found(index: Index, text: str) -> None:
    """Long, right-to-left and full-width names are names like others."""
    index.add(about(), [entry(1, text)])
    assert [each.text for each in index.named(fold(text), ["x"])] == [text]
    assert [each.how for each in index.find(text)] == ["exact"]


def test_name_without_words_is_kept_and_not_found(index: Index) -> None:
    """A name of signs alone would equal every other such name."""
    index.add(about(), [entry(1, "+++", "plus")])
    assert (index.find("***"), index.named(fold("***"), ["x"])) == ([], [])


def test_index_without_a_file_is_empty(tmp_path: Path) -> None:
    """Reading makes no file and finds nothing."""
    index = Index(tmp_path / "none" / "vocabularies.sqlite")
    assert (index.vocabularies(), index.find("x"), index.label("x")) == ([], [], "")
    assert not (tmp_path / "none").exists()


def test_empty_vocabulary_is_refused(index: Index) -> None:
    """A file without a concept is not added, and the index can still be read."""
    with pytest.raises(VocabularyError, match="no concept"):
        index.add(about(), [])
    assert index.vocabularies() == []


def test_unknown_kind_is_refused(index: Index) -> None:
    """A kind that nobody knows is told with the kinds there are."""
    with pytest.raises(VocabularyError, match="none of biomarker, condition, drug"):
        index.add(about(), [entry(1, "Alphamab", kind="animal")])


def test_removing_what_is_not_there_names_what_is(index: Index) -> None:
    """A name that was never added is told with those that were."""
    index.add(about("a"), [entry(1, "Alphamab")])
    with pytest.raises(VocabularyError, match="there are: a"):
        index.remove("b")
    index.remove("a")
    assert index.vocabularies() == []


def test_other_files_are_told(tmp_path: Path) -> None:
    """A file that is no index, or one of another version, is told with what to do."""
    text = tmp_path / "text.sqlite"
    text.write_text("not a database, but long enough to be taken for one" * 100)
    with pytest.raises(VocabularyError, match="is not an index"):
        Index(text)
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE x (y)")
    connection.close()
    with pytest.raises(VocabularyError, match="add the vocabularies again"):
        Index(other)
