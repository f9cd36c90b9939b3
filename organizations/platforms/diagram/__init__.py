"""構成図 as a drawing: shapes in, SVG and PNG out; no database, no requests."""
