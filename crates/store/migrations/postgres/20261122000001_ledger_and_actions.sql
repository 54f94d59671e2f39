-- The same tables as on SQLite, in PostgreSQL's own types. Texts that are sorted or searched compare
-- by their bytes (COLLATE "C"), as they do on SQLite.

CREATE TABLE book (
    id          UUID NOT NULL PRIMARY KEY,
    name        TEXT COLLATE "C" NOT NULL UNIQUE,
    currency    TEXT COLLATE "C" NOT NULL,
    country     TEXT,
    settings    TEXT NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL
);

CREATE TABLE customer (
    book_id      UUID NOT NULL REFERENCES book (id),
    id           UUID NOT NULL,
    number       TEXT COLLATE "C" NOT NULL,
    name         TEXT COLLATE "C" NOT NULL,
    country      TEXT,
    language     TEXT,
    since        DATE,
    reason       TEXT,
    terms        TEXT,
    journal_seq  BIGINT NOT NULL DEFAULT 0,
    journal_hash BYTEA,
    created_at   TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (book_id, id),
    UNIQUE (book_id, number)
);

-- Every spelling of a customer's name that was seen; `folded` is what a search compares.
CREATE TABLE customer_name (
    book_id     UUID NOT NULL,
    customer_id UUID NOT NULL,
    name        TEXT COLLATE "C" NOT NULL,
    folded      TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (book_id, customer_id, name),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id)
);

CREATE INDEX customer_name_folded ON customer_name (book_id, folded);

CREATE TABLE contact_point (
    book_id     UUID NOT NULL,
    customer_id UUID NOT NULL,
    id          UUID NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('email', 'phone', 'sms', 'post')),
    value       TEXT COLLATE "C" NOT NULL,
    name        TEXT COLLATE "C",
    language    TEXT,
    consent     TEXT NOT NULL DEFAULT 'unknown' CHECK (consent IN ('yes', 'no', 'unknown')),
    preferred   BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (book_id, customer_id, id),
    UNIQUE (book_id, customer_id, kind, value),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id)
);

-- One customer in one currency. The balances and the payer's figures are caches of the entries.
CREATE TABLE account (
    book_id              UUID NOT NULL,
    customer_id          UUID NOT NULL,
    currency             TEXT COLLATE "C" NOT NULL,
    balance_minor        BIGINT NOT NULL DEFAULT 0,
    unapplied_minor      BIGINT NOT NULL DEFAULT 0,
    unapplied_since      DATE,
    paid_invoices        BIGINT NOT NULL DEFAULT 0,
    days_late_sum        BIGINT NOT NULL DEFAULT 0,
    written_off_invoices BIGINT NOT NULL DEFAULT 0,
    class                TEXT,
    procedure            TEXT,
    policy_hash          TEXT,
    next_review          DATE,
    last_contact         DATE,
    progress             TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (book_id, customer_id, currency),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id)
);

-- Which accounts a run looks at is read from this index alone, in the order of the run.
CREATE INDEX account_review ON account (book_id, customer_id, currency, next_review);

CREATE TABLE invoice (
    book_id     UUID NOT NULL,
    customer_id UUID NOT NULL,
    id          UUID NOT NULL,
    number      TEXT COLLATE "C" NOT NULL,
    currency    TEXT COLLATE "C" NOT NULL,
    issued      DATE NOT NULL,
    due         DATE NOT NULL,
    total_minor BIGINT NOT NULL,
    open_minor  BIGINT NOT NULL,
    schedule    TEXT,
    terms       TEXT,
    reference   TEXT,
    settled_on  DATE,
    row_hash    BIGINT,
    PRIMARY KEY (book_id, customer_id, id),
    UNIQUE (book_id, number),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id)
);

CREATE UNIQUE INDEX invoice_id ON invoice (book_id, id);

