"""The pages of the office's own desk: phone first, no script, everything escaped."""
