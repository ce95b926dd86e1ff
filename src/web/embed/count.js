// The numbers of comments in lists of articles.
