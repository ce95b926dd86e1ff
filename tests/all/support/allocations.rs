//! The allocator of the tests: it counts the bytes that the process allocates and holds.
#![expect(unsafe_code, reason = "an allocator is unsafe by its trait")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

static TOTAL: AtomicUsize = AtomicUsize::new(0);
static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static OF_THREAD: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

/// The bytes that a piece of work allocated.
#[derive(Debug, Clone, Copy)]
pub struct Allocated {
    pub total: usize,
    /// The most that was held at the same time, beside what was held before.
    pub peak: usize,
}

/// What the whole process allocates while this future runs: a test that asks for it must be alone
/// in its process.
pub async fn allocated_by<T>(work: impl Future<Output = T>) -> (T, Allocated) {
    let (total, held) = (TOTAL.load(Relaxed), HELD.load(Relaxed));
    MOST.store(held, Relaxed);

    let result = work.await;

    let allocated = Allocated {
        total: TOTAL.load(Relaxed) - total,
        peak: MOST.load(Relaxed).saturating_sub(held),
    };
    (result, allocated)
}

/// What the whole process holds now.
pub fn held() -> usize {
    HELD.load(Relaxed)
}

/// The bytes that this thread has allocated: the difference of two readings is what it made.
pub fn allocated_here() -> usize {
    OF_THREAD.get()
}

fn added(bytes: usize) {
    OF_THREAD.set(OF_THREAD.get() + bytes);
    TOTAL.fetch_add(bytes, Relaxed);
    let held = HELD.fetch_add(bytes, Relaxed) + bytes;
    MOST.fetch_max(held, Relaxed);
}

// SAFETY: every call is passed on to the allocator of the system.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        added(layout.size());
        // SAFETY: the caller keeps the contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller keeps the contract.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        added(size);
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller keeps the contract.
        unsafe { System.realloc(pointer, layout, size) }
    }
}
