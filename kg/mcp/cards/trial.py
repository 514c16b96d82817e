"""What is said of a trial; where several records describe it, what each of them says."""

from __future__ import annotations

from kg.mcp.cards import Part

PARTS = [
    Part(
        "facts",
        ["fact", "value"],
        """SELECT ?fact (GROUP_CONCAT(DISTINCT ?said; SEPARATOR=" / ") AS ?value) WHERE {
  VALUES (?order ?property ?fact) {
    (1 dcterms:identifier "id") (2 tkg:briefTitle "title") (3 tkg:officialTitle "official title")
    (4 tkg:overallStatus "status") (5 tkg:whyStopped "why stopped") (6 tkg:studyType "study type")
    (7 tkg:phase "phase") (8 tkg:allocation "allocation") (9 tkg:interventionModel "model")
    (10 tkg:masking "masking") (11 tkg:primaryPurpose "purpose") (12 tkg:enrollment "enrolment")
    (13 tkg:enrollmentType "enrolment is") (14 tkg:startDate "start")
    (15 tkg:primaryCompletionDate "primary completion") (16 tkg:completionDate "completion")
    (17 tkg:lastUpdatePostDate "last update") (18 tkg:hasResults "has results") (19 foaf:page "page") }
  ?this ?property ?stated .
  OPTIONAL { ?stated a tkg:Code ; rdfs:label ?label }
  BIND(STR(COALESCE(?label, ?stated)) AS ?said)
} GROUP BY ?order ?fact ORDER BY ?order""",
    ),
    Part(
        "conditions",
        ["words", "concept", "id"],
        """SELECT DISTINCT ?words ?concept ?id WHERE {
  ?this tkg:hasCondition ?condition . ?condition rdfs:label ?words .
  OPTIONAL { ?condition tkg:namesCondition ?named . ?named rdfs:label ?concept ; skos:notation ?id }
} ORDER BY ?words ?concept""",
    ),
    Part(
        "arms",
        ["arm", "type", "description"],
        """SELECT DISTINCT ?arm ?type ?description WHERE {
  ?this tkg:hasArm ?node . ?node rdfs:label ?arm .
  OPTIONAL { ?node tkg:armType ?code . ?code rdfs:label ?type }
  OPTIONAL { ?node dcterms:description ?description }
  OPTIONAL { ?node tkg:position ?position }
} ORDER BY ?position ?arm""",
    ),
    Part(
        "treatments",
        ["treatment", "id", "role", "arms", "words"],
        """SELECT ?treatment ?id ?role (GROUP_CONCAT(DISTINCT ?arm; SEPARATOR=" / ") AS ?arms)
  (GROUP_CONCAT(DISTINCT ?word; SEPARATOR=" / ") AS ?words) WHERE {
  ?this tkg:hasExposure ?exposure . ?exposure tkg:concept ?concept .
  ?concept rdfs:label ?treatment ; skos:notation ?id .
  OPTIONAL { ?exposure tkg:exposureRole ?code . ?code rdfs:label ?role ; skos:notation ?notation }
  BIND(IF(COALESCE(?notation, "") = "investigational", 1, 2) AS ?order)
  OPTIONAL { ?exposure tkg:inArm ?node . ?node rdfs:label ?arm }
  OPTIONAL { ?exposure tkg:hasEvidence ?link . ?link tkg:words ?word }
} GROUP BY ?order ?treatment ?id ?role ORDER BY ?order ?treatment ?role""",
    ),
    Part(
        "interventions",
        ["intervention", "type", "description"],
        """SELECT DISTINCT ?intervention ?type ?description WHERE {
  ?this tkg:hasIntervention ?node . ?node rdfs:label ?intervention .
  OPTIONAL { ?node tkg:interventionType ?code . ?code rdfs:label ?type }
  OPTIONAL { ?node dcterms:description ?description }
  OPTIONAL { ?node tkg:position ?position }
} ORDER BY ?position ?intervention""",
    ),
    Part(
        "outcomes",
        ["kind", "outcome", "time frame", "endpoints"],
        """SELECT ?kind ?outcome ?frame (GROUP_CONCAT(DISTINCT ?endpoint; SEPARATOR=" / ") AS ?endpoints)
WHERE {
  VALUES (?order ?class ?kind) {
    (1 tkg:PrimaryOutcome "primary") (2 tkg:SecondaryOutcome "secondary") (3 tkg:OtherOutcome "other") }
  ?this tkg:hasOutcome ?node . ?node a ?class ; rdfs:label ?outcome .
  OPTIONAL { ?node tkg:timeFrame ?frame }
  OPTIONAL { ?node tkg:position ?position }
  OPTIONAL { ?node tkg:namesEndpoint ?named . ?named rdfs:label ?endpoint }
} GROUP BY ?order ?position ?kind ?outcome ?frame ORDER BY ?order ?position ?outcome""",
    ),
    Part(
        "eligibility",
        ["criterion", "value"],
        """SELECT DISTINCT ?criterion ?value WHERE {
  VALUES (?order ?property ?criterion) {
    (1 tkg:sex "sex") (2 tkg:minimumAge "minimum age") (3 tkg:maximumAge "maximum age")
    (4 tkg:healthyVolunteers "healthy volunteers") (5 tkg:inclusionCriteria "inclusion")
    (6 tkg:exclusionCriteria "exclusion") (7 tkg:criteria "criteria") (8 tkg:studyPopulation "population") }
  ?this tkg:hasEligibility ?node . ?node ?property ?stated .
  OPTIONAL { ?stated a tkg:Code ; rdfs:label ?label }
  BIND(COALESCE(?label, ?stated) AS ?value)
} ORDER BY ?order ?value""",
    ),
    Part(
        "organizations",
        ["part", "name", "class", "id"],
        """SELECT DISTINCT ?part ?name ?class ?organization WHERE {
  VALUES (?order ?property ?part) { (1 tkg:leadSponsor "lead sponsor") (2 tkg:collaborator "collaborator") }
  ?this ?property ?organization . ?organization rdfs:label ?name .
  OPTIONAL { ?organization tkg:organizationClass ?code . ?code rdfs:label ?class }
} ORDER BY ?order ?name""",
    ),
    Part(
        "places",
        ["country", "city", "sites"],
        """SELECT ?country ?city (COUNT(DISTINCT ?site) AS ?sites) WHERE {
  ?this tkg:hasLocation ?location . ?location tkg:atSite ?site .
  OPTIONAL { ?site tkg:country ?country } OPTIONAL { ?site tkg:city ?city }
} GROUP BY ?country ?city ORDER BY ?country ?city""",
    ),
    Part(
        "sources",
        ["record", "format", "address"],
        """SELECT DISTINCT ?record ?format ?address WHERE {
  ?this prov:wasDerivedFrom ?node . ?node rdfs:label ?record ; tkg:format ?code . ?code rdfs:label ?format .
  OPTIONAL { ?node tkg:sourceUrl ?address }
} ORDER BY ?record""",
    ),
]
# what an overview leaves out
MORE = [
    Part(
        "text",
        ["text", "words"],
        """SELECT DISTINCT ?text ?words WHERE {
  VALUES (?order ?property ?text) {
    (1 tkg:briefSummary "brief summary") (2 tkg:detailedDescription "detailed description") }
  ?this ?property ?words .
} ORDER BY ?order ?words""",
    ),
    Part(
        "links",
        ["concept", "words", "field", "how", "confidence", "arms"],
        """SELECT ?concept ?words ?field ?how ?confidence
  (GROUP_CONCAT(DISTINCT ?arm; SEPARATOR=" / ") AS ?arms) WHERE {
  ?this tkg:hasLink ?link .
  ?link tkg:concept ?named ; tkg:words ?words ; tkg:field ?field ; tkg:method ?code .
  ?named rdfs:label ?concept . ?code rdfs:label ?how .
  OPTIONAL { ?link tkg:confidence ?confidence }
  OPTIONAL { ?link tkg:inArm ?node . ?node rdfs:label ?arm }
} GROUP BY ?concept ?words ?field ?how ?confidence ORDER BY ?field ?words ?concept""",
    ),
]
