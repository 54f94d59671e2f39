-- The people who sign in, what they may do, and how their way in is kept safe. Nothing that opens a
-- door is kept as it is: passwords, sessions, links and tokens are there as hashes only.
CREATE TABLE desk_user (
    id          UUID NOT NULL,
    -- In lower case: what a person signs in with.
    email       TEXT COLLATE "C" NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    -- Folded, so that two people in the record cannot be mistaken for each other.
    name_folded TEXT COLLATE "C" NOT NULL UNIQUE,
    lang        TEXT NOT NULL,
    -- How the pages look, as JSON text.
    appearance  TEXT NOT NULL,
    -- The role in every book, those made later included.
    everywhere  TEXT,
    -- An argon2id hash; nothing until the invitation was accepted.
    password    TEXT,
    totp_secret BYTEA,
    -- The last time step whose code was used: a code opens once.
    totp_step   BIGINT,
    disabled_at TIMESTAMPTZ,
    created_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE desk_role (
    user_id UUID NOT NULL REFERENCES desk_user (id),
    book_id UUID NOT NULL REFERENCES book (id),
    role    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (user_id, book_id)
);
CREATE INDEX desk_role_book ON desk_role (book_id);

CREATE TABLE recovery_code (
    user_id UUID NOT NULL REFERENCES desk_user (id),
    hash    BYTEA NOT NULL,
    PRIMARY KEY (user_id, hash)
);

-- A link that opens once: an invitation, a new password, a way in.
CREATE TABLE one_time_link (
    hash       BYTEA NOT NULL,
    user_id    UUID NOT NULL REFERENCES desk_user (id),
    purpose    TEXT COLLATE "C" NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (hash)
);
CREATE INDEX one_time_link_user ON one_time_link (user_id);

CREATE TABLE desk_session (
    hash       BYTEA NOT NULL,
    -- What the list of sessions calls it.
    id         UUID NOT NULL UNIQUE,
    user_id    UUID NOT NULL REFERENCES desk_user (id),
    -- The password was right and the code of the second factor is still asked for.
    needs_code BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    seen_at    TIMESTAMPTZ NOT NULL,
    address    TEXT NOT NULL,
    agent      TEXT NOT NULL,
    PRIMARY KEY (hash)
);
CREATE INDEX desk_session_user ON desk_session (user_id);

CREATE TABLE api_token (
    hash         BYTEA NOT NULL,
    id           UUID NOT NULL UNIQUE,
    book_id      UUID NOT NULL REFERENCES book (id),
    name         TEXT NOT NULL,
    role         TEXT COLLATE "C" NOT NULL,
    created_by   TEXT NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    expires_at   TIMESTAMPTZ,
    last_used_at TIMESTAMPTZ,
    revoked_at   TIMESTAMPTZ,
    PRIMARY KEY (hash)
);
CREATE INDEX api_token_book ON api_token (book_id);

-- Tries to get in, counted since the first of a row of them. The subject is a hash.
CREATE TABLE attempt (
    scope   TEXT COLLATE "C" NOT NULL,
    subject BYTEA NOT NULL,
    tries   BIGINT NOT NULL,
    since   TIMESTAMPTZ NOT NULL,
    last_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (scope, subject)
);

-- What happened to whom: signing in, passwords, roles, tokens. Never changed.
CREATE TABLE user_event (
    id      UUID NOT NULL,
    at      TIMESTAMPTZ NOT NULL,
    actor   TEXT NOT NULL,
    user_id UUID REFERENCES desk_user (id),
    kind    TEXT COLLATE "C" NOT NULL,
    details TEXT NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX user_event_user ON user_event (user_id, id);

CREATE TRIGGER user_event_keeps BEFORE UPDATE ON user_event
FOR EACH ROW EXECUTE FUNCTION refuse_change('a record of what users did is never changed');
CREATE TRIGGER user_event_stays BEFORE DELETE OR TRUNCATE ON user_event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a record of what users did is never deleted');
