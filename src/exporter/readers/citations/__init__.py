"""Citations and their bibliography, alike for all readers: pandoc's marks in the text, references and styles of CSL.

An article without `bibliography` or `references` in its front matter is left as it is, whatever its words look like.
"""

from exporter.readers.citations.citing import load_citations

__all__ = ["load_citations"]
