//! Two texts before they get a label.

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Texts {
    pub earlier: String,
    pub later: String,
}

impl Texts {
    pub fn new(earlier: impl Into<String>, later: impl Into<String>) -> Self {
        Self {
            earlier: earlier.into(),
            later: later.into(),
        }
    }
}
