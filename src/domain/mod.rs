//! The types of the service, the status machine, rights and refusals. Pure.

pub mod article;
pub(crate) mod article_addresses;
pub mod audit;
pub(crate) mod budgets;
pub mod comment;
pub(crate) mod comment_tree;
pub(crate) mod contact;
pub mod email;
pub mod event;
pub(crate) mod event_position;
pub(crate) mod faults;
pub(crate) mod group_state;
pub mod ids;
pub mod keys;
pub mod page;
pub mod page_address;
pub mod page_rules;
pub mod policy;
pub mod proof;
pub mod pseudonym;
pub mod reference;
pub mod refusal;
pub mod report;
pub mod rights;
pub mod role;
pub(crate) mod room;
pub(crate) mod sign_in_throttle;
pub mod site;
pub mod status;
pub(crate) mod web_url;

pub(crate) mod enum_names;
mod text_field;
pub mod text_limit;
mod tracking_parameters;
pub mod url_limit;
