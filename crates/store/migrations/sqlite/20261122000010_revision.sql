-- Counts the changes of a book, each just before it is committed. What was worked out from a book is as
-- good as new for as long as the count stays.
CREATE TABLE book_revision (
    book_id  BLOB NOT NULL PRIMARY KEY REFERENCES book (id),
    revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
