//! Links and images while they are open.

use pulldown_cmark::{CowStr, LinkType};

/// A link or image that is open.
pub(super) struct OpenLink<'a> {
    pub address: CowStr<'a>,
    pub address_shown: AddressShown,
    /// The number of events before its text.
    pub first_event: usize,
    /// The number of visible texts before its text.
    pub texts_before: usize,
}

/// When readers see the address of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AddressShown {
    Never,
    /// Its text shows nothing, so nobody could find the link.
    InsteadOfNothing,
    /// Nobody can follow it.
    BehindTheText,
}

/// A link or an image, as the parser found it.
pub(super) struct FoundLink<'a> {
    pub link_type: LinkType,
    pub is_image: bool,
    pub address: CowStr<'a>,
    /// The label of its definition, if it has one.
    pub label: CowStr<'a>,
}
