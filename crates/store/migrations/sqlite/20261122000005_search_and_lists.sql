-- Search as you type, lists in pages, and who looks after what.

-- The person who looks after a customer, and the one who is to settle a dispute.
ALTER TABLE customer ADD COLUMN owner TEXT;
ALTER TABLE dispute ADD COLUMN owner TEXT;

-- What a search compares: an e-mail address in lower case, the digits of a telephone number; empty for
-- what is not searched.
ALTER TABLE contact_point ADD COLUMN folded TEXT NOT NULL DEFAULT '';
UPDATE contact_point SET folded = CASE kind
    WHEN 'email' THEN lower(value)
    WHEN 'post' THEN ''
    ELSE replace(replace(replace(replace(replace(replace(replace(replace(
        value, ' ', ''), '+', ''), '-', ''), '(', ''), ')', ''), '/', ''), '.', ''), char(9), '')
END;

-- Names are compared without accents from now on.
UPDATE customer_name SET folded =
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(
        folded, 'à', 'a'), 'á', 'a'), 'â', 'a'), 'ã', 'a'), 'ä', 'a'), 'å', 'a'), 'ç', 'c'), 'è', 'e'),
        'é', 'e'), 'ê', 'e'), 'ë', 'e'), 'ì', 'i'), 'í', 'i'), 'î', 'i'), 'ï', 'i'), 'ñ', 'n'),
        'ò', 'o'), 'ó', 'o'), 'ô', 'o'), 'õ', 'o'), 'ö', 'o'), 'ø', 'o'), 'ù', 'u'), 'ú', 'u'),
        'û', 'u'), 'ü', 'u'), 'ý', 'y'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');

-- Every spelling, address and number by each three letters in a row. The program writes it together with
-- them: a trigger would have FTS5 write to the disk for every row.
CREATE VIRTUAL TABLE customer_text USING fts5(
    text, book_id UNINDEXED, customer_id UNINDEXED,
    tokenize = 'trigram', detail = 'none', columnsize = 0
);
INSERT INTO customer_text (text, book_id, customer_id)
SELECT folded, book_id, customer_id FROM customer_name;
INSERT INTO customer_text (text, book_id, customer_id)
SELECT DISTINCT folded, book_id, customer_id FROM contact_point WHERE folded <> '';

-- Open invoices whose instalments each have an age of their own.
CREATE INDEX invoice_in_instalments ON invoice (book_id, customer_id)
    WHERE open_minor <> 0 AND schedule IS NOT NULL;

-- Money that came in, by day.
CREATE INDEX entry_received ON entry (book_id, date, id) WHERE kind IN ('payment', 'credit-note');

CREATE INDEX promise_due ON promise (book_id, due, id);
CREATE INDEX dispute_opened ON dispute (book_id, opened_on, id);

-- The worklist from its top, with what its totals and filters ask for.
CREATE INDEX action_worklist
    ON action (book_id, currency, priority DESC, id, kind, status, class, amount_minor)
    WHERE status IN ('awaiting-approval', 'ready');
-- Texts that left, by day.
CREATE INDEX action_left ON action (book_id, finished_on, id)
    WHERE status = 'done' AND message IS NOT NULL;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('invoice', 'invoice_in_instalments', '200000 200000 4 1'),
    ('entry', 'entry_received', '1000000 1000000 800 1'),
    ('promise', 'promise_due', '20000 20000 50 1'),
    ('dispute', 'dispute_opened', '10000 10000 20 1'),
    ('action', 'action_worklist', '50000 50000 10000 5 1 1 1 1 1'),
    ('action', 'action_left', '1000000 1000000 1000 1');
ANALYZE sqlite_schema;
