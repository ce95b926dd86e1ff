//! How a pool is parted.

use super::*;

#[test]
fn shares_hold_together_what_the_pool_may_and_none_is_empty() {
    for size in 1..100 {
        for threads in 0..100 {
            let (common, own) = sizes(size, threads);
            assert_eq!(
                common + own.iter().sum::<usize>(),
                size,
                "{size} for {threads}"
            );
            assert!(
                common > 0 && own.iter().all(|share| *share > 0),
                "{size} for {threads}: {common}, {own:?}"
            );
            assert!(own.len() <= threads, "{size} for {threads}: {own:?}");
        }
    }
}

#[test]
fn each_thread_has_the_same_share_and_little_is_left() {
    assert_eq!(sizes(16, 2), (2, vec![7, 7]));
    assert_eq!(sizes(16, 4), (2, vec![4, 4, 3, 3]));
    assert_eq!(sizes(16, 64), (2, vec![1; 14]));
    assert_eq!(sizes(2, 2), (1, vec![1]));
    assert_eq!(sizes(16, 0), (16, Vec::new()));
}
