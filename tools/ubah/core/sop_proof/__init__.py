"""What every SOP must keep, proved over all of its paths."""
