//! The text room as a whole: what hostile text becomes.

mod hostile_html;
