//! What the service does while something around it fails: the database, its disk, its way, its
//! sessions; a proxy; clients that are slow, or too many.

mod connections;
mod draining;
mod far_database;
mod few_sessions;
mod full_disk;
mod overload;
mod slow_readers;
mod starting;