CREATE TABLE entry (
    book_id          UUID NOT NULL,
    customer_id      UUID NOT NULL,
    id               UUID NOT NULL,
    currency         TEXT COLLATE "C" NOT NULL,
    kind             TEXT NOT NULL CHECK (kind IN (
        'invoice', 'credit-note', 'payment', 'allocation', 'discount-taken', 'charge', 'write-off',
        'reversal', 'correction'
    )),
    date             DATE NOT NULL,
    invoice_id       UUID,
    invoice_effect   BIGINT NOT NULL,
    unapplied_effect BIGINT NOT NULL,
    source_id        UUID,
    reverses_id      UUID,
    document         TEXT COLLATE "C",
    reference        TEXT,
    reason           TEXT,
    actor            TEXT NOT NULL,
    recorded_at      TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (book_id, customer_id, id),
    CHECK (invoice_effect = 0 OR invoice_id IS NOT NULL),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id),
    FOREIGN KEY (book_id, customer_id, invoice_id) REFERENCES invoice (book_id, customer_id, id),
    FOREIGN KEY (book_id, customer_id, source_id) REFERENCES entry (book_id, customer_id, id),
    FOREIGN KEY (book_id, customer_id, reverses_id) REFERENCES entry (book_id, customer_id, id)
);

CREATE UNIQUE INDEX entry_document ON entry (book_id, kind, document) WHERE document IS NOT NULL;
CREATE INDEX entry_invoice ON entry (book_id, invoice_id) WHERE invoice_id IS NOT NULL;
CREATE INDEX entry_reverses ON entry (book_id, customer_id, reverses_id) WHERE reverses_id IS NOT NULL;

CREATE TABLE dispute (
    book_id      UUID NOT NULL,
    customer_id  UUID NOT NULL,
    id           UUID NOT NULL,
    invoice_id   UUID NOT NULL,
    opened_on    DATE NOT NULL,
    amount_minor BIGINT,
    resolved_on  DATE,
    reason       TEXT NOT NULL,
    resolution   TEXT,
    PRIMARY KEY (book_id, customer_id, id),
    FOREIGN KEY (book_id, customer_id, invoice_id) REFERENCES invoice (book_id, customer_id, id)
);

CREATE TABLE promise (
    book_id      UUID NOT NULL,
    customer_id  UUID NOT NULL,
    id           UUID NOT NULL,
    currency     TEXT COLLATE "C" NOT NULL,
    made_on      DATE NOT NULL,
    due          DATE NOT NULL,
    amount_minor BIGINT NOT NULL,
    invoices     TEXT NOT NULL,
    withdrawn_on DATE,
    reason       TEXT,
    PRIMARY KEY (book_id, customer_id, id),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id)
);

CREATE TABLE hold (
    book_id     UUID NOT NULL,
    customer_id UUID NOT NULL,
    id          UUID NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('contact', 'supply')),
    invoice_id  UUID,
    from_date   DATE NOT NULL,
    until_date  DATE,
    reason      TEXT NOT NULL,
    PRIMARY KEY (book_id, customer_id, id),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id),
    FOREIGN KEY (book_id, customer_id, invoice_id) REFERENCES invoice (book_id, customer_id, id)
);

CREATE TABLE note (
    book_id     UUID NOT NULL,
    customer_id UUID NOT NULL,
    id          UUID NOT NULL,
    on_date     DATE NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('note', 'call')),
    action_id   UUID,
    outcome     TEXT,
    reason      TEXT,
    text        TEXT NOT NULL,
    PRIMARY KEY (book_id, customer_id, id),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id)
);

-- The newest version of a book's policy is the one in force.
CREATE TABLE policy (
    book_id      UUID NOT NULL REFERENCES book (id),
    seq          BIGINT NOT NULL,
    hash         TEXT NOT NULL,
    name         TEXT COLLATE "C" NOT NULL,
    text         TEXT NOT NULL,
    activated_at TIMESTAMPTZ NOT NULL,
    actor        TEXT NOT NULL,
    PRIMARY KEY (book_id, seq)
);

CREATE TABLE run (
    book_id            UUID NOT NULL REFERENCES book (id),
    date               DATE NOT NULL,
    id                 UUID NOT NULL,
    started_at         TIMESTAMPTZ NOT NULL,
    finished_at        TIMESTAMPTZ,
    policy_hash        TEXT NOT NULL,
    customers_reviewed BIGINT NOT NULL DEFAULT 0,
    actions            BIGINT NOT NULL DEFAULT 0,
    summary            TEXT,
    PRIMARY KEY (book_id, date)
);

