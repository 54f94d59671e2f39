-- Files that were brought in, or lie ready to be: who, when, how they are read, and what came of it.
CREATE TABLE import (
    book_id     UUID NOT NULL REFERENCES book (id),
    id          UUID NOT NULL,
    -- Who uploaded them at the desk; nobody for an import by a command.
    user_id     UUID REFERENCES desk_user (id),
    actor       TEXT NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    -- Their names and sizes, how they are to be read and what came of it, as JSON texts.
    files       TEXT NOT NULL,
    reading     TEXT NOT NULL,
    report      TEXT,
    finished_at TIMESTAMPTZ,
    PRIMARY KEY (book_id, id)
);

-- What the files hold, until they are brought in; then the rows that were refused, for a while. In
-- parts, so that none is too large for a cell.
CREATE TABLE import_part (
    book_id   UUID    NOT NULL,
    import_id UUID    NOT NULL,
    -- upload, rejects, or refused: the first of the refused rows, as JSON text.
    role      TEXT COLLATE "C" NOT NULL,
    file      BIGINT  NOT NULL,
    part      BIGINT  NOT NULL,
    bytes     BYTEA   NOT NULL,
    PRIMARY KEY (book_id, import_id, role, file, part),
    FOREIGN KEY (book_id, import_id) REFERENCES import (book_id, id)
);

-- A link by which the first person of an installation is set up. Only its hash is kept.
CREATE TABLE setup_link (
    hash       BYTEA NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (hash)
);
