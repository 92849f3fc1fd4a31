"""How pages speak: language, numbers and times, and what states, figures and people are called."""
