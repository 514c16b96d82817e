"""What is said of a concept: a drug, a class of drugs, a procedure, a condition, an endpoint."""

from __future__ import annotations

from kg.mcp.cards import Part

PARTS = [
    Part(
        "facts",
        ["fact", "value"],
        """SELECT ?fact (GROUP_CONCAT(DISTINCT ?said; SEPARATOR=" / ") AS ?value) WHERE {
  VALUES (?order ?property ?fact) {
    (1 rdfs:label "label") (2 skos:notation "id") (3 tkg:conceptKind "kind") (4 skos:definition "definition")
    (5 skos:altLabel "also called") (6 skos:exactMatch "same as") (7 skos:editorialNote "note") }
  ?this ?property ?stated .
  BIND(STR(?stated) AS ?said)
} GROUP BY ?order ?fact ORDER BY ?order""",
    ),
    Part(
        "near",
        ["relation", "concept", "id"],
        """SELECT DISTINCT ?relation ?concept ?id WHERE {
  { BIND(1 AS ?order) BIND("is a kind of" AS ?relation) ?this skos:broader ?other }
  UNION { BIND(2 AS ?order) BIND("contains" AS ?relation) ?this tkg:hasComponent ?other }
  UNION { BIND(3 AS ?order) BIND("is contained in" AS ?relation) ?other tkg:hasComponent ?this }
  UNION { BIND(4 AS ?order) BIND("has the kind" AS ?relation) ?other skos:broader ?this }
  ?other a tkg:Concept ; rdfs:label ?concept ; skos:notation ?id .
} ORDER BY ?order ?concept""",
    ),
    Part(
        "trials",
        ["id", "title", "status"],
        """SELECT DISTINCT ?id ?title ?status WHERE {
  ?trial tkg:involves|tkg:studies|tkg:measures ?this ; a tkg:Trial ; dcterms:identifier ?id .
  { SELECT ?trial (SAMPLE(?name) AS ?title) (SAMPLE(?label) AS ?status) WHERE {
    ?trial tkg:involves|tkg:studies|tkg:measures ?this ; a tkg:Trial ; rdfs:label ?name .
    OPTIONAL { ?trial tkg:overallStatus ?code . ?code rdfs:label ?label } } GROUP BY ?trial }
} ORDER BY ?id""",
    ),
]
