"""Countries: recognised in the spellings that are met, and coded as ISO 3166-1 has them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from kg.compose import Composer
from kg.content import content
from kg.countries import country_code, country_names
from kg.lexicon import lexicon
from kg.sources import Read, read
from kg.terms import DEFAULT_BASE, TKG
from kg.vocabulary import rows

TABLE = [row for _, row in rows(content("ontology") / "countries.tsv")]


def test_codes_are_those_of_iso() -> None:
    """The 249 countries of ISO 3166-1 and Kosovo, each once, with codes of two and of three letters."""
    coded = [row for row in TABLE if row["alpha2"]]
    assert len({row["alpha2"] for row in coded}) == len({row["alpha3"] for row in coded}) == len(coded) == 250
    assert all(re.fullmatch("[A-Z]{2}", row["alpha2"]) for row in coded)
    assert all(re.fullmatch("[A-Z]{3}", row["alpha3"]) for row in coded)


def test_no_name_means_two_countries() -> None:
    """Every spelling of the table, the label included, leads to the code of its own row."""
    wrong = [
        name
        for row in TABLE
        for name in [row["label"], *filter(None, row["names"].split(" | "))]
        if (country_code(name) or "") != row["alpha2"]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Korea, Republic of", "KR"),
        ("Korea, Democratic People's Republic of", "KP"),
        ("Congo, The Democratic Republic of the", "CD"),
        ("Congo", "CG"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Turkey (Türkiye)", "TR"),
        ("Türkiye", "TR"),
        ("Turkiye", "TR"),
        ("The Netherlands", "NL"),
        ("MALAYSIA", "MY"),
        ("Côte d’Ivoire", "CI"),
        ("USA", "US"),
        ("England", "GB"),
        ("Northern  Ireland ", "GB"),
        ("Burma", "MM"),
        ("Swaziland", "SZ"),
        ("Macedonia, The Former Yugoslav Republic of", "MK"),
        ("Hong Kong", "HK"),
        ("Georgia", "GE"),
    ],
)
def test_spellings_have_one_code(name: str, code: str) -> None:
    """Old and new names, articles, accents and case lead to the code of today."""
    assert country_code(name) == code


@pytest.mark.parametrize("name", ["", "Wuhan", "EUROPE", "China?", "Korea", "Japan,North America"])
def test_other_words_have_no_code(name: str) -> None:
    """A city, a continent, a doubt, several countries or a name of two states gets no code."""
    assert country_code(name) is None


@pytest.mark.parametrize("name", ["Former Yugoslavia", "Serbia and Montenegro", "Netherlands Antilles"])
def test_states_that_fell_apart_have_no_code(name: str) -> None:
    """A state that several follow is known to be a country, and has none of their codes."""
    assert name in country_names()
    assert country_code(name) is None


def test_nearly_every_real_site_has_a_code(shared: Path) -> None:
    """All sites of real records that state a country have its code, but those of states that are no more."""
    composer = Composer(lexicon(), DEFAULT_BASE)
    stated: dict[str, str] = {}
    coded: set[str] = set()
    for one in read([shared / "ctgov_v2"]):
        if isinstance(one, Read):
            for subject, predicate, value in composer.graph(one.study, one.provenance).triples:
                if predicate == TKG.country:
                    stated[subject] = value
                elif predicate == TKG.countryCode:
                    coded.add(subject)
    without = Counter(value for site, value in stated.items() if site not in coded)
    assert coded <= stated.keys()
    assert set(without) <= {'"Former Yugoslavia"', '"Serbia and Montenegro"', '"Netherlands Antilles"'}
    assert len(coded) >= 0.999 * len(stated), f"{len(coded)} of {len(stated)}; without: {dict(without)}"
