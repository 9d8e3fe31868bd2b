"""The local page and the API: the same search in a browser and over HTTP."""
