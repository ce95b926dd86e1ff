//! Strings in, strings and numbers out. Pure: no clock, no I/O, no randomness, no logging.
