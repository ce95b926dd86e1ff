//! The source files that the laws read, and the names in them.

use std::fs;
use std::path::{Path, PathBuf};

/// One file of `src`.
pub struct Source {
    /// Relative to `src`, with slashes.
    pub path: String,
    pub text: String,
}

impl Source {
    /// The top-level module that the file belongs to: `db` for `db/pool.rs`, `cli` for `cli.rs`.
    pub fn room(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or(&self.path);
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// The path of the module below the root of its crate, such as `db::connection::pool`.
    pub fn module(&self) -> String {
        let path = self.path.strip_suffix(".rs").unwrap_or(&self.path);
        let path = path.strip_suffix("/mod").unwrap_or(path);
        path.replace('/', "::")
    }

    /// The lines of code before the file's unit tests, without comments.
    pub fn code_without_tests(&self) -> impl Iterator<Item = &str> {
        self.code()
            .map(|(_, line)| line)
            .take_while(|line| !line.contains("#[cfg(test)]"))
    }

    /// The lines of code, without comments, numbered from 1.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate();
        lines.map(|(at, line)| (at + 1, line.split("//").next().unwrap_or(line)))
    }
}

/// Every file of `src`, in the order of their paths.
pub fn sources() -> Vec<Source> {
    sources_in("src")
}

/// Every file of `benches`: the first part of a path is the benchmark.
pub fn bench_sources() -> Vec<Source> {
    sources_in("benches")
}

/// Every file of `tests/all`.
pub fn test_sources() -> Vec<Source> {
    sources_in("tests/all")
}

fn sources_in(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();

    files.into_iter().map(|file| read(&root, &file)).collect()
}

fn read(root: &Path, file: &Path) -> Source {
    let path = file.strip_prefix(root).unwrap().components();
    let path: Vec<String> = path
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    Source {
        path: path.join("/"),
        text: fs::read_to_string(file).unwrap(),
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The names that follow `prefix` in a line, such as every room after `crate::`; also within
/// `crate::{..}`.
pub fn names_after(line: &str, prefix: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in line.match_indices(prefix) {
        let before = line[..at].chars().next_back();
        if before.is_some_and(|it| it.is_alphanumeric() || it == '_' || it == ':') {
            continue;
        }
        let rest = &line[at + prefix.len()..];
        match rest.strip_prefix('{') {
            Some(list) => names.extend(list.split([',', '}']).map(|part| identifier(part.trim()))),
            None => names.push(identifier(rest)),
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn identifier(text: &str) -> String {
    text.chars()
        .take_while(|it| it.is_alphanumeric() || *it == '_')
        .collect()
}
