"""What all pages are made from, gathered once: the register, its figures, where each request stands."""
