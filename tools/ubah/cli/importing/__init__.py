"""`ubah import`: what an office brings along in spreadsheets, taken over row by row."""
