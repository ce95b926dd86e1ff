//! What moderators see of comments, and what they decide.

mod activity;
mod ages;
mod deciding;
mod many;
mod places;
mod queue;
mod races;
mod revisions;
mod search_pages;
mod search_plans;
mod searching;
