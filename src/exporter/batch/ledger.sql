-- The ledger of a collection: what became of every input, and why.
PRAGMA page_size = 4096;
PRAGMA encoding = 'UTF-8';
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;

-- The collection's title and identifier, the program's version, and the counts: inputs = exported + duplicates + rejected.
CREATE TABLE about (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE outputs (
    name TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL
) WITHOUT ROWID;

-- One row an article, in the order of the paths. `article` counts those of one input from 1; `sha256` is the input's.
-- `cluster` is the path of the first of those that say the same; `similarity` is to `original`, from 0 to 1.
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    article INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    title TEXT NOT NULL,
    authors TEXT NOT NULL,
    date TEXT NOT NULL,
    language TEXT NOT NULL,
    words INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('exported', 'duplicate', 'rejected', 'excluded')),
    reason TEXT NOT NULL,
    line INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    similarity REAL NOT NULL,
    original TEXT NOT NULL,
    key TEXT NOT NULL,
    UNIQUE (path, article)
);

CREATE TABLE in_output (
    article INTEGER NOT NULL REFERENCES articles,
    output TEXT NOT NULL REFERENCES outputs,
    PRIMARY KEY (article, output)
) WITHOUT ROWID;

CREATE TABLE messages (
    article INTEGER NOT NULL REFERENCES articles,
    number INTEGER NOT NULL,
    code TEXT NOT NULL,
    severity TEXT NOT NULL,
    text TEXT NOT NULL,
    hint TEXT NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY (article, number)
) WITHOUT ROWID;
