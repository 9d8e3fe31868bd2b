"""What a request asks: its parameters, checked, and the search that they are."""
