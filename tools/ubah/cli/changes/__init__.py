"""Commands about requests for change: writing them, bringing them into main, reading them."""
