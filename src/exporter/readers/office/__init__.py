"""What Word and OpenDocument files share: the package within its bounds, a manuscript of lines, and its shape.

Each format's reader turns its markup into a manuscript (`manuscript.py`); from there on there is one way: the title
block and the end matter become metadata, lines become nested blocks.
"""
