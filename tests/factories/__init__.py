"""Test objects with readable, fixed values: one module per noun, nothing random."""
