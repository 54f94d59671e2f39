-- The accounts with money that is not set against an invoice are few among many.
CREATE INDEX account_unapplied ON account (book_id, customer_id, currency) WHERE unapplied_minor > 0;
