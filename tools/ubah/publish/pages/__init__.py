"""Pages made from the register: each a pure function from the context to HTML."""
