//! The imports between files of `src` and `benches`: no circle, and an order of areas per layer.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Source, bench_sources, sources};

/// The areas of a layer from the top down. A file may use its own area and any area on a lower
/// line of its layer; areas on one line do not use each other.
struct Layer {
    folder: &'static str,
    areas: &'static [&'static [&'static str]],
}

const LAYERS: &[Layer] = &[
    Layer {
        folder: "flows",
        areas: &[
            &["people"],
            &["pages"],
            &["articles", "comments", "events"],
            &["duplicates"],
            &["moderation"],
            &["threads"],
            &["accounts", "sites", "upkeep"],
            &["audit", "blocking", "idempotency"],
        ],
    },
    Layer {
        folder: "db",
        areas: &[
            &["people"],
            &["articles", "comments"],
            &["duplicates"],
            &["moderation"],
            &["threads"],
            &["accounts", "audit", "sites", "counts", "events"],
            &["idempotency"],
            &["connection"],
            &["schema", "column_types"],
        ],
    },
    Layer {
        folder: "http/v1",
        areas: &[
            &["people"],
            &["pages"],
            &["articles", "comments", "events"],
            &["duplicates"],
            &["moderation"],
            &["threads"],
            &["accounts", "audit", "sites"],
        ],
    },
];

/// Which files each file imports.
type Imports = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_files_import_each_other_in_a_circle() {
    let circles = circles(imports(&sources()));

    assert_eq!(circles, Imports::new());
}

#[test]
fn no_files_of_a_benchmark_import_each_other_in_a_circle() {
    let mut benches: BTreeMap<String, Vec<Source>> = BTreeMap::new();
    for source in bench_sources() {
        if let Some((bench, path)) = source.path.split_once('/') {
            let text = source.text.clone();
            let path = path.to_owned();
            let inside = Source { path, text };
            benches.entry(bench.to_owned()).or_default().push(inside);
        }
    }
    assert!(!benches.is_empty());

    for (bench, files) in benches {
        assert_eq!(circles(imports(&files)), Imports::new(), "benches/{bench}");
    }
}

#[test]
fn the_law_of_circles_knows_a_circle() {
    let file = |path: &str, text: &str| Source {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    let files = [
        file("a/mod.rs", "pub mod b;"),
        file("a/b.rs", "use crate::c::{D, E};"),
        file("c.rs", "use crate::a::b::F;"),
        file("g.rs", "use crate::a::b::F; // crate::g"),
    ];

    let found: Vec<String> = circles(imports(&files)).into_keys().collect();

    assert_eq!(found, ["a/b.rs", "c.rs"]);
}

#[test]
fn nothing_in_a_layer_points_up() {
    let imports = imports(&sources());
    let mut wrong = Vec::new();

    for layer in LAYERS {
        for (file, used) in &imports {
            let Some(area) = layer.area_of(file) else {
                continue;
            };
            let own = layer.height(area);
            assert!(own.is_some(), "src/{file}: give {area} a place in LAYERS");

            for other in used {
                let Some(below) = layer.area_of(other).filter(|other| *other != area) else {
                    continue;
                };
                if layer.height(below) <= own {
                    wrong.push(format!("src/{file} may not use src/{other}"));
                }
            }
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

impl Layer {
    /// The first part of the path below the layer's folder; `None` for files elsewhere and for the
    /// list of the layer's areas.
    fn area_of<'a>(&self, file: &'a str) -> Option<&'a str> {
        let inside = file.strip_prefix(self.folder)?.strip_prefix('/')?;
        let first = inside.split('/').next()?;
        let area = first.strip_suffix(".rs").unwrap_or(first);

        (area != "mod").then_some(area)
    }

    fn height(&self, area: &str) -> Option<usize> {
        self.areas.iter().position(|line| line.contains(&area))
    }
}

fn imports(files: &[Source]) -> Imports {
    let modules: BTreeMap<String, &str> = files
        .iter()
        .map(|file| (file.module(), file.path.as_str()))
        .collect();

    files
        .iter()
        .map(|file| (file.path.clone(), imported(file, &modules)))
        .collect()
}

/// The files that a file names, also through `super` and in lists of modules such as the list of
/// endpoints.
fn imported(file: &Source, modules: &BTreeMap<String, &str>) -> BTreeSet<String> {
    let module = file.module();
    let parent = module.rsplit_once("::").map_or("", |(parent, _)| parent);
    let text: String = file.code_without_tests().collect::<Vec<_>>().join("\n");

    paths(&text)
        .into_iter()
        .filter_map(|path| {
            let absolute = match path.split_once("::") {
                Some(("crate", rest)) => rest.to_owned(),
                Some(("super", rest)) => [parent, rest].join("::"),
                _ => [module.as_str(), path.as_str()].join("::"),
            };
            file_of(&absolute, modules)
        })
        .filter(|used| *used != file.path)
        .collect()
}

/// The file of the longest prefix of a path that is a module.
fn file_of(path: &str, modules: &BTreeMap<String, &str>) -> Option<String> {
    let mut path = path;

    loop {
        if let Some(file) = modules.get(path) {
            return Some((*file).to_owned());
        }
        path = path.rsplit_once("::")?.0;
    }
}

/// Every path with two segments and more, with lists in braces written out.
fn paths(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;

    while let Some(at) = rest.find("::") {
        let before = &rest[..at];
        let start = before
            .rfind(|it: char| !(it.is_alphanumeric() || it == '_'))
            .map_or(0, |at| at + 1);
        let first = &before[start..];
        let after = &rest[at..];
        let length = after
            .find(|it: char| !(it.is_alphanumeric() || it == '_' || it == ':'))
            .unwrap_or(after.len());
        let (segments, following) = after.split_at(length);

        match following
            .strip_prefix('{')
            .and_then(|list| list.split_once('}'))
        {
            Some((list, _)) if segments.ends_with("::") => {
                let names = list.split([',', '{']).map(str::trim);
                found.extend(names.map(|name| format!("{first}{segments}{name}")));
            }
            _ => found.push(format!("{first}{segments}")),
        }
        rest = following;
    }

    found
}

/// The files that lead back to themselves, each with those of its imports that do so, too.
fn circles(imports: Imports) -> Imports {
    let reached: Imports = imports
        .keys()
        .map(|file| (file.clone(), reachable(file, &imports)))
        .collect();
    let in_one_circle = |file: &str, other: &str| {
        let leads = |from: &str, to: &str| reached.get(from).is_some_and(|it| it.contains(to));
        leads(file, other) && leads(other, file)
    };

    imports
        .into_iter()
        .filter(|(file, _)| in_one_circle(file, file))
        .map(|(file, used)| {
            let used = used.into_iter().filter(|other| in_one_circle(&file, other));
            (file.clone(), used.collect())
        })
        .collect()
}

/// The files that a file imports, directly and through others.
fn reachable(file: &str, imports: &Imports) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![file];

    while let Some(next) = open.pop() {
        for used in imports.get(next).into_iter().flatten() {
            if found.insert(used.clone()) {
                open.push(used);
            }
        }
    }

    found
}
