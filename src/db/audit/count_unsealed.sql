-- Counts the audit rows that wait for their seals. Reads the whole log.
SELECT count(*) AS count
FROM audit a
WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.sequence = a.sequence)
