-- The hashes of network addresses in the audit log, apart from its entries, which cannot be changed:
-- a row goes after MODERATO_ADDRESS_DAYS. The entry keeps a hash of the row, which says nothing without
-- the random bytes in it, so that the chain stays valid and two entries of one address cannot be linked.
-- One table for the whole installation, as the audit log is.
SET LOCAL lock_timeout = '5s';

CREATE TABLE audit_addresses (
    -- The entry. No foreign key: only the owner of the tables removes entries.
    sequence bigint PRIMARY KEY,
    kind text NOT NULL,
    -- Random bytes; empty for an entry of an earlier release, which has the hash itself.
    nonce bytea NOT NULL,
    -- A keyed hash of the client's network address.
    address_hash bytea NOT NULL,
    -- By the clock of the database, as the entry's.
    created_at timestamptz NOT NULL DEFAULT now()
);
-- Sign-ins from an address, and throttled sign-ins, which are recorded once a minute.
CREATE INDEX audit_addresses_hash_idx ON audit_addresses (address_hash, kind, created_at);

-- What earlier releases recorded in the last days counts as before.
INSERT INTO audit_addresses (sequence, kind, nonce, address_hash, created_at)
SELECT sequence, kind, '', address_hash, created_at
FROM audit
WHERE address_hash IS NOT NULL AND created_at > now() - interval '30 days';
