-- The articles that may be the one at an address: the oldest with its key, by
-- article_addresses_key_idx, and those whose URL is spelled the same, by articles_url_idx.
SELECT
    found.site_id,
    found.article_id,
    found.url,
    found.is_alias,
    coalesce(s.policy -> 'pages', '{}') AS pages,
    s.former_page_rules
FROM (
    SELECT d.site_id, d.article_id, d.url, d.moved_at IS NOT NULL AS is_alias
    FROM unnest((SELECT $1::bytea[])::bytea[]) AS wanted (address_key)
    CROSS JOIN LATERAL (
        SELECT * FROM article_addresses
        WHERE address_key = wanted.address_key
        ORDER BY article_id
        LIMIT 50
    ) d
    UNION ALL
    SELECT site_id, article_id, url, false
    FROM articles
    WHERE url = ANY ((SELECT $2::text[])::text[])
) found
JOIN sites s ON s.site_id = found.site_id
