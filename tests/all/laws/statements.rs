//! Fixed SQL: every `.sql` file of `src/db` is one statement that Postgres takes.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::database::{connect, database};

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_in_a_file_can_be_prepared() {
    let files = statements();
    let sql = connect(&database().await).await;
    let mut wrong = Vec::new();

    for file in &files {
        let statement = fs::read_to_string(file).unwrap();
        if let Err(fault) = sql.prepare(&statement).await {
            wrong.push(format!("{}: {fault:?}", file.display()));
        }
    }

    assert!(!files.is_empty());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_statement_in_a_file_says_first_what_it_is_for() {
    let silent: Vec<PathBuf> = statements()
        .into_iter()
        .filter(|file| !fs::read_to_string(file).unwrap().starts_with("-- "))
        .collect();

    assert_eq!(silent, Vec::<PathBuf>::new());
}

fn statements() -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/db")];
    let mut files = Vec::new();

    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "sql") {
                files.push(path);
            }
        }
    }

    files.sort();
    files
}
