//! The program `moderato` on the command line.

mod doctor;
mod logging;
mod roles;
mod serving;
mod starting;
