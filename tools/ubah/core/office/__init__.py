"""What an office is judged by: its settings, and who may take a step on which day."""
