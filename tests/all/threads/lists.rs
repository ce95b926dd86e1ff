//! The lists of the service as statements, each with the values of a page and its indexes.

use moderato::db::articles::addresses::KNOWN_ADDRESSES;
use moderato::db::articles::page::{ArticleFilter, articles_statement, counts_statement};
use moderato::db::connection::keyset::Sort;
use moderato::db::duplicates::groups::{GroupFilter, groups_statement, members_statement};
use moderato::db::moderation::decisions::{AuditFilter, decisions_statement};
use moderato::db::moderation::queue::{QueueFilter, queue_statement};
use moderato::db::threads::latest::latest_statement;
use moderato::db::threads::page::{Layout, page_statement};
use moderato::domain::ids::{ArticleId, CommentId, ModeratorId, SiteId};
use moderato::domain::status::Status;
use uuid::Uuid;

use crate::support::service::Service;

const SOME_ARTICLE: Option<ArticleId> = Some(ArticleId(Uuid::nil()));
const EVERYTHING: &str = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const NOTHING: &str = "00000000-0000-0000-0000-000000000000";

const TREE: [&str; 4] = [
    "comments_roots_idx",
    "comments_branch_idx",
    "comments_approved_idx",
    "tally_marks_pkey",
];
const REPLIES: [&str; 4] = [
    "comments_replies_idx",
    "comments_branch_idx",
    "comments_approved_idx",
    "tally_marks_pkey",
];
const FLAT: [&str; 2] = ["comments_approved_idx", "tally_marks_pkey"];

/// A statement that reads a page of a list.
pub struct List {
    pub name: &'static str,
    /// The types of its parameters.
    pub types: &'static str,
    pub statement: String,
    /// The values of its parameters.
    pub values: String,
    /// The indexes that its plan must use.
    pub indexes: Vec<&'static str>,
}

impl List {
    pub fn prepare(&self) -> String {
        format!(
            "PREPARE {} ({}) AS {}",
            self.name, self.types, self.statement
        )
    }

    pub fn execute(&self) -> String {
        format!("EXECUTE {} ({})", self.name, self.values)
    }
}

/// All lists, with values for the large tables of the test.
pub async fn all_lists(service: &Service) -> Vec<List> {
    let mut lists = long_lists(service).await;

    lists.extend(queue_lists(&service.article));
    lists.extend(article_lists(service).await);
    lists.extend(group_lists(service).await);
    lists.extend(decision_lists(service).await);

    lists
}

/// Pages of the long thread: the first ones, and those that end it.
pub async fn long_lists(service: &Service) -> Vec<List> {
    let article = service.article.as_str();
    let crowded = "SELECT comment_id::text FROM comments WHERE created_at IS NOT NULL AND parent_id IS NULL \
        AND article_id = (SELECT article_id FROM articles WHERE slug = 'one') ORDER BY comment_id LIMIT 1";
    let crowded = service.text(crowded).await;
    let end = "SELECT comment_id::text FROM comments WHERE article_id = (SELECT article_id FROM articles \
        WHERE slug = 'one') AND depth = 0 AND status = 'approved' ORDER BY comment_id DESC OFFSET 20 LIMIT 1";
    let end = service.text(end).await;
    let site = default_site(service).await;

    let page = |name, layout, sort, after: &str| {
        let bounds = format!("'{article}', '{after}', 26");
        let (types, values, indexes) = match layout {
            Layout::Tree => (
                "uuid, uuid, bigint, bigint, int",
                format!("{bounds}, 100, 50"),
                TREE.to_vec(),
            ),
            Layout::Replies(_) => (
                "uuid, uuid, bigint, bigint, int, uuid",
                format!("{bounds}, 100, 50, '{crowded}'"),
                REPLIES.to_vec(),
            ),
            Layout::Flat => ("uuid, uuid, bigint", bounds, FLAT.to_vec()),
        };

        List {
            name,
            types,
            statement: page_statement(layout, sort),
            values,
            indexes,
        }
    };
    let replies = Layout::Replies(CommentId(Uuid::nil()));

    vec![
        page("tree", Layout::Tree, Sort::Oldest, NOTHING),
        page("tree_at_the_end", Layout::Tree, Sort::Oldest, &end),
        page("tree_newest", Layout::Tree, Sort::Newest, EVERYTHING),
        page("flat", Layout::Flat, Sort::Oldest, NOTHING),
        page("flat_at_the_end", Layout::Flat, Sort::Oldest, &end),
        page("flat_newest", Layout::Flat, Sort::Newest, EVERYTHING),
        page("replies", replies, Sort::Oldest, NOTHING),
        List {
            name: "latest",
            types: "uuid, bigint",
            statement: latest_statement(None, Sort::Newest),
            values: format!("'{EVERYTHING}', 26"),
            indexes: vec!["comments_latest_everywhere_idx"],
        },
        List {
            name: "latest_of_a_site",
            types: "uuid, bigint, uuid",
            statement: latest_statement(Some(SiteId(Uuid::nil())), Sort::Newest),
            values: format!("'{EVERYTHING}', 26, '{site}'"),
            indexes: vec!["comments_latest_idx"],
        },
    ]
}

