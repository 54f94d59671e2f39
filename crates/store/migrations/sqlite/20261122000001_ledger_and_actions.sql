-- The first schema. Money is whole minor units, dates are ISO text, times are ISO text in UTC with
-- six decimals, ids are the 16 bytes of a UUID, and JSON is text kept to the byte.
--
-- Every primary key begins with the book. Narrow tables that are read by customer are kept in the
-- order of their key (WITHOUT ROWID); rows with long texts are not, because long rows make such a
-- tree deep.
--
-- A column of three words or more is checked with OR: for a longer IN, SQLite makes a table of the words
-- anew for each row that is written.

CREATE TABLE book (
    id          BLOB    NOT NULL PRIMARY KEY,
    name        TEXT    NOT NULL UNIQUE,
    currency    TEXT    NOT NULL,
    country     TEXT,
    settings    TEXT    NOT NULL,
    created_at  TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE customer (
    book_id      BLOB    NOT NULL REFERENCES book (id),
    id           BLOB    NOT NULL,
    number       TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    country      TEXT,
    language     TEXT,
    since        TEXT,
    reason       TEXT,
    terms        TEXT,
    journal_seq  INTEGER NOT NULL DEFAULT 0,
    journal_hash BLOB,
    created_at   TEXT    NOT NULL,
    PRIMARY KEY (book_id, id),
    UNIQUE (book_id, number)
) STRICT, WITHOUT ROWID;

-- Every spelling of a customer's name that was seen; `folded` is what a search compares.
CREATE TABLE customer_name (
    book_id     BLOB    NOT NULL,
    customer_id BLOB    NOT NULL,
    name        TEXT    NOT NULL,
    folded      TEXT    NOT NULL,
    PRIMARY KEY (book_id, customer_id, name),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX customer_name_folded ON customer_name (book_id, folded);

CREATE TABLE contact_point (
    book_id     BLOB    NOT NULL,
    customer_id BLOB    NOT NULL,
    id          BLOB    NOT NULL,
    kind        TEXT    NOT NULL CHECK (kind = 'email' OR kind = 'phone' OR kind = 'sms' OR kind = 'post'),
    value       TEXT    NOT NULL,
    name        TEXT,
    language    TEXT,
    consent     TEXT    NOT NULL DEFAULT 'unknown' CHECK (consent = 'yes' OR consent = 'no' OR consent = 'unknown'),
    preferred   INTEGER NOT NULL DEFAULT 0 CHECK (preferred IN (0, 1)),
    PRIMARY KEY (book_id, customer_id, id),
    UNIQUE (book_id, customer_id, kind, value),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id)
) STRICT, WITHOUT ROWID;

-- One customer in one currency. The balances and the payer's figures are caches of the entries.
CREATE TABLE account (
    book_id              BLOB    NOT NULL,
    customer_id          BLOB    NOT NULL,
    currency             TEXT    NOT NULL,
    balance_minor        INTEGER NOT NULL DEFAULT 0,
    unapplied_minor      INTEGER NOT NULL DEFAULT 0,
    unapplied_since      TEXT,
    paid_invoices        INTEGER NOT NULL DEFAULT 0,
    days_late_sum        INTEGER NOT NULL DEFAULT 0,
    written_off_invoices INTEGER NOT NULL DEFAULT 0,
    class                TEXT,
    procedure            TEXT,
    policy_hash          TEXT,
    next_review          TEXT,
    last_contact         TEXT,
    progress             TEXT    NOT NULL DEFAULT '[]',
    PRIMARY KEY (book_id, customer_id, currency),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id)
) STRICT;

-- Which accounts a run looks at is read from this index alone, in the order of the run.
CREATE INDEX account_review ON account (book_id, customer_id, currency, next_review);

