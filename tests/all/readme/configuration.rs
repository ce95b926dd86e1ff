//! The table of settings in the README lists what `moderato serve --help` lists, word for word.

use std::collections::BTreeMap;

use super::pages::{page, section};

/// The settings by their variables.
type Settings = BTreeMap<String, Setting>;

#[derive(Debug, PartialEq, Eq)]
struct Setting {
    /// Empty where there is none.
    default: String,
    meaning: String,
}

#[test]
fn the_configuration_table_equals_the_help() {
    let listed = table(&section(&page("README.md"), "## Configuration"));
    let help = moderato::cli::help_of("serve").unwrap();
    let (options, variables) = help.split_once("From the environment only:\n").unwrap();

    let mut described = help_of_options(options);
    let without_option = help_of_variables(variables);
    assert!(described.len() > 10, "{help}");
    assert!(!without_option.is_empty(), "{help}");
    for name in without_option.keys() {
        assert!(!help.contains(&option(name)), "{help}");
    }
    described.extend(without_option);

    assert_eq!(listed, described);
}

/// Rows such as "| `MODERATO_LISTEN` | `127.0.0.1:8080` | The address to listen on |".
fn table(section: &str) -> Settings {
    let plain = |cell: &str| cell.trim().trim_matches('`').to_owned();

    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        let setting = Setting {
            default: plain(cells[1]),
            meaning: cells[2].trim().to_owned(),
        };

        (plain(cells[0]), setting)
    })
    .collect()
}

/// Entries such as "--listen <LISTEN> The address to listen on [env: MODERATO_LISTEN=] [default:
/// 127.0.0.1:8080]", however the lines are broken. The value that a variable has now follows the
/// "=".
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
                .and_then(|(_, next)| next.strip_prefix("[default: "))
                .and_then(|next| next.split(']').next());
            let setting = Setting {
                default: default.unwrap_or_default().to_owned(),
                meaning: meaning.to_owned(),
            };

            (name.to_owned(), setting)
        })
        .collect()
}

/// Lines such as "  MODERATO_ADMIN_PASSWORD  The first admin's password".
fn help_of_variables(text: &str) -> Settings {
    let entries = text.lines().filter_map(|line| line.trim().split_once("  "));

    entries
        .map(|(name, meaning)| {
            let setting = Setting {
                default: String::new(),
                meaning: meaning.to_owned(),
            };

            (name.to_owned(), setting)
        })
        .collect()
}

/// The option that a variable would have: `--listen` for `MODERATO_LISTEN`.
fn option(variable: &str) -> String {
    let name = variable.strip_prefix("MODERATO_").unwrap_or(variable);

    format!("--{}", name.to_lowercase().replace('_', "-"))
}