pub fn queue_lists(article: &str) -> [List; 4] {
    let waiting = || QueueFilter {
        status: Some(Status::Pending),
        ..QueueFilter::default()
    };
    let list = |name, filter, values: &str, index| List {
        name,
        types: "text, uuid, uuid, bigint, uuid",
        statement: queue_statement(&filter, Sort::Oldest),
        values: format!("{values}, '{NOTHING}', 26, '{EVERYTHING}'"),
        indexes: vec![index],
    };

    let of_a_site = QueueFilter {
        site: Some(String::new()),
        ..waiting()
    };
    let of_an_article = QueueFilter {
        article: SOME_ARTICLE,
        ..waiting()
    };
    let article = format!("NULL, '{article}'");
    // A time after all comments: the page reads some of them and has none.
    let of_a_time = List {
        name: "queue_of_a_time",
        types: "text, uuid, uuid, bigint, uuid",
        statement: queue_statement(&waiting(), Sort::Newest),
        values: format!("NULL, NULL, '{EVERYTHING}', 26, '{EVERYTHING}'"),
        indexes: vec!["comments_queue_idx"],
    };

    [
        of_a_time,
        list("queue", waiting(), "NULL, NULL", "comments_queue_idx"),
        list(
            "queue_of_a_site",
            of_a_site,
            "'default', NULL",
            "comments_site_queue_idx",
        ),
        list(
            "queue_of_an_article",
            of_an_article,
            &article,
            "comments_article_queue_idx",
        ),
    ]
}

async fn article_lists(service: &Service) -> [List; 5] {
    let list = |name, filter: &ArticleFilter, values: &str, index| List {
        name,
        types: "uuid, uuid[], text, uuid, bigint",
        statement: articles_statement(filter),
        values: format!("{values}, '{EVERYTHING}', 26"),
        indexes: vec![index],
    };

    let everywhere = ArticleFilter::default();
    let of_a_site = ArticleFilter {
        site: Some(SiteId(Uuid::nil())),
        ..ArticleFilter::default()
    };
    let at_an_address = ArticleFilter {
        articles: Some(Vec::new()),
        ..ArticleFilter::default()
    };

    let site = format!("'{}', NULL, NULL", default_site(service).await);
    let article = &service.article;
    let short = "SELECT article_id::text FROM articles WHERE slug = 'article-7' LIMIT 1";
    let short = service.text(short).await;
    let counts = List {
        name: "counts",
        types: "uuid[]",
        statement: counts_statement(),
        values: format!("'{{{article},{short}}}'"),
        indexes: vec![
            "articles_id_idx",
            "tally_marks_pkey",
            "comments_approved_idx",
        ],
    };
    let given = format!("NULL, '{{{short},{article}}}', NULL");
    let key = |n: u32| format!("sha256(convert_to('https://example.org/{n}', 'UTF8'))");
    let keys = (1..=5).map(key).collect::<Vec<_>>().join(", ");
    let known_addresses = List {
        name: "known_addresses",
        types: "bytea[], text[]",
        statement: KNOWN_ADDRESSES.to_owned(),
        values: format!("ARRAY[{keys}], '{{https://example.org/9,https://example.org/10}}'"),
        indexes: vec!["article_addresses_key_idx", "articles_url_idx"],
    };

    [
        list(
            "articles",
            &everywhere,
            "NULL, NULL, NULL",
            "articles_id_idx",
        ),
        list("articles_of_a_site", &of_a_site, &site, "articles_pkey"),
        list(
            "articles_at_an_address",
            &at_an_address,
            &given,
            "articles_id_idx",
        ),
        known_addresses,
        counts,
    ]
}

async fn group_lists(service: &Service) -> [List; 3] {
    let list = |name, filter: &GroupFilter, site: &str, index| List {
        name,
        types: "text, uuid, int, uuid, bigint",
        statement: groups_statement(filter),
        values: format!("{site}, NULL, {}, '{EVERYTHING}', 26", i32::MAX),
        indexes: vec![index],
    };

    let everywhere = GroupFilter::default();
    let of_a_site = GroupFilter {
        site: Some(String::new()),
        ..GroupFilter::default()
    };

    let group =
        "SELECT duplicate_group_id::text FROM duplicate_groups ORDER BY duplicate_group_id LIMIT 1";
    let group = service.text(group).await;
    let members = List {
        name: "members",
        types: "uuid[], bigint",
        statement: members_statement(),
        values: format!("'{{{group}}}', 10"),
        indexes: vec![
            "duplicate_groups_id_idx",
            "duplicate_members_pkey",
            "duplicate_members_group_idx",
        ],
    };

    [
        list(
            "groups",
            &everywhere,
            "NULL",
            "duplicate_groups_largest_idx",
        ),
        list(
            "groups_of_a_site",
            &of_a_site,
            "'default'",
            "duplicate_groups_site_idx",
        ),
        members,
    ]
}

async fn decision_lists(service: &Service) -> [List; 3] {
    let list = |name, moderator, article, values: &str, index| List {
        name,
        types: "uuid, uuid, uuid, bigint",
        statement: decisions_statement(AuditFilter { moderator, article }),
        values: format!("{values}, '{EVERYTHING}', 26"),
        indexes: vec![index],
    };

    let some_moderator = Some(ModeratorId(Uuid::nil()));
    let moderator = "SELECT moderator_id::text FROM moderators WHERE name = 'Ada'";
    let moderator = format!("'{}', NULL", service.text(moderator).await);
    let article = format!("NULL, '{}'", service.article);

    [
        list("decisions", None, None, "NULL, NULL", "decisions_id_idx"),
        list(
            "decisions_by",
            some_moderator,
            None,
            &moderator,
            "decisions_moderator_idx",
        ),
        list(
            "decisions_under",
            None,
            SOME_ARTICLE,
            &article,
            "decisions_article_idx",
        ),
    ]
}

async fn default_site(service: &Service) -> String {
    let site = "SELECT site_id::text FROM sites WHERE name = 'default'";

    service.text(site).await
}
