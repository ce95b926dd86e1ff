//! The embedded server: find, fetch, initialise, supervise. Knows no table.
