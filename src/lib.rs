//! Moderato: articles, threaded comments, duplicate detection and moderator approval, as one
//! service.
//!
//! This file is the map. A room is a top-level module. It may use its own files and every room on a
//! lower line; rooms on one line do not know each other; nothing points upward.
//! `tests/all/laws/rooms.rs` checks the law, and `docs/ARCHITECTURE.md` gives the reasons.
//!
//! ```text
//! main                 parse the command line, hand over, exit code
//! cli                  serve | migrate | admin | openapi | doctor
//! server   worker      server binds, listens, drains; worker runs the supervised loops
//! http                 actix, utoipa and validator live here and in server only
//! flows                one verb = one public function = at most one transaction
//! app                  pools, clock, keys, policies: built once, read by all above
//! db   auth            diesel only in db; jsonwebtoken only in auth
//! postgres             the embedded server: find, fetch, initialise, supervise
//! error                what can go wrong once the outside world is involved
//! moderation           pure: facts in, verdict out
//! domain               pure: types, status machine, rights, refusals
//! text                 pure: strings in, strings and numbers out
//! clock config telemetry   leaves
//! ```

pub mod app;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod domain;
pub mod error;
pub mod flows;
pub mod http;
pub mod moderation;
pub mod postgres;
pub mod server;
pub mod telemetry;
pub mod text;
pub mod worker;
