"""The recorder: assesses, lands, asks for decisions, attests (rules 4b to 10)."""
