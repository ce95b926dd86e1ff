//! What is flagged among comments that people really wrote? Every pair is compared that the service
//! with its default policy would compare, without an index; whether the rule is right, a person has
//! to read.

use std::collections::BTreeSet;
use std::path::Path;
use std::thread;

use chrono::Duration;
use moderato::domain::policy::Policy;
use moderato::moderation::comparison::{Comparison, DuplicateLimits, MatchKind, compare};
use moderato::moderation::facts::Relation;
use moderato::text::skeleton::Skeleton;

use crate::corpora::{self, Comment, Corpus};

struct Flagged {
    earlier: usize,
    later: usize,
    relation: Relation,
    comparison: Comparison,
}

/// Lists what is flagged in each corpus, with both texts. Equal texts are only counted, and of
/// pairs with the same two texts the first stands for all: a campaign of fifty copies is read once.
pub fn list(folder: &Path) {
    println!(
        "| corpus | comments | pairs | flagged | of them equal | different texts, each pair once |"
    );
    println!("| --- | --- | --- | --- | --- | --- |");
    let mut listings = Vec::new();
    for corpus in corpora::read(folder) {
        let flagged = flagged(&corpus);
        let (count, all) = (corpus.comments.len(), flagged.len());
        let different: Vec<Flagged> = flagged
            .into_iter()
            .filter(|pair| one(pair, &corpus) != other(pair, &corpus))
            .collect();
        let equal = all - different.len();
        let mut seen = BTreeSet::new();
        let first: Vec<Flagged> = different
            .into_iter()
            .filter(|pair| seen.insert(texts(pair, &corpus)))
            .collect();
        println!(
            "| {} | {count} | {} | {all} | {equal} | {} |",
            corpus.name,
            count * (count - 1) / 2,
            first.len()
        );
        listings.push((corpus, first));
    }
    for (corpus, flagged) in listings {
        println!("\n# {}", corpus.name);
        flagged.iter().for_each(|pair| show(pair, &corpus));
    }
}

fn one<'a>(pair: &Flagged, corpus: &'a Corpus) -> &'a str {
    &corpus.comments[pair.earlier].text
}

fn other<'a>(pair: &Flagged, corpus: &'a Corpus) -> &'a str {
    &corpus.comments[pair.later].text
}

/// Both texts, whichever came first.
fn texts(pair: &Flagged, corpus: &Corpus) -> [String; 2] {
    let mut texts = [one(pair, corpus).to_owned(), other(pair, corpus).to_owned()];
    texts.sort();
    texts
}

fn show(pair: &Flagged, corpus: &Corpus) {
    let Comparison {
        kind,
        similarity,
        containment,
        ..
    } = pair.comparison;
    let author = if pair.relation == Relation::SameAuthor {
        "same author"
    } else {
        "other author"
    };
    let kind = kind.map_or("none", MatchKind::as_str);
    println!(
        "\n{} {} {kind} {similarity:.2} {containment:.2} {author}",
        pair.earlier, pair.later
    );
    println!("  {:?}\n  {:?}", one(pair, corpus), other(pair, corpus));
}

/// All pairs, on all cores: each takes every so manieth comment with all earlier ones.
fn flagged(corpus: &Corpus) -> Vec<Flagged> {
    let skeletons: Vec<Skeleton> = corpus
        .comments
        .iter()
        .map(|comment| Skeleton::of(&comment.text))
        .collect();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let mut flagged: Vec<Flagged> = thread::scope(|scope| {
        let (skeletons, comments) = (&skeletons, &corpus.comments);
        let running: Vec<_> = (0..workers)
            .map(|first| scope.spawn(move || share_of(skeletons, comments, first, workers)))
            .collect();
        running
            .into_iter()
            .flat_map(|worker| worker.join().expect("a comparison does not fail"))
            .collect()
    });
    flagged.sort_by_key(|pair| (pair.later, pair.earlier));
    flagged
}

fn share_of(
    skeletons: &[Skeleton],
    comments: &[Comment],
    first: usize,
    step: usize,
) -> Vec<Flagged> {
    let policy = Policy::default();
    let limits = DuplicateLimits::of(&policy);
    let mut flagged = Vec::new();
    for later in (first..skeletons.len()).step_by(step) {
        for earlier in 0..later {
            let (one, other) = (&comments[earlier], &comments[later]);
            let is_same = other.author.is_some() && other.author == one.author;
            if !is_in_time((one, other), is_same, &policy) {
                continue;
            }
            let relation = if is_same {
                Relation::SameAuthor
            } else {
                Relation::OtherAuthor
            };
            let comparison = compare(&skeletons[earlier], &skeletons[later], relation, &limits);
            if comparison.kind.is_some_and(MatchKind::is_duplicate) {
                flagged.push(Flagged {
                    earlier,
                    later,
                    relation,
                    comparison,
                });
            }
        }
    }
    flagged
}

/// Whether the service would look back from the later comment to the earlier one: as long as its
/// policy says, and under one article always. Where a collection does not say when or where, it
/// would.
fn is_in_time(
    (earlier, later): (&Comment, &Comment),
    is_same_author: bool,
    policy: &Policy,
) -> bool {
    let days = if is_same_author {
        policy.duplicate_window_days
    } else {
        policy.other_authors_window_days
    };
    let is_one_article = later.article.is_some() && later.article == earlier.article;
    let age = later
        .at
        .zip(earlier.at)
        .map(|(later, earlier)| later - earlier);
    is_one_article || age.is_none_or(|age| age <= Duration::days(i64::from(days)))
}
