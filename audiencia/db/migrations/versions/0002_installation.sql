-- Which keys belong to this database: found out when a node starts with others, before anything is sealed under them.

CREATE TABLE installation (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    pepper_fingerprint text NOT NULL
);
