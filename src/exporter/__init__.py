"""exporter: one structured article becomes a PDF, a DOCX and an EPUB.

import exporter

result = exporter.convert_file("article.md", formats=["pdf", "docx"])
result.exports[0].data      # bytes
result.messages             # what was found, as records
"""

__version__ = "0.1.0"
