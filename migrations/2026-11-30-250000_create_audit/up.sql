-- The audit log: what staff and operators did beside deciding about comments, which `decisions`
-- has. Rows are appended and never changed; only the owner of the tables can remove old ones.
-- One log for the whole installation, since accounts belong to no site.
SET LOCAL lock_timeout = '5s';

CREATE TABLE audit (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Sealing reads rows by it, since a row of a smaller sequence may be committed later.
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    -- By the clock of the database, which the service cannot set.
    created_at timestamptz NOT NULL DEFAULT now(),
    kind text NOT NULL,
    -- The account that acted; empty for the command line, and for someone who is not signed in.
    -- No foreign key: a log refers to what may be gone.
    moderator_id uuid,
    -- What the entry is about: an account, an article.
    subject_id uuid,
    site_id uuid,
    -- A keyed hash of the client's network address, for sign-ins.
    address_hash bytea,
    -- Numbers, ids and names of settings. No text of a reader and no email address.
    payload jsonb NOT NULL
);
CREATE INDEX audit_order_idx ON audit (transaction, sequence);
-- Throttled sign-ins of one address are recorded once a minute.
CREATE INDEX audit_address_idx ON audit (address_hash, kind, created_at) WHERE address_hash IS NOT NULL;

-- The chain of hashes over the audit log: one row for each row of it, in the order of sealing.
CREATE TABLE audit_seals (
    position bigint PRIMARY KEY,
    sequence bigint NOT NULL,
    -- SHA-256 of the hash before it and of the sealed row.
    hash bytea NOT NULL,
    -- Every row of an earlier transaction has a seal by now, and every row up to this sequence.
    horizon xid8 NOT NULL,
    floor bigint NOT NULL,
    sealed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT audit_seals_sequence_key UNIQUE (sequence),
    CONSTRAINT audit_seals_hash_is_sha256 CHECK (octet_length(hash) = 32)
);

-- Where the chain begins after old rows were removed from its beginning.
CREATE TABLE audit_anchors (
    -- The last position that was removed, and its hash.
    position bigint PRIMARY KEY,
    hash bytea NOT NULL,
    removed bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT audit_anchors_hash_is_sha256 CHECK (octet_length(hash) = 32)
);
