//! The rooms, and which room may use which. docs/ARCHITECTURE.md quotes the table.

use std::collections::BTreeSet;

use crate::laws::source::{Source, names_after, sources};

/// From the top down. A file may use its own room and every room on a lower line; rooms on one line
/// do not use each other.
pub const ROOMS: &[&[&str]] = &[
    &["main"],
    &["cli"],
    &["server", "worker"],
    &["http"],
    &["flows"],
    &["app"],
    &["db", "auth"],
    &["postgres"],
    &["error"],
    &["moderation"],
    &["domain"],
    &["text"],
    &["clock", "config", "telemetry"],
];

/// Pure rooms: strings, types and verdicts. They may not even use the leaves below them.
const PURE: &[&str] = &["text", "domain", "moderation"];
const LEAVES: &[&str] = &["clock", "config", "telemetry"];

/// Which rooms may name a crate; crates that are not listed may be used anywhere.
pub const CRATES: &[(&str, &[&str])] = &[
    ("diesel", &["db"]),
    ("diesel_async", &["db"]),
    ("diesel_migrations", &["db"]),
    ("deadpool", &["db"]),
    ("tokio_postgres", &["db", "postgres"]),
    ("tokio_postgres_rustls", &["db"]),
    ("jsonwebtoken", &["auth"]),
    ("argon2", &["auth"]),
    ("actix_web", &["http", "server"]),
    ("actix_http", &["http", "server"]),
    ("utoipa", &["http", "server"]),
    ("utoipa_swagger_ui", &["http", "server"]),
    ("validator", &["http", "server"]),
    ("governor", &["http"]),
    ("rust_embed", &["http"]),
    ("maud", &["http"]),
    ("prometheus", &["http"]),
    ("clap", &["cli", "main"]),
    ("indicatif", &["cli"]),
    ("ammonia", &["text"]),
    // In http for the pages of the documentation, which are our own words.
    ("pulldown_cmark", &["text", "http"]),
];

/// Names that a pure room does not use: no waiting, no clock, no I/O, no randomness, no logging.
const IMPURE: &[&str] = &[
    "async fn",
    ".await",
    "tokio::",
    "tracing::",
    "std::fs",
    "std::net::TcpStream",
    "std::env",
    "std::time::Instant",
    "SystemTime",
    "getrandom::",
];

const LONGEST: usize = 400;
/// Written by a program, one line for each column.
const GENERATED: &[&str] = &["db/schema.rs"];

#[test]
fn the_law_itself_knows_up_from_down() {
    for (room, used) in [
        ("http", "flows"),
        ("flows", "db"),
        ("db", "db"),
        ("moderation", "text"),
        ("auth", "clock"),
    ] {
        assert!(may_use(room, used), "{room} may use {used}");
    }
    for (room, used) in [
        ("db", "auth"),
        ("flows", "http"),
        ("text", "clock"),
        ("domain", "error"),
        ("clock", "config"),
    ] {
        assert!(!may_use(room, used), "{room} may not use {used}");
    }
    assert_eq!(
        names_after(
            "use crate::db::connection::pool::Pool; crate::{app, flows::edit}",
            "crate::"
        ),
        ["db", "app", "flows"]
    );
}

#[test]
fn every_room_is_in_the_table() {
    let unknown: BTreeSet<String> = sources()
        .iter()
        .map(|source| source.room().to_owned())
        .filter(|room| room != "lib" && height(room).is_none())
        .collect();
    assert_eq!(unknown, BTreeSet::new(), "give them a place in ROOMS");
}

#[test]
fn nothing_points_upward_or_sideways() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.room() != "lib") {
        for (line, used) in uses(source) {
            if !may_use(source.room(), &used) {
                wrong.push(format!("src/{}:{line} may not use {used}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_crate_stays_in_its_room() {
    let mut wrong = Vec::new();
    for source in &sources() {
        for (line, code) in source.code() {
            for (name, rooms) in CRATES {
                let is_named = names(code, name);
                if is_named && !rooms.contains(&source.room()) {
                    wrong.push(format!("src/{}:{line} may not use {name}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_pure_rooms_are_pure() {
    let mut wrong = Vec::new();
    for source in sources()
        .iter()
        .filter(|source| PURE.contains(&source.room()))
    {
        for (line, code) in source.code() {
            for word in IMPURE.iter().filter(|word| code.contains(**word)) {
                wrong.push(format!("src/{}:{line} has {word}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_clock_knows_the_time_and_makes_ids() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.room() != "clock") {
        for (line, code) in source.code() {
            for word in [
                "Utc::now",
                "Uuid::now_v7",
                "Uuid::new_v7",
                "SystemTime::now",
                "rand::random",
            ] {
                if code.contains(word) {
                    wrong.push(format!("src/{}:{line} has {word}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_file_says_first_in_a_statement_what_is_in_it() {
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|source| !GENERATED.contains(&source.path.as_str()))
        .filter(|source| !begins_with_a_statement(&source.text))
        .map(|source| source.path)
        .collect();

    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_file_has_at_most_400_lines() {
    let long: Vec<String> = sources()
        .into_iter()
        .filter(|source| {
            source.text.lines().count() > LONGEST && !GENERATED.contains(&source.path.as_str())
        })
        .map(|source| source.path)
        .collect();
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn there_is_no_room_for_odds_and_ends() {
    let vague = [
        "utils", "util", "common", "helpers", "helper", "services", "models", "core", "misc",
    ];
    let found: Vec<String> = sources()
        .into_iter()
        .map(|source| source.path)
        .filter(|path| path.split(['/', '.']).any(|part| vague.contains(&part)))
        .collect();
    assert_eq!(found, Vec::<String>::new());
}

/// Whether the first sentence of the file's head is no question.
fn begins_with_a_statement(text: &str) -> bool {
    let head: Vec<&str> = text
        .lines()
        .map_while(|line| line.strip_prefix("//! "))
        .collect();
    let head = head.join(" ");
    let end = head.find(['.', '?', ':']);

    end.is_some_and(|end| !head[end..].starts_with('?'))
}

/// The rooms that a file names after `crate::`, with the line; its own among them.
fn uses(source: &Source) -> Vec<(usize, String)> {
    let mut used = Vec::new();
    for (line, code) in source.code() {
        let prefix = if source.room() == "main" {
            "moderato::"
        } else {
            "crate::"
        };
        let rooms = names_after(code, prefix)
            .into_iter()
            .filter(|name| height(name).is_some());
        used.extend(rooms.map(|room| (line, room)));
    }
    used
}

fn may_use(room: &str, used: &str) -> bool {
    let below = height(used) > height(room);
    let is_barred = PURE.contains(&room) && LEAVES.contains(&used);
    room == used || (below && !is_barred)
}

/// The line of the table that a room is on.
fn height(room: &str) -> Option<usize> {
    ROOMS.iter().position(|line| line.contains(&room))
}

/// Whether a line names a crate as the beginning of a path or in a `use`.
fn names(code: &str, name: &str) -> bool {
    let after_start = |at: usize| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|it| it.is_alphanumeric() || it == '_' || it == ':' || it == '"')
    };
    code.match_indices(&format!("{name}::"))
        .any(|(at, _)| after_start(at))
        || code.trim_start().starts_with(&format!("use {name};"))
}
