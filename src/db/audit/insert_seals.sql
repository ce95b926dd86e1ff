-- Appends seals to the chain.
INSERT INTO audit_seals (position, sequence, hash, horizon, floor)
SELECT position, sequence, hash, $4::text::xid8, $5
FROM unnest($1::bigint[], $2::bigint[], $3::bytea[]) AS seal (position, sequence, hash)
