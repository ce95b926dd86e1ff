//! The text room as a whole: what hostile text becomes, by itself and in the service, and what
//! repeats what.

mod hostile_html;
mod hostile_service;
mod repeats;
