//! The resources of version 1: one file each, and the views that they share.

pub mod accounts;
pub mod articles;
pub mod audit;
pub mod comments;
pub mod duplicates;
pub mod events;
pub mod moderation;
pub mod pages;
pub mod people;
pub mod sites;
pub mod threads;
