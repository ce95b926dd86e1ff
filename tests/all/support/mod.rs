//! What tests of several areas share.

pub mod html_judge;
pub mod service;
