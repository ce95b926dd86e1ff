//! Tables in Markdown, on standard output.

/// Prints the head of a table.
pub fn header(columns: &[&str]) {
    row(columns);
    println!("|{}", "---|".repeat(columns.len()));
}

pub fn row(cells: &[&str]) {
    println!("| {} |", cells.join(" | "));
}
