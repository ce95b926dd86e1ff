//! The edge of HTTP, byte for byte: raw sockets against a service that needs no database.

mod abandoned;
mod background;
mod bodies;
mod caching;
mod connections;
mod documents;
mod draining;
mod envelope;
mod faces;
pub mod foreign_faults;
mod framing;
mod limits;
mod logging;
mod origins;
mod probes;
mod queries;
mod readiness;
pub mod service;
mod sizes;
mod slow_clients;
pub mod wire;
