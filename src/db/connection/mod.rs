//! Connections: how they are opened, pooled, leased and watched.

pub mod connect;
pub mod driver;
pub mod fault;
pub mod freshness;
pub(crate) mod impairment;
pub mod keyset;
pub mod lease;
pub mod lock;
pub mod migrate;
pub mod pool;
pub mod reach;
pub mod readiness;
pub mod roles;
mod sqlstate;
pub mod statement;
pub mod statistics;
pub mod thread_pools;
pub mod tls;
mod transport;
pub mod url;
