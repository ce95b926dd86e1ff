-- Keys that many recent comments of the site share; by fingerprints_keys_idx.
SELECT key
FROM fingerprints f
CROSS JOIN LATERAL unnest(f.keys) AS key
WHERE f.site_id IS NOT DISTINCT FROM $1
  AND f.keys OPERATOR(pg_catalog.&&) (SELECT $2::integer[])
  AND key = ANY($2)
  AND f.created_at >= $3
GROUP BY key
HAVING count(*) >= $4
