//! Hostile texts by themselves and in the service, and which texts duplicate which.

mod contacts;
mod duplicates;
mod hostile_html;
mod hostile_service;
mod second_renderer;
