"""The pages: aiohttp and Jinja2. Everything here works without script, except the live islands."""
