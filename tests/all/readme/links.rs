//! Every link between the pages leads to a file, and every decision is listed.

use super::pages::{page, top};

const PAGES: &[&str] = &[
    "README.md",
    "docs/ARCHITECTURE.md",
    "docs/BENCHMARKS.md",
    "docs/CONTRIBUTING.md",
    "docs/DEPLOYING.md",
    "docs/DUPLICATES.md",
    "docs/EMBEDDED_POSTGRES.md",
    "docs/EMBEDDING.md",
    "docs/ERRORS.md",
    "docs/LIVE.md",
    "docs/decisions/0010-areas.md",
    "docs/decisions/0011-words-and-types.md",
    "docs/decisions/README.md",
    "migrations/README.md",
];

#[test]
fn every_link_to_a_file_leads_to_one() {
    let mut broken = Vec::new();

    for name in PAGES {
        let folder = top().join(name).parent().unwrap().to_path_buf();
        for link in page(name).split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap();
            let is_within = !target.is_empty() && !target.contains("://");
            if is_within && !folder.join(target).exists() {
                broken.push(format!("{name}: {target}"));
            }
        }
    }

    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn every_decision_is_in_the_list() {
    let list = page("docs/decisions/README.md");
    let mut missing = Vec::new();

    for entry in std::fs::read_dir(top().join("docs/decisions")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name != "README.md" && !list.contains(&format!("({name})")) {
            missing.push(name);
        }
    }

    assert_eq!(missing, Vec::<String>::new());
}
