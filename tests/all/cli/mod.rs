//! The program `moderato` on the command line.

mod doctor;
mod logging;
mod serving;
mod starting;
