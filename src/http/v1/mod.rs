//! The resources of version 1: one file each, and the views that they share.

pub mod accounts;
pub mod admin_articles;
pub mod admin_comments;
pub mod articles;
pub mod auth;
pub mod challenges;
pub mod comments;
pub mod decisions;
pub mod duplicate_views;
pub mod duplicates;
pub mod events;
pub mod group_changes;
pub mod live;
pub mod live_views;
pub mod moderation_views;
pub mod moderators;
pub mod own_comments;
pub mod previews;
pub mod reports;
pub mod sites;
pub mod threads;
pub mod views;
