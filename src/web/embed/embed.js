// The thread on other people's pages.
