"""A PDF taken apart for the rules that it is held to: its bytes, tags, contents, fonts, colours and metadata.

Nothing here judges; what is malformed is read as far as it goes, and the rules say what they miss.
"""