CREATE TABLE invoice (
    book_id     BLOB    NOT NULL,
    customer_id BLOB    NOT NULL,
    id          BLOB    NOT NULL,
    number      TEXT    NOT NULL,
    currency    TEXT    NOT NULL,
    issued      TEXT    NOT NULL,
    due         TEXT    NOT NULL,
    total_minor INTEGER NOT NULL,
    open_minor  INTEGER NOT NULL,
    schedule    TEXT,
    terms       TEXT,
    reference   TEXT,
    settled_on  TEXT,
    row_hash    INTEGER,
    PRIMARY KEY (book_id, customer_id, id),
    UNIQUE (book_id, number),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX invoice_id ON invoice (book_id, id);

CREATE TABLE entry (
    book_id          BLOB    NOT NULL,
    customer_id      BLOB    NOT NULL,
    id               BLOB    NOT NULL,
    currency         TEXT    NOT NULL,
    kind             TEXT    NOT NULL CHECK (
        kind = 'invoice' OR kind = 'credit-note' OR kind = 'payment' OR kind = 'allocation'
        OR kind = 'discount-taken' OR kind = 'charge' OR kind = 'write-off' OR kind = 'reversal'
        OR kind = 'correction'
    ),
    date             TEXT    NOT NULL,
    invoice_id       BLOB,
    invoice_effect   INTEGER NOT NULL,
    unapplied_effect INTEGER NOT NULL,
    source_id        BLOB,
    reverses_id      BLOB,
    document         TEXT,
    reference        TEXT,
    reason           TEXT,
    actor            TEXT    NOT NULL,
    recorded_at      TEXT    NOT NULL,
    PRIMARY KEY (book_id, customer_id, id),
    CHECK (invoice_effect = 0 OR invoice_id IS NOT NULL),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id),
    FOREIGN KEY (book_id, customer_id, invoice_id) REFERENCES invoice (book_id, customer_id, id),
    FOREIGN KEY (book_id, customer_id, source_id) REFERENCES entry (book_id, customer_id, id),
    FOREIGN KEY (book_id, customer_id, reverses_id) REFERENCES entry (book_id, customer_id, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX entry_document ON entry (book_id, kind, document) WHERE document IS NOT NULL;
CREATE INDEX entry_invoice ON entry (book_id, invoice_id) WHERE invoice_id IS NOT NULL;
CREATE INDEX entry_reverses ON entry (book_id, customer_id, reverses_id) WHERE reverses_id IS NOT NULL;

CREATE TABLE dispute (
    book_id      BLOB    NOT NULL,
    customer_id  BLOB    NOT NULL,
    id           BLOB    NOT NULL,
    invoice_id   BLOB    NOT NULL,
    opened_on    TEXT    NOT NULL,
    amount_minor INTEGER,
    resolved_on  TEXT,
    reason       TEXT    NOT NULL,
    resolution   TEXT,
    PRIMARY KEY (book_id, customer_id, id),
    FOREIGN KEY (book_id, customer_id, invoice_id) REFERENCES invoice (book_id, customer_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE promise (
    book_id      BLOB    NOT NULL,
    customer_id  BLOB    NOT NULL,
    id           BLOB    NOT NULL,
    currency     TEXT    NOT NULL,
    made_on      TEXT    NOT NULL,
    due          TEXT    NOT NULL,
    amount_minor INTEGER NOT NULL,
    invoices     TEXT    NOT NULL,
    withdrawn_on TEXT,
    reason       TEXT,
    PRIMARY KEY (book_id, customer_id, id),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE hold (
    book_id     BLOB    NOT NULL,
    customer_id BLOB    NOT NULL,
    id          BLOB    NOT NULL,
    kind        TEXT    NOT NULL CHECK (kind IN ('contact', 'supply')),
    invoice_id  BLOB,
    from_date   TEXT    NOT NULL,
    until_date  TEXT,
    reason      TEXT    NOT NULL,
    PRIMARY KEY (book_id, customer_id, id),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id),
    FOREIGN KEY (book_id, customer_id, invoice_id) REFERENCES invoice (book_id, customer_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
    book_id     BLOB    NOT NULL,
    customer_id BLOB    NOT NULL,
    id          BLOB    NOT NULL,
    on_date     TEXT    NOT NULL,
    kind        TEXT    NOT NULL CHECK (kind IN ('note', 'call')),
    action_id   BLOB,
    outcome     TEXT,
    reason      TEXT,
    text        TEXT    NOT NULL,
    PRIMARY KEY (book_id, customer_id, id),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id)
) STRICT;

-- The newest version of a book's policy is the one in force.
CREATE TABLE policy (
    book_id      BLOB    NOT NULL REFERENCES book (id),
    seq          INTEGER NOT NULL,
    hash         TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    text         TEXT    NOT NULL,
    activated_at TEXT    NOT NULL,
    actor        TEXT    NOT NULL,
    PRIMARY KEY (book_id, seq)
) STRICT;

CREATE TABLE run (
    book_id            BLOB    NOT NULL REFERENCES book (id),
    date               TEXT    NOT NULL,
    id                 BLOB    NOT NULL,
    started_at         TEXT    NOT NULL,
    finished_at        TEXT,
    policy_hash        TEXT    NOT NULL,
    customers_reviewed INTEGER NOT NULL DEFAULT 0,
    actions            INTEGER NOT NULL DEFAULT 0,
    summary            TEXT,
    PRIMARY KEY (book_id, date)
) STRICT;

CREATE TABLE action (
    book_id       BLOB    NOT NULL,
    customer_id   BLOB    NOT NULL,
    id            BLOB    NOT NULL,
    currency      TEXT    NOT NULL,
    decided_on    TEXT    NOT NULL,
    step          TEXT    NOT NULL,
    kind          TEXT    NOT NULL CHECK (
        kind = 'email' OR kind = 'sms' OR kind = 'call' OR kind = 'letter' OR kind = 'hold'
        OR kind = 'escalate' OR kind = 'write-off'
    ),
    tone          TEXT    CHECK (tone = 'friendly' OR tone = 'firm' OR tone = 'final'),
    template      TEXT,
    class         TEXT    NOT NULL,
    procedure     TEXT    NOT NULL,
    policy_hash   TEXT    NOT NULL,
    amount_minor  INTEGER NOT NULL,
    items         TEXT    NOT NULL,
    facts         TEXT    NOT NULL,
    reasons       TEXT    NOT NULL,
    status        TEXT    NOT NULL CHECK (
        status = 'awaiting-approval' OR status = 'ready' OR status = 'done' OR status = 'skipped'
        OR status = 'withdrawn' OR status = 'superseded'
    ),
    approve_role  TEXT,
    priority      INTEGER NOT NULL,
    finished_on   TEXT,
    finished_by   TEXT,
    finish_reason TEXT,
    message       TEXT,
    message_at    TEXT,
    PRIMARY KEY (book_id, customer_id, id),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id)
) STRICT;

CREATE UNIQUE INDEX action_id ON action (book_id, id);
CREATE INDEX action_decided ON action (book_id, decided_on);
CREATE INDEX action_open ON action (book_id, customer_id, priority)
    WHERE status IN ('awaiting-approval', 'ready');

CREATE TABLE journal (
    position    INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    book_id     BLOB    NOT NULL,
    customer_id BLOB    NOT NULL,
    seq         INTEGER NOT NULL,
    at          TEXT    NOT NULL,
    actor       TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    payload     TEXT    NOT NULL,
    prev_hash   BLOB    NOT NULL,
    hash        BLOB    NOT NULL,
    UNIQUE (book_id, customer_id, seq),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id)
) STRICT;

CREATE TABLE seal (
    book_id   BLOB    NOT NULL REFERENCES book (id),
    seq       INTEGER NOT NULL,
    at        TEXT    NOT NULL,
    position  INTEGER NOT NULL,
    customers INTEGER NOT NULL,
    hash      BLOB    NOT NULL,
    PRIMARY KEY (book_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency (
    book_id    BLOB    NOT NULL REFERENCES book (id),
    key        TEXT    NOT NULL,
    input_hash BLOB    NOT NULL,
    result     TEXT    NOT NULL,
    at         TEXT    NOT NULL,
    PRIMARY KEY (book_id, key)
) STRICT, WITHOUT ROWID;

-- One unit of `from_currency` is `rate` units of `to_currency` on that day; an exact decimal.
CREATE TABLE rate (
    book_id       BLOB    NOT NULL REFERENCES book (id),
    from_currency TEXT    NOT NULL,
    to_currency   TEXT    NOT NULL,
    date          TEXT    NOT NULL,
    rate          TEXT    NOT NULL,
    PRIMARY KEY (book_id, from_currency, to_currency, date)
) STRICT, WITHOUT ROWID;

-- What was recorded is never changed: a correction is a new entry.
CREATE TRIGGER entry_keeps BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'a ledger entry is never changed; record a correcting entry'); END;
CREATE TRIGGER entry_stays BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'a ledger entry is never deleted; record a correcting entry'); END;
CREATE TRIGGER journal_keeps BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'a journal record is never changed'); END;
CREATE TRIGGER journal_stays BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'a journal record is never deleted'); END;
CREATE TRIGGER seal_keeps BEFORE UPDATE ON seal
BEGIN SELECT RAISE(ABORT, 'a seal is never changed'); END;
CREATE TRIGGER seal_stays BEFORE DELETE ON seal
BEGIN SELECT RAISE(ABORT, 'a seal is never deleted'); END;

