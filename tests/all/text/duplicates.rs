//! The duplicates on a page that people wrote. Runs where `MODERATO_SHARED` names the folder with
//! the page.

use moderato::moderation::comparison::{DuplicateLimits, MatchKind, compare};
use moderato::moderation::facts::Relation;
use moderato::text::skeleton::Skeleton;
use serde_json::Value;

use crate::support::shared::shared_folder;

#[test]
fn of_all_pairs_of_the_page_only_the_tenth_reply_duplicates_the_ninth() {
    let Some(folder) = shared_folder("the seed page") else {
        return;
    };
    let page = std::fs::read(folder.join("seed/page.json")).unwrap();
    let page: Value = serde_json::from_slice(&page).unwrap();
    let comments = page["comments"].as_array().unwrap();
    let skeletons: Vec<Skeleton> = comments
        .iter()
        .map(|comment| Skeleton::of(comment["body"].as_str().unwrap()))
        .collect();
    assert_eq!(skeletons.len(), 27);

    for relation in [Relation::SameAuthor, Relation::OtherAuthor] {
        let mut duplicates = Vec::new();
        for (later, text) in skeletons.iter().enumerate() {
            for (earlier, before) in skeletons.iter().take(later).enumerate() {
                let kind = compare(before, text, relation, &DuplicateLimits::default()).kind;
                if let Some(kind) = kind.filter(|kind| kind.is_duplicate()) {
                    duplicates.push((earlier + 1, later + 1, kind));
                }
            }
        }

        assert_eq!(duplicates, [(9, 10, MatchKind::Near)], "{relation:?}");
    }
}
