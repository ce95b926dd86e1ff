CREATE TABLE articles (
    site_id uuid NOT NULL REFERENCES sites (site_id),
    article_id uuid NOT NULL,
    slug text NOT NULL,
    url text,
    title text NOT NULL,
    lead text,
    body text NOT NULL,
    html text NOT NULL,
    -- The numbered sources, as the contract shows them: [{number, text, doi, pmid, url}].
    "references" jsonb NOT NULL DEFAULT '[]',
    author text,
    published_at timestamptz NOT NULL,
    comments_open boolean NOT NULL DEFAULT true,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (site_id, article_id),
    CONSTRAINT articles_slug_key UNIQUE (site_id, slug),
    CONSTRAINT articles_url_key UNIQUE (site_id, url)
);
-- A public id names an article without its site.
CREATE INDEX articles_id_idx ON articles (article_id);
CREATE INDEX articles_slug_idx ON articles (slug);
CREATE INDEX articles_url_idx ON articles (url);
