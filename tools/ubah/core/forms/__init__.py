"""What a person fills in for a request or a step: by form, on a page, at a terminal."""
