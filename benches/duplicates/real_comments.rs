//! The pairs that the rule flags among real comments. Every pair is compared that the service would
//! compare with its default policy, but without an index. A person has to judge the result.

use std::collections::BTreeSet;
use std::path::Path;
use std::thread;

use chrono::Duration;
use moderato::domain::policy::Policy;
use moderato::moderation::comparison::{Comparison, DuplicateLimits, MatchKind, compare};
use moderato::moderation::facts::Relation;
use moderato::text::skeleton::Skeleton;

use crate::corpora::{self, Comment, Corpus};
use crate::support::process::cores;
use crate::support::table;

/// A pair of comments, by their places in the corpus.
struct Flagged {
    earlier: usize,
    later: usize,
    relation: Relation,
    comparison: Comparison,
}

/// The comments of a corpus, prepared for comparisons with the limits of a new site.
struct Comparisons<'a> {
    comments: &'a [Comment],
    skeletons: Vec<Skeleton>,
    policy: Policy,
    limits: DuplicateLimits,
}

/// Lists the flagged pairs of each corpus, with both texts. Equal texts are only counted, and of
/// pairs with the same two texts only the first is listed: a campaign of fifty copies is read once.
pub fn list(folder: &Path) {
    table::header(&[
        "corpus",
        "comments",
        "pairs",
        "flagged",
        "of them equal",
        "different texts, each pair once",
    ]);

    let mut listings = Vec::new();
    for corpus in corpora::read(folder) {
        let flagged = flagged(&corpus);
        let all = flagged.len();
        let different: Vec<Flagged> = flagged
            .into_iter()
            .filter(|pair| earlier(pair, &corpus) != later(pair, &corpus))
            .collect();
        let equal = all - different.len();

        let mut known = BTreeSet::new();
        let first: Vec<Flagged> = different
            .into_iter()
            .filter(|pair| known.insert(sorted_texts(pair, &corpus)))
            .collect();

        let count = corpus.comments.len();
        table::row(&[
            corpus.name,
            &count.to_string(),
            &(count * (count - 1) / 2).to_string(),
            &all.to_string(),
            &equal.to_string(),
            &first.len().to_string(),
        ]);
        listings.push((corpus, first));
    }

    for (corpus, flagged) in listings {
        println!("\n# {}", corpus.name);
        flagged.iter().for_each(|pair| show(pair, &corpus));
    }
}

fn earlier<'a>(pair: &Flagged, corpus: &'a Corpus) -> &'a str {
    &corpus.comments[pair.earlier].text
}

fn later<'a>(pair: &Flagged, corpus: &'a Corpus) -> &'a str {
    &corpus.comments[pair.later].text
}

/// Both texts, the same for a pair in the other order.
fn sorted_texts(pair: &Flagged, corpus: &Corpus) -> [String; 2] {
    let mut texts = [earlier(pair, corpus), later(pair, corpus)].map(str::to_owned);
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
    println!("  {:?}", earlier(pair, corpus));
    println!("  {:?}", later(pair, corpus));
}

/// All flagged pairs, compared on all cores: each thread takes one comment in so many, with all
/// earlier ones.
fn flagged(corpus: &Corpus) -> Vec<Flagged> {
    let comparisons = Comparisons::of(corpus);
    let threads = cores();

    let mut flagged: Vec<Flagged> = thread::scope(|scope| {
        let comparisons = &comparisons;
        let running: Vec<_> = (0..threads)
            .map(|first| scope.spawn(move || comparisons.flagged_among(first, threads)))
            .collect();

        running
            .into_iter()
            .flat_map(|thread| thread.join().expect("a comparison does not panic"))
            .collect()
    });
    flagged.sort_by_key(|pair| (pair.later, pair.earlier));

    flagged
}

impl<'a> Comparisons<'a> {
    fn of(corpus: &'a Corpus) -> Self {
        let policy = Policy::default();
        let skeletons = corpus
            .comments
            .iter()
            .map(|comment| Skeleton::of(&comment.text));

        Self {
            comments: &corpus.comments,
            skeletons: skeletons.collect(),
            limits: DuplicateLimits::of(&policy),
            policy,
        }
    }

    /// The flagged pairs of every `step`th comment from `first` on with all earlier ones.
    fn flagged_among(&self, first: usize, step: usize) -> Vec<Flagged> {
        (first..self.comments.len())
            .step_by(step)
            .flat_map(|later| (0..later).filter_map(move |earlier| self.compare(earlier, later)))
            .collect()
    }

    /// The pair, if the service would compare it and flag it.
    fn compare(&self, earlier: usize, later: usize) -> Option<Flagged> {
        let one = &self.comments[earlier];
        let other = &self.comments[later];
        let relation = if other.author.is_some() && other.author == one.author {
            Relation::SameAuthor
        } else {
            Relation::OtherAuthor
        };
        if !self.is_in_time(one, other, relation) {
            return None;
        }

        let skeletons = [&self.skeletons[earlier], &self.skeletons[later]];
        let comparison = compare(skeletons[0], skeletons[1], relation, &self.limits);
        if !comparison.kind.is_some_and(MatchKind::is_duplicate) {
            return None;
        }

        Some(Flagged {
            earlier,
            later,
            relation,
            comparison,
        })
    }

    /// Whether the service would look back from the later comment to the earlier one: within the
    /// time of its policy, and always under one article. If a collection has no times, it would.
    fn is_in_time(&self, earlier: &Comment, later: &Comment, relation: Relation) -> bool {
        let days = if relation == Relation::SameAuthor {
            self.policy.duplicate_window_days
        } else {
            self.policy.other_authors_window_days
        };
        let is_one_article = later.article.is_some() && later.article == earlier.article;
        let age = later
            .at
            .zip(earlier.at)
            .map(|(later, earlier)| later - earlier);

        is_one_article || age.is_none_or(|age| age <= Duration::days(i64::from(days)))
    }
}
