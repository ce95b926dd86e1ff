-- The addresses under which an article is found, each with the key that all spellings of the
-- address share. The service fills the table for articles that exist, in batches. Instances of the
-- release before do not know it: for them, removing an article removes its addresses.
SET LOCAL lock_timeout = '5s';

CREATE TABLE article_addresses (
    site_id uuid NOT NULL,
    article_id uuid NOT NULL,
    -- SHA-256 of the address: an address can be longer than an index entry.
    url_hash bytea NOT NULL,
    url text NOT NULL,
    -- SHA-256 of the normalised address, under the page rules of the site's policy.
    address_key bytea NOT NULL,
    -- Null: the present address. Otherwise it is an alias since then.
    moved_at timestamptz,
    PRIMARY KEY (site_id, article_id, url_hash),
    CONSTRAINT article_addresses_article_fkey FOREIGN KEY (site_id, article_id)
    REFERENCES articles (site_id, article_id) ON DELETE CASCADE
);
-- A link names a page without its site. The oldest article of a key comes first.
CREATE INDEX article_addresses_key_idx ON article_addresses (address_key, article_id);
