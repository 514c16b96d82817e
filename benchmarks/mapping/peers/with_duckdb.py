"""DuckDB: the records read as columns, lines made by joining strings in SQL."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import duckdb

from kg.terms import CODES, DCTERMS, DEFAULT_BASE, LABEL, ONTOLOGY, XSD, A

TITLE = "DuckDB, strings joined in SQL"
NEEDS = ("duckdb",)
_PROTOCOL = """STRUCT(
  identificationModule STRUCT(nctId VARCHAR, briefTitle VARCHAR, officialTitle VARCHAR),
  statusModule STRUCT(overallStatus VARCHAR,
    startDateStruct STRUCT(date VARCHAR), completionDateStruct STRUCT(date VARCHAR)),
  conditionsModule STRUCT(conditions VARCHAR[]),
  armsInterventionsModule STRUCT(armGroups STRUCT(label VARCHAR, type VARCHAR, description VARCHAR)[],
    interventions STRUCT(name VARCHAR, type VARCHAR, description VARCHAR)[]),
  outcomesModule STRUCT(
    primaryOutcomes STRUCT(measure VARCHAR, description VARCHAR, timeFrame VARCHAR)[],
    secondaryOutcomes STRUCT(measure VARCHAR, description VARCHAR, timeFrame VARCHAR)[],
    otherOutcomes STRUCT(measure VARCHAR, description VARCHAR, timeFrame VARCHAR)[]))"""
_BLANK = "chr(32) || chr(10) || chr(9)"


class _Part(NamedTuple):
    """Where parts of a kind stand, and their fields in SQL."""

    path: str
    kind: str
    items: str
    label: str
    code: str = "NULL"
    description: str = "one.description"
    frame: str = "NULL"


_PARTS = (
    _Part("condition", "Condition", "conditionsModule.conditions", "one", description="NULL"),
    _Part("arm", "Arm", "armsInterventionsModule.armGroups", "one.label", "one.type"),
    _Part("intervention", "Intervention", "armsInterventionsModule.interventions", "one.name", "one.type"),
    *(
        _Part(
            path=f"outcome/{kind}",
            kind=f"{kind.capitalize()}Outcome",
            items=f"outcomesModule.{kind}Outcomes",
            label="one.measure",
            frame="one.timeFrame",
        )
        for kind in ("primary", "secondary", "other")
    ),
)


def write(source: Path, target: Path) -> None:
    """Read, join and write in one statement."""
    with duckdb.connect() as database:
        database.execute("SET preserve_insertion_order = false")
        database.execute(
            "CREATE MACRO spelt(t) AS '\"' || replace(replace(replace(replace(replace("
            "t, '\\', '\\\\'), '\"', '\\\"'), chr(10), '\\n'), chr(13), '\\r'), chr(9), '\\t') || '\"'"
        )
        database.execute(f"CREATE MACRO stated(t) AS CASE WHEN trim(t, {_BLANK}) <> '' THEN spelt(t) END")
        database.execute(
            f"CREATE TABLE record AS SELECT p,"
            f" '<{DEFAULT_BASE}trial/' || p.identificationModule.nctId AS trial"
            f" FROM (SELECT protocolSection AS p FROM read_json('{source}', format='newline_delimited',"
            f" maximum_object_size=67108864, columns={{protocolSection: '{_PROTOCOL}'}}))"
        )
        lines = " UNION ALL ".join([*_trial(), *(one for part in _PARTS for one in _part(part))])
        database.execute(
            f"COPY (SELECT line FROM ({lines}) WHERE line IS NOT NULL)"
            f" TO '{target}' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x1f')"
        )


def _trial() -> list[str]:
    names, status = "p.identificationModule", "p.statusModule"
    said = [
        (A, f"'{_iri('Trial')}'"),
        (LABEL, f"spelt(coalesce({names}.briefTitle, {names}.officialTitle, {names}.nctId))"),
        (DCTERMS.identifier, f"spelt({names}.nctId)"),
        (_iri("briefTitle"), f"stated({names}.briefTitle)"),
        (_iri("officialTitle"), f"stated({names}.officialTitle)"),
        (_iri("overallStatus"), f"'<{CODES}overall-status/' || {status}.overallStatus || '>'"),
        (_iri("startDate"), _date(f"{status}.startDateStruct.date")),
        (_iri("completionDate"), _date(f"{status}.completionDateStruct.date")),
    ]
    return [f"SELECT trial || '> {prop} ' || {value} || ' .' AS line FROM record" for prop, value in said]


def _part(part: _Part) -> list[str]:
    name = part.path.partition("/")[0]
    words = " ".join(reversed(part.path.split("/"))).capitalize()
    made = f"'{words} ' || nth"
    said = [
        (A, f"'{_iri(part.kind)}'"),
        (LABEL, f"spelt(coalesce({part.label}, {made}))"),
        (_iri("position"), f"'\"' || nth || '\"^^{XSD.integer}'"),
        (_iri(f"{name}Type"), f"'<{CODES}{name}-type/' || {part.code} || '>'"),
        (DCTERMS.description, f"stated({part.description})"),
        (_iri("timeFrame"), f"stated({part.frame})"),
    ]
    rows = (
        f"(SELECT trial, trial || '/{part.path}/' || nth AS node, nth, one FROM (SELECT trial,"
        f" unnest(p.{part.items}) AS one, generate_subscripts(p.{part.items}, 1) AS nth FROM record))"
    )
    has = f"SELECT trial || '> {_iri(f'has{name.capitalize()}')} ' || node || '> .' AS line FROM {rows}"
    return [has] + [
        f"SELECT node || '> {prop} ' || {value} || ' .' AS line FROM {rows}"
        for prop, value in said
        if "NULL" not in value
    ]


def _iri(name: str) -> str:
    return f"<{ONTOLOGY}{name}>"


def _date(field: str) -> str:
    kinds = f"WHEN 10 THEN '{XSD.date}' WHEN 7 THEN '{XSD.gYearMonth}' ELSE '{XSD.gYear}'"
    kind = f"CASE length({field}) {kinds} END"
    return f"'\"' || {field} || '\"^^' || {kind}"
