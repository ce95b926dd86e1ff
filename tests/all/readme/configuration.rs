//! Does the README's table list what `moderato serve --help` lists, word for word?

use std::collections::BTreeMap;

use super::{page, section};

/// By variable: its default (empty without one) and its meaning.
type Settings = BTreeMap<String, (String, String)>;

#[test]
fn the_configuration_table_equals_the_help() {
    let listed = table(&section(&page("README.md"), "## Configuration"));
    let help = moderato::cli::help_of("serve").unwrap();
    let (options, variables) = help.split_once("From the environment only:\n").unwrap();
    let (mut told, others) = (help_of_options(options), help_of_variables(variables));
    assert!(told.len() > 10 && !others.is_empty(), "{help}");
    assert!(
        others.keys().all(|name| !help.contains(&option(name))),
        "{help}"
    );
    told.extend(others);
    assert_eq!(listed, told);
}

/// Rows such as "| `MODERATO_LISTEN` | `127.0.0.1:8080` | The address to listen on |".
fn table(section: &str) -> Settings {
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<String> = row
            .trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect();
        let plain = |cell: &str| cell.trim_matches('`').to_owned();
        (plain(&cells[0]), (plain(&cells[1]), cells[2].clone()))
    })
    .collect()
}

/// Entries such as "--listen <LISTEN> The address to listen on [env: MODERATO_LISTEN=] [default:
/// 127.0.0.1:8080]", however the lines are broken. The value that a variable has now stands behind
/// the "=".
fn help_of_options(text: &str) -> Settings {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let entries = text
        .match_indices(" [env: ")
        .map(|(at, found)| (&text[..at], &text[at + found.len()..]));
    entries
        .map(|(before, after)| {
            let meaning = before.rsplit("> ").next().unwrap();
            let name = after.split(['=', ']']).next().unwrap();
            let default = after
                .split_once("] ")
                .and_then(|(_, next)| next.strip_prefix("[default: "));
            let default = default
                .and_then(|next| next.split(']').next())
                .unwrap_or_default();
            (name.to_owned(), (default.to_owned(), meaning.to_owned()))
        })
        .collect()
}

/// Lines such as "  MODERATO_ADMIN_PASSWORD  The first admin's password".
fn help_of_variables(text: &str) -> Settings {
    let entries = text.lines().filter_map(|line| line.trim().split_once("  "));
    entries
        .map(|(name, meaning)| (name.to_owned(), (String::new(), meaning.to_owned())))
        .collect()
}

/// The option that a variable would have: `--listen` for `MODERATO_LISTEN`.
fn option(variable: &str) -> String {
    let name = variable.strip_prefix("MODERATO_").unwrap_or(variable);
    format!("--{}", name.to_lowercase().replace('_', "-"))
}
