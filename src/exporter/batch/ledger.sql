-- The ledger of a collection: what became of every input, and why.
PRAGMA page_size = 4096;
PRAGMA encoding = 'UTF-8';
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;

-- The collection's title, identifier, language and metadata (JSON), the program's version, how articles were held to
-- their sources (receipt), and the counts: inputs = exported + duplicates + rejected.
CREATE TABLE about (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- The libraries that decide how files look.
CREATE TABLE engines (
    name TEXT PRIMARY KEY,
    version TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE outputs (
    name TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL
) WITHOUT ROWID;

-- Every file that the collection was made from. `place` is the collection's folder, the one of --picture-root where that
-- lies elsewhere ("picture-root"), or the file of --collection ("collection"); `path` is below it.
CREATE TABLE sources (
    place TEXT NOT NULL CHECK (place IN ('folder', 'picture-root', 'collection')),
    path TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('article', 'introduction', 'beside', 'collection')),
    sha256 TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    PRIMARY KEY (place, path)
) WITHOUT ROWID;

-- Which articles were read with a file that lies beside them: `user` is the path of the article.
CREATE TABLE used_by (
    place TEXT NOT NULL,
    path TEXT NOT NULL,
    user TEXT NOT NULL,
    PRIMARY KEY (place, path, user),
    FOREIGN KEY (place, path) REFERENCES sources
) WITHOUT ROWID;

-- One row an article, in the order of the paths. `article` counts those of one input from 1; `sha256` is the input's.
-- `cluster` is the path of the first of those that say the same; `similarity` is to `original`, from 0 to 1.
-- `metadata` is all that the article says of itself, as JSON (see docs/fields.md for the names).
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
    metadata TEXT NOT NULL,
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
