"""HTML: the templates, and what writes values into them."""
