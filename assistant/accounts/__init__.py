"""Who may use the page from elsewhere: accounts and their logins, in a file of their own. Knows nothing of the page."""
