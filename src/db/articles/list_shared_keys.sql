-- Those of the keys that several articles of a site have; by article_addresses_key_idx.
SELECT wanted.address_key
FROM unnest($2::bytea[]) AS wanted (address_key)
WHERE (
    SELECT count(*)
    FROM (
        SELECT DISTINCT article_id FROM article_addresses
        WHERE address_key = wanted.address_key AND site_id = $1
        ORDER BY article_id
        LIMIT 2
    ) articles
) > 1
