"""DuckDB: the records read as columns, lines made by joining strings in SQL."""

from __future__ import annotations

from pathlib import Path

import duckdb

from kg.terms import CODES, DCTERMS, DEFAULT_BASE, LABEL, ONTOLOGY, XSD, A

TITLE = "DuckDB, strings joined in SQL"
NEEDS = ("duckdb",)
_PROTOCOL = """STRUCT(
  identificationModule STRUCT(nctId VARCHAR, briefTitle VARCHAR, officialTitle VARCHAR),
  statusModule STRUCT(overallStatus VARCHAR, startDateStruct STRUCT(date VARCHAR), completionDateStruct STRUCT(date VARCHAR)),
  conditionsModule STRUCT(conditions VARCHAR[]),
  armsInterventionsModule STRUCT(armGroups STRUCT(label VARCHAR, type VARCHAR, description VARCHAR)[],
    interventions STRUCT(name VARCHAR, type VARCHAR, description VARCHAR)[]),
  outcomesModule STRUCT(
    primaryOutcomes STRUCT(measure VARCHAR, description VARCHAR, timeFrame VARCHAR)[],
    secondaryOutcomes STRUCT(measure VARCHAR, description VARCHAR, timeFrame VARCHAR)[],
    otherOutcomes STRUCT(measure VARCHAR, description VARCHAR, timeFrame VARCHAR)[]))"""
# path, class, list, label, type, description, time frame
_PARTS = (
    ("condition", "Condition", "conditionsModule.conditions", "one", "NULL", "NULL", "NULL"),
    ("arm", "Arm", "armsInterventionsModule.armGroups", "one.label", "one.type", "one.description", "NULL"),
    ("intervention", "Intervention", "armsInterventionsModule.interventions")
    + ("one.name", "one.type", "one.description", "NULL"),
    *(
        (f"outcome/{kind}", f"{kind.capitalize()}Outcome", f"outcomesModule.{kind}Outcomes")
        + ("one.measure", "NULL", "one.description", "one.timeFrame")
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
        database.execute(
            "CREATE MACRO stated(t) AS CASE WHEN trim(t, chr(32) || chr(10) || chr(9)) <> '' THEN spelt(t) END"
        )
        database.execute(
            f"CREATE TABLE record AS SELECT p, '<{DEFAULT_BASE}trial/' || p.identificationModule.nctId AS trial"
            f" FROM (SELECT protocolSection AS p FROM read_json('{source}', format='newline_delimited',"
            f" maximum_object_size=67108864, columns={{protocolSection: '{_PROTOCOL}'}}))"
        )
        lines = " UNION ALL ".join([*_trial(), *(one for part in _PARTS for one in _part(*part))])
        database.execute(
            f"COPY (SELECT line FROM ({lines}) WHERE line IS NOT NULL)"
            f" TO '{target}' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x1f')"
        )


def _trial() -> list[str]:
    names, status = "p.identificationModule", "p.statusModule"
    said = [
        (A, f"'{_iri('Trial')}'"),
        (LABEL, f"spelt({names}.briefTitle)"),
        (DCTERMS.identifier, f"spelt({names}.nctId)"),
        (_iri("briefTitle"), f"spelt({names}.briefTitle)"),
        (_iri("officialTitle"), f"stated({names}.officialTitle)"),
        (_iri("overallStatus"), f"'<{CODES}overall-status/' || {status}.overallStatus || '>'"),
        (_iri("startDate"), _date(f"{status}.startDateStruct.date")),
        (_iri("completionDate"), _date(f"{status}.completionDateStruct.date")),
    ]
    return [f"SELECT trial || '> {prop} ' || {value} || ' .' AS line FROM record" for prop, value in said]


def _part(path: str, kind: str, items: str, label: str, code: str, description: str, frame: str) -> list[str]:
    name = path.partition("/")[0]
    said = [
        (A, f"'{_iri(kind)}'"),
        (LABEL, f"spelt({label})"),
        (_iri("position"), f"'\"' || nth || '\"^^{XSD.integer}'"),
        (_iri(f"{name}Type"), f"'<{CODES}{name}-type/' || {code} || '>'"),
        (DCTERMS.description, f"stated({description})"),
        (_iri("timeFrame"), f"stated({frame})"),
    ]
    rows = (
        f"(SELECT trial, trial || '/{path}/' || nth AS node, nth, one FROM (SELECT trial,"
        f" unnest(p.{items}) AS one, generate_subscripts(p.{items}, 1) AS nth FROM record))"
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
    kind = f"CASE length({field}) WHEN 10 THEN '{XSD.date}' WHEN 7 THEN '{XSD.gYearMonth}' ELSE '{XSD.gYear}' END"
    return f"'\"' || {field} || '\"^^' || {kind}"
