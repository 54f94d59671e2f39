-- What happened to the book itself, in a chain of its own, and what one person asks for and another
-- has to approve.
ALTER TABLE book ADD COLUMN journal_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE book ADD COLUMN journal_hash BLOB;

CREATE TABLE book_journal (
    book_id   BLOB    NOT NULL REFERENCES book (id),
    seq       INTEGER NOT NULL,
    at        TEXT    NOT NULL,
    actor     TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    payload   TEXT    NOT NULL,
    prev_hash BLOB    NOT NULL,
    hash      BLOB    NOT NULL,
    PRIMARY KEY (book_id, seq)
) STRICT, WITHOUT ROWID;

-- A seal covers the book's own records up to this one; those of before there were any cover none.
ALTER TABLE seal ADD COLUMN book_seq INTEGER NOT NULL DEFAULT 0;

CREATE TABLE request (
    book_id    BLOB NOT NULL REFERENCES book (id),
    id         BLOB NOT NULL,
    kind       TEXT NOT NULL,
    -- What it would do, and the facts that it was made against, as JSON text.
    subject    TEXT NOT NULL,
    why        TEXT NOT NULL,
    asked_by   TEXT NOT NULL,
    -- The person behind it: the one who asked, or whose program did.
    person     TEXT NOT NULL,
    asked_at   TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('open', 'approved', 'declined', 'withdrawn')),
    decided_by TEXT,
    decided_at TEXT,
    answer     TEXT,
    PRIMARY KEY (book_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_state ON request (book_id, state, id);

CREATE TRIGGER book_journal_keeps BEFORE UPDATE ON book_journal
BEGIN SELECT RAISE(ABORT, 'a journal record is never changed'); END;
CREATE TRIGGER book_journal_stays BEFORE DELETE ON book_journal
BEGIN SELECT RAISE(ABORT, 'a journal record is never deleted'); END;
CREATE TRIGGER request_stays BEFORE DELETE ON request
BEGIN SELECT RAISE(ABORT, 'a request is never deleted'); END;
-- What was asked for stays as it was asked; only an open request is answered, once.
CREATE TRIGGER request_keeps BEFORE UPDATE ON request
WHEN OLD.state <> 'open' OR OLD.subject <> NEW.subject OR OLD.kind <> NEW.kind OR OLD.why <> NEW.why
  OR OLD.asked_by <> NEW.asked_by OR OLD.person <> NEW.person OR OLD.asked_at <> NEW.asked_at
BEGIN SELECT RAISE(ABORT, 'what was asked for is never changed'); END;
