-- Files that were brought in, or lie ready to be: who, when, how they are read, and what came of it.
CREATE TABLE import (
    book_id     BLOB NOT NULL REFERENCES book (id),
    id          BLOB NOT NULL,
    -- Who uploaded them at the desk; nobody for an import by a command.
    user_id     BLOB REFERENCES desk_user (id),
    actor       TEXT NOT NULL,
    created_at  TEXT NOT NULL,
    -- Their names and sizes, how they are to be read and what came of it, as JSON texts.
    files       TEXT NOT NULL,
    reading     TEXT NOT NULL,
    report      TEXT,
    finished_at TEXT,
    PRIMARY KEY (book_id, id)
) STRICT, WITHOUT ROWID;

-- What the files hold, until they are brought in; then the rows that were refused, for a while. In
-- parts, so that none is too large for a cell.
CREATE TABLE import_part (
    book_id   BLOB    NOT NULL,
    import_id BLOB    NOT NULL,
    -- upload, rejects, or refused: the first of the refused rows, as JSON text.
    role      TEXT    NOT NULL,
    file      INTEGER NOT NULL,
    part      INTEGER NOT NULL,
    bytes     BLOB    NOT NULL,
    PRIMARY KEY (book_id, import_id, role, file, part),
    FOREIGN KEY (book_id, import_id) REFERENCES import (book_id, id)
) STRICT;

-- A link by which the first person of an installation is set up. Only its hash is kept.
CREATE TABLE setup_link (
    hash       BLOB NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (hash)
) STRICT, WITHOUT ROWID;
