"""Values of the register in the form in which templates show them."""
