-- The texts that wait for approval or are ready to leave, the oldest first.
CREATE INDEX action_waiting ON action (book_id, status, decided_on, id)
    WHERE status IN ('awaiting-approval', 'ready') AND (kind = 'email' OR kind = 'sms' OR kind = 'letter');
