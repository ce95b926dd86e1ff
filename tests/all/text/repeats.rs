//! Which texts of a page that people wrote are repeats? Runs where MODERATO_SHARED names the folder
//! with the page.

use moderato::moderation::comparison::{DuplicateLimits, MatchKind, compare};
use moderato::moderation::facts::Relation;
use moderato::text::skeleton::Skeleton;
use serde_json::Value;

use crate::support::shared::shared_folder;

#[test]
fn of_all_pairs_of_the_page_only_the_tenth_reply_repeats_the_ninth() {
    let Some(folder) = shared_folder("the seed page") else {
        return;
    };
    let page: Value =
        serde_json::from_slice(&std::fs::read(folder.join("seed/page.json")).unwrap()).unwrap();
    let bodies = page["comments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|comment| comment["body"].as_str().unwrap());
    let skeletons: Vec<Skeleton> = bodies.map(Skeleton::of).collect();
    assert_eq!(skeletons.len(), 27);
    for relation in [Relation::SameAuthor, Relation::OtherAuthor] {
        let mut repeats = Vec::new();
        for (later, text) in skeletons.iter().enumerate() {
            for (earlier, before) in skeletons.iter().take(later).enumerate() {
                let kind = compare(before, text, relation, &DuplicateLimits::default()).kind;
                repeats.extend(
                    kind.filter(|kind| kind.is_duplicate())
                        .map(|kind| (earlier + 1, later + 1, kind)),
                );
            }
        }
        assert_eq!(repeats, [(9, 10, MatchKind::Near)], "{relation:?}");
    }
}
