//! Which comments live events carry: each comment once, in the last event about it, and none that
//! is too large.

use std::mem;

use strum::IntoStaticStr;

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::threads::comment::{CommentSize, list_comment_sizes};
use crate::domain::budgets::{Budget, EVENT_BATCH_BYTES, EVENT_COMMENT_BYTES, MISSED_BYTES};
use crate::domain::ids::CommentId;
use crate::error::Result;

/// The comment of an event, or the reason why the event leaves it out.
#[derive(Debug, Clone)]
pub(crate) enum Carried<T> {
    Comment(T),
    Left(Omission),
}

/// Why an event leaves out a comment that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub(crate) enum Omission {
    /// A later event about the comment carries it.
    Follows,
    /// The comment is too large, alone or with those of the same batch.
    TooLarge,
}

impl Omission {
    /// The name in JSON.
    pub(crate) const fn as_str(self) -> &'static str {
        self.into_str()
    }
}

impl<T> Carried<T> {
    /// Takes the comment for an event. The events that come before that one leave it out, so the
    /// last event takes first.
    pub(super) fn take(&mut self) -> Self {
        mem::replace(self, Self::Left(Omission::Follows))
    }
}

/// The comments that some events are about, by size.
#[derive(Debug, Default)]
pub(super) struct Sizes {
    /// Comments that events carry.
    small: Vec<CommentSize>,
    /// Comments that events only name.
    pub large: Vec<CommentSize>,
    /// The size of all small ones.
    bytes: i64,
}

impl Sizes {
    pub(super) async fn read(
        app: &App,
        conn: &mut Connection,
        comments: &[CommentId],
    ) -> Result<Self> {
        if comments.is_empty() {
            return Ok(Self::default());
        }

        let sizes = list_comment_sizes(conn, comments).await?;
        let (small, large): (Vec<CommentSize>, Vec<CommentSize>) = sizes
            .into_iter()
            .partition(|size| size.bytes <= EVENT_COMMENT_BYTES);

        large
            .iter()
            .for_each(|_| app.budgets.note(Budget::EventComment));

        Ok(Self {
            bytes: small.iter().map(|size| size.bytes).sum(),
            small,
            large,
        })
    }

    /// The same for a batch that every reader of a channel shares: as many comments are carried as it
    /// has room for, the earliest first.
    pub(super) async fn read_batch(
        app: &App,
        conn: &mut Connection,
        comments: &[CommentId],
    ) -> Result<Self> {
        let Self {
            mut small,
            mut large,
            ..
        } = Self::read(app, conn, comments).await?;
        small.sort_unstable_by_key(|size| size.comment_id);

        let mut bytes = 0;
        let first_left = small.iter().position(|size| {
            bytes += size.bytes;
            bytes > EVENT_BATCH_BYTES
        });
        if let Some(at) = first_left {
            app.budgets.note(Budget::EventBatch);
            large.extend(small.drain(at..));
        }

        Ok(Self {
            bytes: small.iter().map(|size| size.bytes).sum(),
            small,
            large,
        })
    }

    /// The comments that events carry.
    pub(super) fn carried(&self) -> Vec<CommentId> {
        self.small.iter().map(|size| size.comment_id).collect()
    }

    /// Whether the comments are too much to be sent to a reader who missed them.
    pub(super) fn exceed_what_is_sent(&self) -> bool {
        usize::try_from(self.bytes).is_ok_and(|bytes| bytes > MISSED_BYTES)
    }
}
