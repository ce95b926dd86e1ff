-- Only the owner of a table may analyze it, before Postgres 17 in any case. The service's role owns
-- nothing, so it asks for it by this function, which runs as the owner of the tables.
SET LOCAL lock_timeout = '5s';

CREATE FUNCTION analyse_table(name regclass) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('ANALYZE (SKIP_LOCKED) %s', name);
END
$$;
REVOKE ALL ON FUNCTION analyse_table(regclass) FROM PUBLIC;
