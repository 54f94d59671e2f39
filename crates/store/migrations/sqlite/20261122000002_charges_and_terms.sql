-- Charges for paying late, the terms that customers accepted, and what kind of debtor each one is.

ALTER TABLE customer ADD COLUMN kind TEXT NOT NULL DEFAULT 'business'
    CHECK (kind = 'business' OR kind = 'consumer' OR kind = 'public-body');

-- Caches of the entries: what was charged and neither undone nor waived, and whether an entry came in
-- that counts from before interest was charged.
ALTER TABLE invoice ADD COLUMN charges_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE invoice ADD COLUMN recharge INTEGER NOT NULL DEFAULT 0 CHECK (recharge IN (0, 1));

CREATE INDEX invoice_recharge ON invoice (book_id, customer_id, id) WHERE recharge;

-- How a charge was worked out. Its amount is that of its entry, to which the lines add up.
CREATE TABLE charge (
    book_id     BLOB    NOT NULL,
    customer_id BLOB    NOT NULL,
    entry_id    BLOB    NOT NULL,
    invoice_id  BLOB    NOT NULL,
    kind        TEXT    NOT NULL CHECK (kind = 'interest' OR kind = 'fixed-sum' OR kind = 'fee'),
    instalment  INTEGER NOT NULL,
    from_date   TEXT,
    to_date     TEXT,
    basis       TEXT    NOT NULL,
    source      TEXT,
    law         TEXT,
    lines       TEXT    NOT NULL,
    action_id   BLOB,
    PRIMARY KEY (book_id, customer_id, entry_id),
    FOREIGN KEY (book_id, customer_id, entry_id) REFERENCES entry (book_id, customer_id, id),
    FOREIGN KEY (book_id, customer_id, invoice_id) REFERENCES invoice (book_id, customer_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX charge_invoice ON charge (book_id, invoice_id);
CREATE INDEX charge_action ON charge (book_id, action_id) WHERE action_id IS NOT NULL;

-- The newest that was accepted before an invoice decides what may be charged on it.
CREATE TABLE terms_acceptance (
    book_id      BLOB NOT NULL,
    customer_id  BLOB NOT NULL,
    id           BLOB NOT NULL,
    accepted_on  TEXT NOT NULL,
    currency     TEXT NOT NULL,
    interest     TEXT NOT NULL,
    fixed_sum    TEXT NOT NULL,
    fees         TEXT NOT NULL,
    law          TEXT,
    due          TEXT,
    document     TEXT NOT NULL,
    withdrawn_on TEXT,
    reason       TEXT,
    PRIMARY KEY (book_id, customer_id, id),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER charge_keeps BEFORE UPDATE ON charge
BEGIN SELECT RAISE(ABORT, 'a charge is never changed; undo its entry and charge anew'); END;
CREATE TRIGGER charge_stays BEFORE DELETE ON charge
BEGIN SELECT RAISE(ABORT, 'a charge is never deleted; undo its entry'); END;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('invoice', 'invoice_recharge', '100 100 2 1'),
    ('charge', 'charge', '500000 500000 10 1'),
    ('charge', 'charge_invoice', '500000 500000 2'),
    ('charge', 'charge_action', '500000 500000 2'),
    ('terms_acceptance', 'terms_acceptance', '50000 50000 1 1');
ANALYZE sqlite_schema;
