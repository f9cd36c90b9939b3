"""Case sheets as page, Word and Excel: one composed document, three ways to write it."""
