//! What tests of several areas share.

pub mod app;
pub mod command_line;
pub mod database;
pub mod html_judge;
pub mod service;
