"""Distances: the flat map of `recruiting_near_a_point` is held to the great circle."""

from __future__ import annotations

import math

import pyoxigraph
import pytest

from kg.ask import Asker, question

RADIUS = 6371.0  # km
TRIAL = "https://example.org/trial/NCT00000001"
_TRIAL = """
PREFIX tkg: <https://w3id.org/trialkg/ontology#>
PREFIX geo: <http://www.w3.org/2003/01/geo/wgs84_pos#>
INSERT DATA { GRAPH <https://example.org/record> {
  <%s> tkg:overallStatus <https://w3id.org/trialkg/code/overall-status/RECRUITING> ;
    <http://purl.org/dc/terms/identifier> "NCT00000001" ; <http://www.w3.org/2000/01/rdf-schema#label> "One" .
  %s
} }"""
_SITE = """
  <%s> tkg:hasLocation <urn:l:%d> . <urn:l:%d> tkg:atSite <urn:s:%d> .
  <urn:s:%d> geo:lat %.5f ; geo:long %.5f ; <http://www.w3.org/2000/01/rdf-schema#label> "%d" ."""


def great_circle(lat: float, lon: float, north: float, east: float) -> float:
    """The haversine formula, in km, of degrees."""
    first, second = math.radians(lat), math.radians(north)
    up, across = second - first, math.radians(east - lon)
    half = math.sin(up / 2) ** 2 + math.cos(first) * math.cos(second) * math.sin(across / 2) ** 2
    return 2 * RADIUS * math.asin(math.sqrt(half))


def around(lat: float, lon: float) -> list[tuple[float, float]]:
    """Points in eight directions and at five distances of up to about 500 km."""
    scale = math.cos(math.radians(lat))
    return [
        (
            lat + km / 111.195 * math.cos(math.radians(turn)),
            (lon + km / 111.195 * math.sin(math.radians(turn)) / scale + 180) % 360 - 180,
        )
        for km in (0.5, 5, 50, 200, 480)
        for turn in range(0, 360, 45)
    ]


@pytest.mark.parametrize("lat", [-66.5, -33.9, 0.0, 1.3, 48.9, 59.9, 66.5])
@pytest.mark.parametrize("lon", [-179.9, 2.35, 179.95])
def test_distance_is_near_the_great_circle(lat: float, lon: float) -> None:
    """Every distance of up to 500 km is within 0.5 % of the great circle, or a tenth of a km."""
    points = around(lat, lon)
    sites = "".join(_SITE % (TRIAL, n, n, n, n, *point, n) for n, point in enumerate(points))
    store = pyoxigraph.Store()
    store.update(_TRIAL % (TRIAL, sites))
    asked = {"lat": str(lat), "lon": str(lon), "km": "520"}
    rows = Asker(store).answer(question("recruiting_near_a_point"), asked).rows
    found = {int(_value(row[3])): float(_value(row[0])) for row in rows}
    expected = {n: great_circle(lat, lon, *point) for n, point in enumerate(points)}
    assert found.keys() == expected.keys()
    assert [n for n in found if abs(found[n] - expected[n]) > max(0.1, expected[n] * 0.005)] == []


def _value(term: object) -> str:
    assert isinstance(term, pyoxigraph.Literal)
    return term.value
