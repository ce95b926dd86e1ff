//! Pages that instances keep are never wrong, whatever readers, moderators and the database do.

mod away;
mod bounds;
mod hits;
mod instances;
mod own_writes;
pub mod proxy;
mod racing;
mod reading;
