#!/bin/sh
# Makes the two roles of Moderato and its database. The image of Postgres runs it once, when the data folder is new.
# moderato_owner owns the tables and migrates them; moderato serves, and gets its rights from `moderato migrate`.
set -eu

psql --set=ON_ERROR_STOP=1 --username=postgres --dbname=postgres \
    --set=owner_password="$MODERATO_OWNER_PASSWORD" --set=service_password="$MODERATO_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE moderato_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE moderato LOGIN PASSWORD :'service_password';
CREATE DATABASE moderato OWNER moderato_owner;
REVOKE ALL ON DATABASE moderato FROM PUBLIC;
GRANT CONNECT ON DATABASE moderato TO moderato;
\connect moderato
GRANT ALL ON SCHEMA public TO moderato_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
SQL
