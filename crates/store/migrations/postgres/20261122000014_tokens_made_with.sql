-- A program can make a token with its own; with that one it is taken back.
ALTER TABLE api_token ADD COLUMN made_with UUID;
