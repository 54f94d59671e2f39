-- The people who sign in, what they may do, and how their way in is kept safe. Nothing that opens a
-- door is kept as it is: passwords, sessions, links and tokens are there as hashes only.
CREATE TABLE desk_user (
    id          BLOB    NOT NULL,
    -- In lower case: what a person signs in with.
    email       TEXT    NOT NULL UNIQUE,
    name        TEXT    NOT NULL,
    -- Folded, so that two people in the record cannot be mistaken for each other.
    name_folded TEXT    NOT NULL UNIQUE,
    lang        TEXT    NOT NULL,
    -- How the pages look, as JSON text.
    appearance  TEXT    NOT NULL,
    -- The role in every book, those made later included.
    everywhere  TEXT,
    -- An argon2id hash; nothing until the invitation was accepted.
    password    TEXT,
    totp_secret BLOB,
    -- The last time step whose code was used: a code opens once.
    totp_step   INTEGER,
    disabled_at TEXT,
    created_at  TEXT    NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE desk_role (
    user_id BLOB NOT NULL REFERENCES desk_user (id),
    book_id BLOB NOT NULL REFERENCES book (id),
    role    TEXT NOT NULL,
    PRIMARY KEY (user_id, book_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX desk_role_book ON desk_role (book_id);

CREATE TABLE recovery_code (
    user_id BLOB NOT NULL REFERENCES desk_user (id),
    hash    BLOB NOT NULL,
    PRIMARY KEY (user_id, hash)
) STRICT, WITHOUT ROWID;

-- A link that opens once: an invitation, a new password, a way in.
CREATE TABLE one_time_link (
    hash       BLOB NOT NULL,
    user_id    BLOB NOT NULL REFERENCES desk_user (id),
    purpose    TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX one_time_link_user ON one_time_link (user_id);

CREATE TABLE desk_session (
    hash       BLOB    NOT NULL,
    -- What the list of sessions calls it.
    id         BLOB    NOT NULL UNIQUE,
    user_id    BLOB    NOT NULL REFERENCES desk_user (id),
    -- The password was right and the code of the second factor is still asked for.
    needs_code INTEGER NOT NULL,
    created_at TEXT    NOT NULL,
    seen_at    TEXT    NOT NULL,
    address    TEXT    NOT NULL,
    agent      TEXT    NOT NULL,
    PRIMARY KEY (hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX desk_session_user ON desk_session (user_id);

CREATE TABLE api_token (
    hash         BLOB NOT NULL,
    id           BLOB NOT NULL UNIQUE,
    book_id      BLOB NOT NULL REFERENCES book (id),
    name         TEXT NOT NULL,
    role         TEXT NOT NULL,
    created_by   TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    expires_at   TEXT,
    last_used_at TEXT,
    revoked_at   TEXT,
    PRIMARY KEY (hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX api_token_book ON api_token (book_id);

-- Tries to get in, counted since the first of a row of them. The subject is a hash.
CREATE TABLE attempt (
    scope   TEXT    NOT NULL,
    subject BLOB    NOT NULL,
    tries   INTEGER NOT NULL,
    since   TEXT    NOT NULL,
    last_at TEXT    NOT NULL,
    PRIMARY KEY (scope, subject)
) STRICT, WITHOUT ROWID;

-- What happened to whom: signing in, passwords, roles, tokens. Never changed.
CREATE TABLE user_event (
    id      BLOB NOT NULL,
    at      TEXT NOT NULL,
    actor   TEXT NOT NULL,
    user_id BLOB REFERENCES desk_user (id),
    kind    TEXT NOT NULL,
    details TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_event_user ON user_event (user_id, id);

CREATE TRIGGER user_event_keeps BEFORE UPDATE ON user_event
BEGIN SELECT RAISE(ABORT, 'a record of what users did is never changed'); END;
CREATE TRIGGER user_event_stays BEFORE DELETE ON user_event
BEGIN SELECT RAISE(ABORT, 'a record of what users did is never deleted'); END;