-- SQLite plans without figures as if a book held ten rows. It is told the shape of a large one, so
-- that a plan never rests on the book alone: rows in the index, then rows for each longer prefix.
ANALYZE;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('customer', 'customer', '100000 100000 1'),
    ('customer', 'sqlite_autoindex_customer_2', '100000 100000 1'),
    ('customer_name', 'customer_name', '120000 120000 2 1'),
    ('customer_name', 'customer_name_folded', '120000 120000 2'),
    ('contact_point', 'contact_point', '200000 200000 2 1'),
    ('contact_point', 'sqlite_autoindex_contact_point_2', '200000 200000 2 1 1'),
    ('account', 'sqlite_autoindex_account_1', '110000 110000 2 1'),
    ('account', 'account_review', '110000 110000 2 1 1'),
    ('invoice', 'invoice', '2000000 2000000 20 1'),
    ('invoice', 'sqlite_autoindex_invoice_2', '2000000 2000000 1'),
    ('invoice', 'invoice_id', '2000000 2000000 1'),
    ('entry', 'entry', '5000000 5000000 50 1'),
    ('entry', 'entry_document', '1000000 1000000 500000 1'),
    ('entry', 'entry_invoice', '4500000 4500000 3'),
    ('entry', 'entry_reverses', '10000 10000 2 1'),
    ('dispute', 'dispute', '10000 10000 2 1'),
    ('promise', 'promise', '20000 20000 2 1'),
    ('hold', 'hold', '10000 10000 2 1'),
    ('note', 'sqlite_autoindex_note_1', '100000 100000 5 1'),
    ('action', 'sqlite_autoindex_action_1', '2000000 2000000 20 1'),
    ('action', 'action_id', '2000000 2000000 1'),
    ('action', 'action_decided', '2000000 2000000 5000'),
    ('action', 'action_open', '50000 50000 1 1'),
    ('journal', 'sqlite_autoindex_journal_1', '5000000 5000000 50 1'),
    ('rate', 'rate', '10000 10000 2000 500 1');
ANALYZE sqlite_schema;
