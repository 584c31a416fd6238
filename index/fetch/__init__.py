"""Pages, feeds and sitemaps from the web: never from this machine or its network, and politely."""
