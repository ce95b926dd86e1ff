//! The text room as a whole: what hostile text becomes, by itself and in the service.

mod hostile_html;
mod hostile_service;
