//! A position in the feed of events.

/// The position of one event. A follower has read every event up to its position. Positions compare
/// in the order of the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventPosition {
    /// Increased when the database is restored elsewhere, because transaction numbers then restart.
    pub epoch: i32,
    /// The transaction that wrote the event.
    pub transaction: i64,
    pub event: i64,
}

impl EventPosition {
    /// Before every event.
    pub(crate) const START: Self = Self {
        epoch: 0,
        transaction: 0,
        event: 0,
    };

    /// 20 bytes, big-endian: epoch, transaction, event.
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(20);
        bytes.extend(self.epoch.to_be_bytes());
        bytes.extend(self.transaction.to_be_bytes());
        bytes.extend(self.event.to_be_bytes());

        bytes
    }

    /// The reverse of [`EventPosition::to_bytes`]; `None` unless there are exactly 20 bytes.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (epoch, rest) = bytes.split_first_chunk()?;
        let (transaction, rest) = rest.split_first_chunk()?;
        let (event, rest) = rest.split_first_chunk()?;

        rest.is_empty().then_some(Self {
            epoch: i32::from_be_bytes(*epoch),
            transaction: i64::from_be_bytes(*transaction),
            event: i64::from_be_bytes(*event),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::EventPosition;

    proptest! {
        #[test]
        fn a_position_comes_back_from_its_bytes(epoch: i32, transaction: i64, event: i64) {
            let position = EventPosition { epoch, transaction, event };

            prop_assert_eq!(EventPosition::from_bytes(&position.to_bytes()), Some(position));
        }

        #[test]
        fn bytes_of_another_length_are_no_position(bytes: Vec<u8>) {
            prop_assume!(bytes.len() != 20);

            prop_assert_eq!(EventPosition::from_bytes(&bytes), None);
        }
    }

    #[test]
    fn the_epoch_comes_first_then_the_transaction_then_the_event() {
        let at = |epoch, transaction, event| EventPosition {
            epoch,
            transaction,
            event,
        };

        assert!(
            at(1, 9, 9) < at(2, 0, 0) && at(2, 1, 9) < at(2, 2, 1) && at(2, 2, 1) < at(2, 2, 2)
        );
        assert!(EventPosition::START < at(1, 0, 1));
    }
}
