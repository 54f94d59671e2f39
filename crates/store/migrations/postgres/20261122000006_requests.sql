-- What happened to the book itself, in a chain of its own, and what one person asks for and another
-- has to approve.
ALTER TABLE book ADD COLUMN journal_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE book ADD COLUMN journal_hash BYTEA;

CREATE TABLE book_journal (
    book_id   UUID NOT NULL REFERENCES book (id),
    seq       BIGINT NOT NULL,
    at        TIMESTAMPTZ NOT NULL,
    actor     TEXT NOT NULL,
    kind      TEXT NOT NULL,
    payload   TEXT NOT NULL,
    prev_hash BYTEA NOT NULL,
    hash      BYTEA NOT NULL,
    PRIMARY KEY (book_id, seq)
);

-- A seal covers the book's own records up to this one; those of before there were any cover none.
ALTER TABLE seal ADD COLUMN book_seq BIGINT NOT NULL DEFAULT 0;

CREATE TABLE request (
    book_id    UUID NOT NULL REFERENCES book (id),
    id         UUID NOT NULL,
    kind       TEXT COLLATE "C" NOT NULL,
    -- What it would do, and the facts that it was made against, as JSON text.
    subject    TEXT NOT NULL,
    why        TEXT NOT NULL,
    asked_by   TEXT NOT NULL,
    -- The person behind it: the one who asked, or whose program did.
    person     TEXT NOT NULL,
    asked_at   TIMESTAMPTZ NOT NULL,
    state      TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'approved', 'declined', 'withdrawn')),
    decided_by TEXT,
    decided_at TIMESTAMPTZ,
    answer     TEXT,
    PRIMARY KEY (book_id, id)
);
CREATE INDEX request_state ON request (book_id, state, id);

CREATE TRIGGER book_journal_keeps BEFORE UPDATE ON book_journal
FOR EACH ROW EXECUTE FUNCTION refuse_change('a journal record is never changed');
CREATE TRIGGER book_journal_stays BEFORE DELETE OR TRUNCATE ON book_journal
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a journal record is never deleted');
CREATE TRIGGER request_stays BEFORE DELETE OR TRUNCATE ON request
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a request is never deleted');
-- What was asked for stays as it was asked; only an open request is answered, once.
CREATE TRIGGER request_keeps BEFORE UPDATE ON request
FOR EACH ROW WHEN (OLD.state <> 'open' OR OLD.subject <> NEW.subject OR OLD.kind <> NEW.kind OR OLD.why <> NEW.why
  OR OLD.asked_by <> NEW.asked_by OR OLD.person <> NEW.person OR OLD.asked_at <> NEW.asked_at)
EXECUTE FUNCTION refuse_change('what was asked for is never changed');
