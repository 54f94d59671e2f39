-- Search as you type, lists in pages, and who looks after what.

-- The person who looks after a customer, and the one who is to settle a dispute.
ALTER TABLE customer ADD COLUMN owner TEXT COLLATE "C";
ALTER TABLE dispute ADD COLUMN owner TEXT COLLATE "C";

-- What a search compares: an e-mail address in lower case, the digits of a telephone number; empty for
-- what is not searched.
ALTER TABLE contact_point ADD COLUMN folded TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE contact_point SET folded = CASE kind
    WHEN 'email' THEN lower(value)
    WHEN 'post' THEN ''
    ELSE regexp_replace(value, '[^0-9]', '', 'g')
END;

-- Names are compared without accents from now on.
UPDATE customer_name SET folded = replace(replace(replace(
    translate(folded, 'àáâãäåçèéêëìíîïñòóôõöøùúûüý', 'aaaaaaceeeeiiiinoooooouuuuy'),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');

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
