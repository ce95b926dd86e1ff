//! Does the front page tell the truth? Its tour is run, its table is compared with `--help`, its
//! links are followed.

use std::path::{Path, PathBuf};

mod architecture;
mod configuration;
mod links;
mod tour;

pub use tour::fits;

/// A page of the repository, by its path from the top.
pub fn page(path: &str) -> String {
    let file = top().join(path);
    std::fs::read_to_string(&file).unwrap_or_else(|fault| panic!("{}: {fault}", file.display()))
}

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// What stands below a heading, up to the next one of its level.
fn section(page: &str, heading: &str) -> String {
    let lines = page.lines().skip_while(|line| *line != heading).skip(1);
    let own: Vec<&str> = lines.take_while(|line| !line.starts_with("## ")).collect();
    assert!(!own.is_empty(), "there is no section {heading:?}");
    own.join("\n")
}
