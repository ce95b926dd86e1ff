//! Pages of lists by keyset: read one row more than asked for, and cut it off again.

/// Which page of a list: the items that follow `after`, at most `limit` of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PageRequest<K> {
    /// The key of the last item of the page before; `None` for the first page.
    pub after: Option<K>,
    pub limit: i64,
}

/// A page that was cut from the rows of [`PageRequest::rows`].
#[derive(Debug)]
pub(crate) struct CutPage<T, K> {
    pub items: Vec<T>,
    /// The key of the last item, where more items follow it.
    pub next: Option<K>,
}

/// Where the rows of a page end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowsEnd {
    /// Behind the page, or with the list.
    BehindPage,
    /// Before the page is full, because the rows are as large as a page may be.
    Early,
}

impl RowsEnd {
    /// Where rows end of which the last one has or has not another one behind it that was left out.
    pub(crate) const fn of(last_has_next: Option<bool>) -> Self {
        match last_has_next {
            Some(true) => Self::Early,
            _ => Self::BehindPage,
        }
    }
}

impl<K> PageRequest<K> {
    /// How many rows to read: one more than the page holds tells whether another page follows.
    pub const fn rows(&self) -> i64 {
        self.limit.saturating_add(1)
    }

    /// Cuts rows to the page. `key` names the key of an item.
    pub(crate) fn cut<T>(&self, rows: Vec<T>, key: impl FnOnce(&T) -> K) -> CutPage<T, K> {
        self.cut_at(RowsEnd::BehindPage, rows, key)
    }

    /// As [`PageRequest::cut`], for rows that may end early.
    pub(crate) fn cut_at<T>(
        &self,
        end: RowsEnd,
        mut rows: Vec<T>,
        key: impl FnOnce(&T) -> K,
    ) -> CutPage<T, K> {
        let limit = usize::try_from(self.limit).unwrap_or_default();
        let more = rows.len() > limit || end == RowsEnd::Early;
        rows.truncate(limit);

        let next = rows.last().filter(|_| more).map(key);
        CutPage { items: rows, next }
    }
}

impl<T, K> CutPage<T, K> {
    /// The page up to `count` items, of which each is as it was.
    pub(crate) fn up_to(mut self, count: usize, key: impl FnOnce(&T) -> K) -> Self {
        if count >= self.items.len() {
            return self;
        }

        self.items.truncate(count);
        self.next = self.items.last().map(key);

        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: PageRequest<u8> = PageRequest {
        after: None,
        limit: 2,
    };

    #[test]
    fn a_page_names_its_last_item_where_more_follow() {
        let page = PAGE.cut(vec![1, 2, 3], |item| *item);

        assert_eq!((page.items, page.next), (vec![1, 2], Some(2)));
    }

    #[test]
    fn a_page_that_ends_early_names_its_last_item() {
        let page = PAGE.cut_at(RowsEnd::Early, vec![1], |item| *item);

        assert_eq!((page.items, page.next), (vec![1], Some(1)));
    }

    #[test]
    fn the_last_page_names_none() {
        let page = PAGE.cut(vec![1, 2], |item| *item);

        assert_eq!((page.items, page.next), (vec![1, 2], None));
    }
}
