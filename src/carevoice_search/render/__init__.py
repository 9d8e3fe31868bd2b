"""Results as people and programs read them: terminal tables, plain lines, JSON, CSV.

Each module turns values of `model` into text and prints nothing; all text from pages passes through `safe`.
"""
