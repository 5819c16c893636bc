-- The catalogue (policies/catalog.h). Built by tools/catalog/build.c from policies/data; user_version names this layout.
PRAGMA page_size = 4096;
PRAGMA application_id = 0x4c4c4361; -- "LLCa"
PRAGMA user_version = 1;

CREATE TABLE source (role TEXT PRIMARY KEY, package TEXT NOT NULL, version TEXT NOT NULL, date TEXT NOT NULL,
  licence TEXT NOT NULL, integrity TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE service (prefix TEXT PRIMARY KEY COLLATE NOCASE, name TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE condition_key (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, type TEXT NOT NULL);

-- A type with several ARN patterns has as many rows.
CREATE TABLE resource_type (id INTEGER PRIMARY KEY, service TEXT NOT NULL REFERENCES service, name TEXT NOT NULL, arn TEXT NOT NULL,
  UNIQUE (service, name, arn));
CREATE TABLE resource_condition (resource_type INTEGER NOT NULL REFERENCES resource_type,
  condition_key INTEGER NOT NULL REFERENCES condition_key, PRIMARY KEY (resource_type, condition_key)) WITHOUT ROWID;

-- levels: the bits of enum catalog_level.
CREATE TABLE action (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, levels INTEGER NOT NULL CHECK (levels BETWEEN 1 AND 31));
CREATE TABLE action_resource (action INTEGER NOT NULL REFERENCES action, resource_type INTEGER NOT NULL REFERENCES resource_type,
  required INTEGER NOT NULL CHECK (required IN (0, 1)), PRIMARY KEY (action, resource_type)) WITHOUT ROWID;
CREATE TABLE action_condition (action INTEGER NOT NULL REFERENCES action, condition_key INTEGER NOT NULL REFERENCES condition_key,
  PRIMARY KEY (action, condition_key)) WITHOUT ROWID;
-- A name, no link: some dependents are no actions of the catalogue.
CREATE TABLE action_dependent (action INTEGER NOT NULL REFERENCES action, needs TEXT NOT NULL, PRIMARY KEY (action, needs)) WITHOUT ROWID;

-- path: the ARN behind "policy/".
CREATE TABLE managed_policy (path TEXT NOT NULL UNIQUE, version TEXT NOT NULL, date TEXT NOT NULL, document TEXT NOT NULL CHECK (json_valid(document)));
