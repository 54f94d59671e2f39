-- Charges for paying late, the terms that customers accepted, and what kind of debtor each one is.

ALTER TABLE customer ADD COLUMN kind TEXT NOT NULL DEFAULT 'business'
    CHECK (kind IN ('business', 'consumer', 'public-body'));

-- Caches of the entries: what was charged and neither undone nor waived, and whether an entry came in
-- that counts from before interest was charged.
ALTER TABLE invoice ADD COLUMN charges_minor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invoice ADD COLUMN recharge BOOLEAN NOT NULL DEFAULT FALSE;

CREATE INDEX invoice_recharge ON invoice (book_id, customer_id, id) WHERE recharge;

-- How a charge was worked out. Its amount is that of its entry, to which the lines add up.
CREATE TABLE charge (
    book_id     UUID   NOT NULL,
    customer_id UUID   NOT NULL,
    entry_id    UUID   NOT NULL,
    invoice_id  UUID   NOT NULL,
    kind        TEXT   NOT NULL CHECK (kind IN ('interest', 'fixed-sum', 'fee')),
    instalment  BIGINT NOT NULL,
    from_date   DATE,
    to_date     DATE,
    basis       TEXT   NOT NULL,
    source      TEXT,
    law         TEXT,
    lines       TEXT   NOT NULL,
    action_id   UUID,
    PRIMARY KEY (book_id, customer_id, entry_id),
    FOREIGN KEY (book_id, customer_id, entry_id) REFERENCES entry (book_id, customer_id, id),
    FOREIGN KEY (book_id, customer_id, invoice_id) REFERENCES invoice (book_id, customer_id, id)
);

CREATE INDEX charge_invoice ON charge (book_id, invoice_id);
CREATE INDEX charge_action ON charge (book_id, action_id) WHERE action_id IS NOT NULL;

-- The newest that was accepted before an invoice decides what may be charged on it.
CREATE TABLE terms_acceptance (
    book_id      UUID NOT NULL,
    customer_id  UUID NOT NULL,
    id           UUID NOT NULL,
    accepted_on  DATE NOT NULL,
    currency     TEXT COLLATE "C" NOT NULL,
    interest     TEXT NOT NULL,
    fixed_sum    TEXT NOT NULL,
    fees         TEXT NOT NULL,
    law          TEXT,
    due          TEXT,
    document     TEXT NOT NULL,
    withdrawn_on DATE,
    reason       TEXT,
    PRIMARY KEY (book_id, customer_id, id),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id)
);

CREATE TRIGGER charge_keeps BEFORE UPDATE ON charge
FOR EACH ROW EXECUTE FUNCTION refuse_change('a charge is never changed; undo its entry and charge anew');
CREATE TRIGGER charge_stays BEFORE DELETE OR TRUNCATE ON charge
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a charge is never deleted; undo its entry');
