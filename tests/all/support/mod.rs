//! What tests of several areas share.

pub mod app;
pub mod command_line;
pub mod database;
pub mod eventually;
pub mod hostile_text;
pub mod html_judge;
pub mod service;
pub mod shared;