CREATE TABLE action (
    book_id       UUID NOT NULL,
    customer_id   UUID NOT NULL,
    id            UUID NOT NULL,
    currency      TEXT COLLATE "C" NOT NULL,
    decided_on    DATE NOT NULL,
    step          TEXT COLLATE "C" NOT NULL,
    kind          TEXT NOT NULL CHECK (kind IN (
        'email', 'sms', 'call', 'letter', 'hold', 'escalate', 'write-off'
    )),
    tone          TEXT CHECK (tone IN ('friendly', 'firm', 'final')),
    template      TEXT,
    class         TEXT NOT NULL,
    procedure     TEXT NOT NULL,
    policy_hash   TEXT NOT NULL,
    amount_minor  BIGINT NOT NULL,
    items         TEXT NOT NULL,
    facts         TEXT NOT NULL,
    reasons       TEXT NOT NULL,
    status        TEXT NOT NULL CHECK (status IN (
        'awaiting-approval', 'ready', 'done', 'skipped', 'withdrawn', 'superseded'
    )),
    approve_role  TEXT,
    priority      BIGINT NOT NULL,
    finished_on   DATE,
    finished_by   TEXT,
    finish_reason TEXT,
    message       TEXT,
    message_at    TIMESTAMPTZ,
    PRIMARY KEY (book_id, customer_id, id),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id)
);

CREATE UNIQUE INDEX action_id ON action (book_id, id);
CREATE INDEX action_decided ON action (book_id, decided_on);
CREATE INDEX action_open ON action (book_id, customer_id, priority)
    WHERE status IN ('awaiting-approval', 'ready');

CREATE TABLE journal (
    position    BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    book_id     UUID NOT NULL,
    customer_id UUID NOT NULL,
    seq         BIGINT NOT NULL,
    at          TIMESTAMPTZ NOT NULL,
    actor       TEXT NOT NULL,
    kind        TEXT NOT NULL,
    payload     TEXT NOT NULL,
    prev_hash   BYTEA NOT NULL,
    hash        BYTEA NOT NULL,
    UNIQUE (book_id, customer_id, seq),
    FOREIGN KEY (book_id, customer_id) REFERENCES customer (book_id, id)
);

CREATE TABLE seal (
    book_id   UUID NOT NULL REFERENCES book (id),
    seq       BIGINT NOT NULL,
    at        TIMESTAMPTZ NOT NULL,
    position  BIGINT NOT NULL,
    customers BIGINT NOT NULL,
    hash      BYTEA NOT NULL,
    PRIMARY KEY (book_id, seq)
);

CREATE TABLE idempotency (
    book_id    UUID NOT NULL REFERENCES book (id),
    key        TEXT COLLATE "C" NOT NULL,
    input_hash BYTEA NOT NULL,
    result     TEXT NOT NULL,
    at         TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (book_id, key)
);

-- One unit of `from_currency` is `rate` units of `to_currency` on that day; an exact decimal.
CREATE TABLE rate (
    book_id       UUID NOT NULL REFERENCES book (id),
    from_currency TEXT COLLATE "C" NOT NULL,
    to_currency   TEXT COLLATE "C" NOT NULL,
    date          DATE NOT NULL,
    rate          TEXT NOT NULL,
    PRIMARY KEY (book_id, from_currency, to_currency, date)
);

-- What was recorded is never changed: a correction is a new entry.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END
$$;

CREATE TRIGGER entry_keeps BEFORE UPDATE ON entry
FOR EACH ROW EXECUTE FUNCTION refuse_change('a ledger entry is never changed; record a correcting entry');
CREATE TRIGGER entry_stays BEFORE DELETE OR TRUNCATE ON entry
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a ledger entry is never deleted; record a correcting entry');
CREATE TRIGGER journal_keeps BEFORE UPDATE ON journal
FOR EACH ROW EXECUTE FUNCTION refuse_change('a journal record is never changed');
CREATE TRIGGER journal_stays BEFORE DELETE OR TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a journal record is never deleted');
CREATE TRIGGER seal_keeps BEFORE UPDATE ON seal
FOR EACH ROW EXECUTE FUNCTION refuse_change('a seal is never changed');
CREATE TRIGGER seal_stays BEFORE DELETE OR TRUNCATE ON seal
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a seal is never deleted');
