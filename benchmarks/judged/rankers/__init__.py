"""The peers of the ranking, one file each: `version()`, `GIVEN` (how it was set up) and `rank(documents, questions,
limit)`, which gives the places of the documents found for each question, the best first.

Each is given title and text as one text, asked for any of the question's words, and ranks as it does by default.
"""
