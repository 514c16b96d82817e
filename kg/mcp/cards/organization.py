"""What is said of an organisation that leads or supports trials."""

from __future__ import annotations

from kg.mcp.cards import Part

PARTS = [
    Part(
        "facts",
        ["fact", "value"],
        """SELECT ?fact (GROUP_CONCAT(DISTINCT ?said; SEPARATOR=" / ") AS ?value) WHERE {
  VALUES (?order ?property ?fact) {
    (1 rdfs:label "name") (2 tkg:organizationClass "class") (3 tkg:namesOrganization "is")
    (4 tkg:belongsTo "belongs to") }
  ?this ?property ?stated .
  OPTIONAL { ?stated rdfs:label ?label }
  BIND(IF(?order > 2, CONCAT(" <", STR(?stated), ">"), "") AS ?iri)
  BIND(IF(BOUND(?label), CONCAT(STR(?label), ?iri), STR(?stated)) AS ?said)
} GROUP BY ?order ?fact ORDER BY ?order""",
    ),
    Part(
        "trials",
        ["part", "id", "title"],
        """SELECT ?part ?id (SAMPLE(?name) AS ?title) WHERE {
  VALUES (?order ?property ?part) { (1 tkg:leadSponsor "lead sponsor") (2 tkg:collaborator "collaborator") }
  ?trial ?property ?this ; a tkg:Trial ; dcterms:identifier ?id ; rdfs:label ?name .
} GROUP BY ?order ?part ?id ORDER BY ?order ?id""",
    ),
]
