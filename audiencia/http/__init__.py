"""aiohttp plumbing: cookies, CSRF, forms, headers, error pages, limits, rendering."""
