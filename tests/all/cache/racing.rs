//! Whoever began to read before a change never makes an old page a current one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::{join_all, poll_immediate};
use moderato::app::generations::{Generations, Scope};
use moderato::app::page_key::PageKey;
use moderato::app::pages::{Content, Pages};
use moderato::db::connection::freshness::Freshness;
use moderato::domain::event::Reach;
use moderato::domain::ids::ArticleId;
use moderato::error::{Error, Result};
use tokio::sync::{Notify, oneshot};
use uuid::Uuid;

use crate::support::app::CACHE;

const ARTICLE: ArticleId = ArticleId(Uuid::from_u128(7));

/// Pages without a database: what is read is what the test says.
struct Stage {
    pages: Pages,
    generations: Arc<Generations>,
    freshness: Freshness,
}

impl Stage {
    fn new() -> Self {
        let (generations, freshness) = (Arc::<Generations>::default(), Freshness::default());
        let pages = Pages::new(&CACHE, Arc::clone(&generations), freshness.clone());
        Self {
            pages,
            generations,
            freshness,
        }
    }

    /// The page as it is served, where a read would find `text`.
    async fn get(&self, text: &'static str) -> Result<(String, bool)> {
        self.get_by(async || Ok(text)).await
    }

    async fn get_by(
        &self,
        read: impl AsyncFnOnce() -> Result<&'static str>,
    ) -> Result<(String, bool)> {
        let render = async || {
            Ok(Content {
                body: read().await?.into(),
                tag: "\"tag\"".to_owned(),
                next_cursor: None,
            })
        };
        let scope = async || Ok(Scope::Article(ARTICLE));
        let served = self
            .pages
            .serve(PageKey::Article(ARTICLE), scope, render)
            .await?;
        Ok((
            String::from_utf8(served.content.body.to_vec()).unwrap(),
            served.stale.is_some(),
        ))
    }

    fn change(&self) {
        self.generations.advance(Reach::Article(ARTICLE));
    }
}

fn is(text: &str) -> (String, bool) {
    (text.to_owned(), false)
}

fn away<T>() -> Result<T> {
    Err(Error::unavailable("the database", "it is away"))
}

#[tokio::test]
async fn a_read_that_was_overtaken_by_a_change_is_not_shown_again() {
    let stage = Stage::new();
    stage
        .freshness
        .beat(Instant::now() + Duration::from_secs(3_600));
    let slow = stage.get_by(async || {
        stage.change();
        Ok("old")
    });
    assert_eq!(
        slow.await.unwrap(),
        is("old"),
        "its reader asked before the change"
    );
    assert_eq!(stage.get("new").await.unwrap(), is("new"));
    assert_eq!(stage.get("never read").await.unwrap(), is("new"));
}

#[tokio::test]
async fn who_waits_for_a_read_that_began_before_a_change_does_not_get_it() {
    let stage = Stage::new();
    stage
        .freshness
        .beat(Instant::now() + Duration::from_secs(3_600));
    let (reading, go) = (Notify::new(), Notify::new());
    let first = stage.get_by(async || {
        reading.notify_one();
        go.notified().await;
        Ok("old")
    });
    let second = async {
        reading.notified().await;
        stage.change();
        let waiting = stage.get("new");
        tokio::pin!(waiting);
        // It waits for the first one by now.
        assert!(poll_immediate(waiting.as_mut()).await.is_none());
        go.notify_one();
        waiting.await
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!((first.unwrap(), second.unwrap()), (is("old"), is("new")));
}

#[tokio::test]
async fn a_page_is_read_once_for_all_who_wait() {
    let stage = Stage::new();
    stage
        .freshness
        .beat(Instant::now() + Duration::from_secs(3_600));
    let (tell, told) = oneshot::channel::<()>();
    let first = stage.get_by(async || {
        told.await.unwrap();
        Ok("page")
    });
    let others = async {
        let waiting: Vec<_> = (0..20).map(|_| stage.get("read again")).collect();
        let waiting = join_all(waiting);
        tokio::pin!(waiting);
        assert!(poll_immediate(waiting.as_mut()).await.is_none());
        tell.send(()).unwrap();
        waiting.await
    };
    let (first, others) = tokio::join!(first, others);
    assert_eq!(first.unwrap(), is("page"));
    assert!(others.into_iter().all(|page| page.unwrap() == is("page")));
    assert_eq!(
        (
            stage.pages.metrics.misses.get(),
            stage.pages.metrics.hits.get()
        ),
        (1, 20)
    );
}

#[tokio::test]
async fn without_proof_a_page_is_read_each_time() {
    let stage = Stage::new();
    for text in ["one", "two", "three"] {
        assert_eq!(
            stage.get(text).await.unwrap(),
            is(text),
            "nobody follows the events"
        );
    }
    assert!(
        stage.get_by(async || away()).await.is_err(),
        "and there never was any proof"
    );
    stage.freshness.beat(Instant::now());
    assert_eq!(
        stage.get("four").await.unwrap(),
        is("three"),
        "what was read is kept all the same"
    );
}

#[tokio::test]
async fn without_the_database_a_page_is_shown_unless_a_change_of_it_is_known() {
    let stage = Stage::new();
    stage.freshness.beat(Instant::now());
    assert_eq!(stage.get("page").await.unwrap(), is("page"));
    // Until the proof has lapsed.
    while !stage.get_by(async || away()).await.unwrap().1 {}
    assert_eq!(
        stage.get_by(async || away()).await.unwrap(),
        ("page".to_owned(), true)
    );
    stage.change();
    assert!(stage.get_by(async || away()).await.is_err());
}
