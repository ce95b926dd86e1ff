//! What shows that a text and an earlier comment come from one person. Anybody can type an email,
//! so an equal email alone shows nothing.

use crate::domain::ids::CommentId;

/// What the author of a text has beside an email.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    networks: Vec<Vec<u8>>,
    own_comment: Option<CommentId>,
}

impl Proof {
    /// Nothing but an email.
    pub const NONE: Self = Self {
        networks: Vec::new(),
        own_comment: None,
    };

    /// The network that the text is sent from, as the keyed hash of its address.
    pub fn of_network(network: Option<Vec<u8>>) -> Self {
        Self {
            networks: network.into_iter().collect(),
            own_comment: None,
        }
    }

    /// Adds a comment whose guest token the author holds, and the network that it came from.
    pub(crate) fn with_own_comment(mut self, comment: CommentId, network: Option<Vec<u8>>) -> Self {
        self.own_comment = Some(comment);
        self.networks.extend(network);
        self.networks.sort_unstable();
        self.networks.dedup();

        self
    }

    /// The networks from which the author writes or has written, as keyed hashes.
    pub(crate) fn networks(&self) -> &[Vec<u8>] {
        &self.networks
    }

    /// The comment whose guest token the author holds.
    pub(crate) const fn own_comment(&self) -> Option<CommentId> {
        self.own_comment
    }

    /// Whether an earlier comment under the same email is the author's own.
    pub(crate) fn covers(&self, comment: CommentId, network: Option<&[u8]>) -> bool {
        let is_held = self.own_comment == Some(comment);
        let is_from_there =
            network.is_some_and(|network| self.networks.iter().any(|it| it == network));

        is_held || is_from_there
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_comment_is_covered_by_its_network_or_its_own_token() {
        let [held, other] = [1, 2].map(|id| CommentId(Uuid::from_u128(id)));
        let proof = Proof::of_network(Some(vec![1])).with_own_comment(held, Some(vec![2]));

        assert!(proof.covers(held, None));
        assert!(proof.covers(other, Some(&[1])));
        assert!(proof.covers(other, Some(&[2])));
        assert!(!proof.covers(other, Some(&[3])));
    }

    #[test]
    fn an_unknown_network_covers_nothing() {
        let comment = CommentId(Uuid::from_u128(1));

        assert!(!Proof::NONE.covers(comment, None));
        assert!(!Proof::of_network(None).covers(comment, None));
    }
}
