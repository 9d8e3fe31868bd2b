"""The pages: views made of answers by pure functions, and drawn by templates."""
