-- Reads the first audit row that has no seal although the sealing had passed its place. Reads the
-- whole log.
SELECT a.sequence
FROM audit a
WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.sequence = a.sequence)
    AND (a.transaction < $1::text::xid8 OR a.sequence <= $2)
ORDER BY a.sequence
LIMIT 1
