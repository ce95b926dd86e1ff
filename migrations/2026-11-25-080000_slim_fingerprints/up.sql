-- Whose a comment is and where it stands, `comments` knows: only what is found is asked there. An author's comments come
-- by comments_author_idx.
DROP INDEX fingerprints_author_idx;
ALTER TABLE fingerprints DROP COLUMN article_id, DROP COLUMN author_key;
