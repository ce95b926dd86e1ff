//! The binary: hands the command line over.

fn main() {}
