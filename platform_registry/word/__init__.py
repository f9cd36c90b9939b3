"""Word files of our own look: A4, a Japanese font, headings and tables that can be read aloud."""
