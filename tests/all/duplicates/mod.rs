//! Comments that are duplicates of each other: how they are found, grouped and settled.

mod campaigns;
mod checking;
mod comparing;
mod contacts;
mod crowds;
mod groups;
mod letters;
mod plans;
mod present;
mod racing;
mod renewing;
mod scanning;
mod settling;
mod sizes;
mod verdicts;
