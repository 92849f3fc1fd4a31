"""Where everything stands, in the site and on the office's forge, and under which id."""
