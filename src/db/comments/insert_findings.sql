-- Inserts findings from arrays of equal length, one array for each column.
INSERT INTO findings (site_id, comment_id, revision, position, phase, code, severity, evidence)
SELECT *
FROM unnest(
    $1::uuid[], $2::uuid[], $3::integer[], $4::integer[], $5::text[], $6::text[], $7::text[],
    $8::jsonb[]
)
