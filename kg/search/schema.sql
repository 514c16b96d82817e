-- search.sqlite. Numbers of things are in the order of importance, so that the first rows of a list are the
-- ones to show: names before titles, what more trials have before what fewer have, the newest trials first.

PRAGMA user_version = 3;
CREATE TABLE thing (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, path TEXT NOT NULL, label TEXT NOT NULL, detail TEXT NOT NULL,
  trials INTEGER NOT NULL
);
CREATE TABLE name (
  id INTEGER PRIMARY KEY, thing INTEGER NOT NULL, text TEXT NOT NULL, how TEXT NOT NULL, folded TEXT NOT NULL
);
CREATE TABLE concept (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL, label TEXT NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL,
  trials INTEGER NOT NULL
);
-- ids of trials, folded, whichever registry or sponsor gave them
CREATE TABLE identifier (folded TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (folded, path)) WITHOUT ROWID;
-- which trials involve, study or measure a concept, or are sponsored by it, and how (kg.search.standing);
-- trials have their numbers as things, so that the newest come first
CREATE TABLE incidence (
  concept INTEGER, trial INTEGER, how INTEGER NOT NULL, PRIMARY KEY (concept, trial)
) WITHOUT ROWID;
-- which trials give a treatment, or study a condition, by its own name: what makes trials alike
CREATE TABLE given (concept INTEGER, trial INTEGER, PRIMARY KEY (concept, trial)) WITHOUT ROWID;
CREATE TABLE studied (concept INTEGER, trial INTEGER, PRIMARY KEY (concept, trial)) WITHOUT ROWID;
-- which trials an organisation, by its number as a thing, leads or collaborates in
CREATE TABLE sponsored (
  organization INTEGER, trial INTEGER, how INTEGER NOT NULL, PRIMARY KEY (organization, trial)
) WITHOUT ROWID;
-- the year in which a trial starts, or empty, and its phases
CREATE TABLE start (trial INTEGER PRIMARY KEY, year TEXT NOT NULL, phases TEXT NOT NULL);
CREATE TABLE by_trial (trial INTEGER, concept INTEGER, PRIMARY KEY (trial, concept)) WITHOUT ROWID;
-- what a concept is a kind of, or part of
CREATE TABLE wider (narrow INTEGER, wide INTEGER, PRIMARY KEY (narrow, wide)) WITHOUT ROWID;
-- which trials combine two concepts, one < = other; in_arm is 1 where one arm receives both
CREATE TABLE pair (
  one INTEGER, other INTEGER, trial INTEGER, in_arm INTEGER, PRIMARY KEY (one, other, trial)
) WITHOUT ROWID;
CREATE TABLE pair_count (
  one INTEGER, other INTEGER, arms INTEGER, trials INTEGER, PRIMARY KEY (one, other)
) WITHOUT ROWID;
-- how many trials there are by what: `what` says which count it is
CREATE TABLE count (
  what TEXT, key TEXT, other TEXT, number INTEGER, PRIMARY KEY (what, key, other)
) WITHOUT ROWID;
CREATE INDEX wider_wide ON wider (wide, narrow);
CREATE INDEX pair_other ON pair_count (other, one);
CREATE INDEX sponsored_trial ON sponsored (trial, organization);
CREATE INDEX organization_path ON thing (path) WHERE kind = 'organization';
CREATE INDEX trial_path ON thing (path) WHERE kind = 'trial';
CREATE INDEX thing_kind ON thing (kind, id);
CREATE INDEX concept_kind ON concept (kind, trials);
CREATE INDEX name_folded ON name (folded);
CREATE INDEX concept_path ON concept (path);
CREATE INDEX concept_iri ON concept (iri);
CREATE VIRTUAL TABLE names USING fts5(folded, kind, content='', prefix='2 3', tokenize='unicode61');
-- the titles of trials, by the number of the trial among things
CREATE VIRTUAL TABLE titles USING fts5(folded, content='', prefix='2 3', tokenize='unicode61');
-- every word of names and titles, and those of four letters and more by threes of letters, for what is misspelt
CREATE TABLE word (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(word, tokenize='trigram', detail='none');
