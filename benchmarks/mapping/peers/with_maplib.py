"""maplib: OTTR templates over Polars columns."""

from __future__ import annotations

from pathlib import Path

import polars
from maplib import Model

from benchmarks.mapping.subset import NS
from benchmarks.mapping.tables import Table, tables
from kg.terms import DCTERMS, LABEL, XSD, A

TITLE = "maplib, OTTR templates"
NEEDS = ("maplib", "polars")
_TRIAL = f"""
@prefix t: <urn:t:> . @prefix ottr: <http://ns.ottr.xyz/0.4/> .
t:Trial [ ottr:IRI ?trial, {XSD.string} ?id, {XSD.string} ?label,
  ? {XSD.string} ?brief, ? {XSD.string} ?official, ? ottr:IRI ?status ] :: {{
  ottr:Triple(?trial, {A}, <{NS}Trial>), ottr:Triple(?trial, {LABEL}, ?label),
  ottr:Triple(?trial, {DCTERMS.identifier}, ?id), ottr:Triple(?trial, <{NS}briefTitle>, ?brief),
  ottr:Triple(?trial, <{NS}officialTitle>, ?official), ottr:Triple(?trial, <{NS}overallStatus>, ?status)
}} .
"""
_PART = f"""
@prefix t: <urn:t:> . @prefix ottr: <http://ns.ottr.xyz/0.4/> .
t:Part [ ottr:IRI ?trial, ottr:IRI ?has, ottr:IRI ?node, ottr:IRI ?kind,
  {XSD.string} ?label, {XSD.integer} ?position, ? {XSD.string} ?description,
  ? {XSD.string} ?time_frame ] :: {{
  ottr:Triple(?trial, ?has, ?node), ottr:Triple(?node, {A}, ?kind), ottr:Triple(?node, {LABEL}, ?label),
  ottr:Triple(?node, <{NS}position>, ?position),
  ottr:Triple(?node, {DCTERMS.description}, ?description), ottr:Triple(?node, <{NS}timeFrame>, ?time_frame)
}} .
"""
_CODED = """
@prefix t: <urn:t:> . @prefix ottr: <http://ns.ottr.xyz/0.4/> .
t:Coded [ ottr:IRI ?node, ottr:IRI ?type_property, ottr:IRI ?type ] :: {
  ottr:Triple(?node, ?type_property, ?type)
} .
"""
_DATE = """
@prefix t: <urn:t:> . @prefix ottr: <http://ns.ottr.xyz/0.4/> .
t:NAME [ ottr:IRI ?trial, ottr:IRI ?property, <KIND> ?value ] :: { ottr:Triple(?trial, ?property, ?value) } .
"""


def write(source: Path, target: Path) -> None:
    """Fill the templates from columns, and write the model."""
    found, model = tables(source), Model()
    for template in (_TRIAL, _PART, _CODED):
        model.add_template(template)
    model.map("urn:t:Trial", _frame(found.trials))
    parts, coded = _frame(found.parts), ["type_property", "type"]
    model.map("urn:t:Part", parts.drop(coded))
    # a property may not be empty
    model.map("urn:t:Coded", parts.select("node", *coded).drop_nulls())
    for kind, table in found.dates.items():
        name = kind.rpartition("#")[2]
        model.add_template(_DATE.replace("NAME", name).replace("KIND", kind))
        frame = _frame(table).drop("datatype")
        if name == "date":  # the one datatype here that must come as Polars's own
            frame = frame.with_columns(polars.col("value").str.to_date())
        model.map(f"urn:t:{name}", frame)
    model.write(target, format="ntriples")


def _frame(table: Table) -> polars.DataFrame:
    kinds = {name: polars.Int64 if name == "position" else polars.String for name in table}
    return polars.DataFrame(table, schema=kinds)
