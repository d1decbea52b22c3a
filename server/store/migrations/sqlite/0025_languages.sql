-- Languages (RFC 5646): the one that somebody chose, and the one that a browser of theirs asked for last.
ALTER TABLE persons ADD COLUMN language_chosen TEXT;
ALTER TABLE persons ADD COLUMN language_asked TEXT;
